"""People and teams: fair, and read by those alone whom it concerns, on the page, in its charts and in its files."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from colere.foundation.models import Person, Team
from colere.insights.instruments.queries.asking import get_instrument
from colere.insights.instruments.queries.kept import find_report, kind_of
from colere.insights.instruments.rules.report import Report
from colere.insights.instruments.views.people import kept_standings
from colere.insights.instruments.views.standing import draw_standings, narrow_standings
from colere.platform.kept.keeping import count_and_keep
from colere.platform.kept.models import CountedAnswer
from colere.platform.permissions import SYSTEM, Actor
from tests.domains.instruments.house import PEOPLE
from tests.people import Cast, Member

ADDRESS = "/insights/people"
ORDERS, RETURNS = PEOPLE[::2], PEOPLE[1::2]
ADA, BEN, CLEO, DORA = PEOPLE[:4]
pytestmark = pytest.mark.usefixtures("lived_in")


@pytest.fixture
def at_home(cast: Cast) -> dict[str, Member]:
    """Ada answers in Orders and Cleo leads it; Ben answers in Returns and Dora leads that."""
    wanted = {ADA: cast.agent, CLEO: cast.lead, BEN: cast.neighbour, DORA: cast.private_agent}
    for name, member in wanted.items():
        Person.objects.filter(account_id=member.account.pk).update(account=None)
        Person.objects.filter(name=name).update(account=member.account)
    cast.private_agent.account.roles = ["lead"]
    cast.private_agent.account.save(update_fields=["roles"])
    instrument = get_instrument("people")
    question = instrument.usual()
    assert question is not None
    assert count_and_keep(kind_of(instrument), question=question, actor=SYSTEM)
    return cast.everybody()


def seen_by(client: Client, member: Member) -> str:
    """All that somebody gets: the page, its file, and both when they ask for somebody by address."""
    client.force_login(member.account)
    ada = Person.objects.get(name=ADA)
    found = [client.get(f"{ADDRESS}{query}") for query in ("", f"?person={ada.pk}", "?format=csv", "?by=person")]
    parts = [b"".join(one) if one.streaming else one.content for one in found]
    return html.unescape(b"\n".join(parts).decode())


def names_in(text: str) -> list[str]:
    return [name for name in PEOPLE if name in text]


def drawings(text: str) -> list[dict[str, Any]]:
    return [json.loads(found) for found in re.findall(r"data-drawing='(.*?)'", text)]


def test_somebody_sees_their_own_figure_and_no_one_elses(client: Client, at_home: dict[str, Member]) -> None:
    seen = seen_by(client, at_home["agent"])
    assert names_in(seen) == [ADA]
    assert "With everybody’s cases you stand above your team" in seen
    for drawing in drawings(seen):
        marks = drawing.get("points") or drawing.get("items") or []
        assert [mark["label"] for mark in marks] == [ADA], "others are not even nameless dots"


def test_a_lead_sees_the_people_whom_they_lead_by_name_and_not_by_rank(
    client: Client, at_home: dict[str, Member]
) -> None:
    seen = seen_by(client, at_home["lead"])
    assert names_in(seen) == list(ORDERS)
    assert "of 4 colleagues cannot be told apart from their team" in seen
    intervals = next(drawing for drawing in drawings(seen) if drawing["kind"] == "interval")
    assert [item["label"] for item in intervals["items"]] == sorted(ORDERS)
    marked = {item["label"]: item["remark"] for item in intervals["items"] if item["isApart"]}
    assert marked.pop(ADA) == "above the others"
    assert "above the others" not in marked.values()


@pytest.mark.parametrize("who", ["operator", "head", "executive", "partner", "neighbour", "private_agent", "outsider"])
def test_nobody_else_sees_ada(client: Client, at_home: dict[str, Member], who: str) -> None:
    seen = seen_by(client, at_home[who])
    allowed = {"neighbour": [BEN], "private_agent": list(RETURNS)}.get(who, [])
    assert names_in(seen) == allowed
    ada = Person.objects.get(name=ADA).pk
    narrowed = kept(at_home[who].actor)
    assert ada not in {one.key for one in narrowed.named("adjusted") + narrowed.named("raw")}
    assert str(ada) not in narrowed.more["people"]


def test_what_is_kept_holds_no_name(at_home: dict[str, Member]) -> None:
    row = CountedAnswer.objects.get()
    assert names_in(json.dumps([row.found, row.question])) == []


def test_a_team_is_shown_when_it_is_too_large_to_see_somebody_through_it(at_home: dict[str, Member]) -> None:
    instrument = get_instrument("people")
    question = instrument.usual()
    assert question is not None
    whole = kept_standings(instrument.find(SYSTEM, question, lambda step: None))
    orders = Team.objects.get(name="Orders").pk
    head = at_home["head"].actor
    small = narrow_standings(whole, head)
    assert small.figures == []
    assert small.more["hidden"] == 2
    assert draw_standings(small) == []
    large = replace(whole, more={**whole.more, "members": dict.fromkeys(whole.more["members"], 5)})
    shown = narrow_standings(large, head)
    assert {one.group for one in shown.figures} == {"Orders", "Returns"}
    assert "of 2 teams cannot be told apart" in shown.sentence
    assert [chart.data()["kind"] for chart in draw_standings(shown)] == ["funnel", "interval"]
    led = narrow_standings(whole, at_home["lead"].actor)
    assert {one.key for one in led.named("team_adjusted")} == {orders}, "a lead may see the team that they lead"


def test_a_funnel_lies_around_the_team_and_holds_those_who_do_not_differ(at_home: dict[str, Member]) -> None:
    funnel = next(chart for chart in draw_standings(kept(at_home["lead"].actor)) if chart.data()["kind"] == "funnel")
    drawn = funnel.data()
    assert all(outer <= low <= drawn["centre"] <= high <= over for _n, low, high, outer, over in drawn["limits"])
    assert {point["label"]: point["remark"] for point in drawn["points"]}[ADA] == "above the others"
    assert [point["label"] for point in drawn["points"] if point["isNamed"]] == [CLEO]


def kept(actor: Actor) -> Report:
    instrument = get_instrument("people")
    question = instrument.usual()
    assert question is not None
    found = find_report(actor, instrument, question=question)
    assert found is not None
    return found
