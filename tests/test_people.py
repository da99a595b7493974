"""The cast is what tests/people.py says."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_a_lead_leads_and_an_agent_belongs_to_a_team(cast):
    assert cast.lead.actor.ids("leads") == {cast.parcels.pk}
    assert cast.agent.actor.ids("team") == {cast.parcels.pk}
    assert cast.outsider.actor.ids("team") == set()


def test_everybody_but_some(cast):
    assert set(cast.everybody()) - set(cast.all_but("lead", "head")) == {"lead", "head"}


def test_published_tells_what_the_log_was_told_since_the_test_began(cast, published):
    from colere.foundation.actions.organisation import archive_team
    from colere.platform.permissions import SYSTEM

    assert published() == []
    archive_team(cast.parcels, actor=SYSTEM)
    assert [line.subject for line in published("foundation.TeamChanged")] == [f"team:{cast.parcels.pk}"]


def test_signing_in_makes_a_session(cast, sign_in):
    assert sign_in(cast.agent).session["_auth_user_id"] == str(cast.agent.account.pk)
