"""The cast is what tests/people.py says."""

import pytest
from django.db import connection, transaction

from tests.people import gather_cast

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


def test_the_cast_that_a_test_gets_leaves_the_same_rows_as_making_it(recorded_cast):
    left = []
    for way in (recorded_cast.enter, gather_cast):
        with transaction.atomic():
            people = way().everybody().values()
            left.append(([(who.person.name, who.actor.ids("leads"), who.account.roles) for who in people], rows()))
            transaction.set_rollback(True)
    recorded, made = left
    assert [name for name, *_ in recorded[0]] == [name for name, *_ in made[0]]
    assert recorded[1] == made[1]


def rows():
    """How many rows each table has; not how SQLite lays out the index of words."""
    counts = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if name.endswith(("_idx", "_data")):
                continue
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            counts[name] = cursor.fetchone()[0]
    return counts


def test_a_database_with_people_in_it_is_given_the_cast_beside_them(recorded_cast):
    from colere.foundation.models import Person

    Person.objects.create(name="Ada Own")
    assert recorded_cast.enter().lead.actor.ids("leads")
    assert Person.objects.count() == 10
