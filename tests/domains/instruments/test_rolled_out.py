"""A change that came to several topics on different days: what it did to all of them, or to each where they are few."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np
import pytest
from django.core.management.base import CommandError
from django.test import Client

from colere.insights.instruments.queries.asking import get_instrument
from colere.insights.instruments.queries.kept import kind_of
from colere.insights.instruments.queries.staggered import _starts
from colere.insights.instruments.rules.rollout import weeks_around
from colere.insights.instruments.views.before_after import draw_change
from colere.platform.errors import Invalid
from colere.platform.kept.keeping import count_and_keep
from colere.platform.kept.models import CountedAnswer
from colere.platform.permissions import SYSTEM
from tests.domains.instruments.changes import counted, question
from tests.people import Cast
from tests.platform.metrics.telling import conversation, response, tell
from tests.worlds import Worlds

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.usefixtures("lived_in")
ADDRESS = "/insights/before-after"
FIRST, DAYS, RATE = datetime(2026, 1, 5, tzinfo=UTC), 168, 2.5
TOPICS = [f"topic {letter}" for letter in "abcdefghij"]
STARTS = {
    "topic a": date(2026, 3, 3),
    "topic b": date(2026, 3, 3),
    "topic c": date(2026, 3, 26),  # in the midst of a week that began on a Tuesday
    "topic d": date(2026, 4, 7),
    "topic e": date(2026, 4, 7),
}
FELL_TO, PLEASED, PLEASED_AFTER = 0.35, 0.55, 0.85


def move_in() -> None:
    rng = np.random.default_rng(11)
    key, events = 0, []
    for day in range(DAYS):
        at = FIRST + timedelta(days=day, hours=10)
        for topic in TOPICS:
            is_after = topic in STARTS and at.date() >= STARTS[topic]
            for _ in range(rng.poisson(RATE * (1 + day / 300) * (FELL_TO if is_after else 1.0))):
                key += 1
                score = 5.0 if rng.random() < (PLEASED_AFTER if is_after else PLEASED) else 2.0
                events.append(conversation(key, opened_at=at, topic=topic))
                events.append(response(key, score, at=at, topic=topic, customer=key, conversation=key))
    tell(*events)


@pytest.fixture(scope="module")
def inhabited(
    worlds: Worlds, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The facts of a house in which topics got a change one after the other."""

    def happen() -> None:
        from colere.platform.metrics import catch_up

        move_in()
        catch_up()

    facts = tmp_path_factory.mktemp("rolled_out") / "facts"
    with django_db_blocker.unblock(), worlds.entered("rolled_out", happen, facts):
        yield facts


def link(starts: dict[str, date], **more: str) -> str:
    lines = {}
    for number, (topic, day) in enumerate(starts.items(), start=1):
        lines |= {f"who_{number}": f"topic:{topic}", f"since_{number}": day.isoformat()}
    return urlencode({**lines, **more})


def test_what_fell_where_the_change_came_is_told_with_its_interval_and_number() -> None:
    report = counted(link(STARTS))
    [effect] = report.named("effect")
    assert (effect.verdict, effect.unit, effect.n) == ("fell", "ratio", len(TOPICS))
    assert effect.low is not None
    assert effect.high is not None
    assert effect.low < FELL_TO < effect.high < 0.75
    assert "fell where the change came, in 5 topics" in report.sentence
    assert report.named("before_start")[0].verdict == "as_it_should"


def test_the_chart_goes_by_the_time_since_the_change_came_and_each_week_says_how_many_are_behind_it() -> None:
    report = counted(link(STARTS))
    [chart] = draw_change(report)
    assert [point.label for point in chart.points][:2] == ["week 1", "week 2"]  # type: ignore[union-attr]
    assert all(point.n and point.n >= 3 for point in chart.points)  # type: ignore[union-attr]
    assert chart.data()["words"]["usual"] == "no change"
    assert chart.heads()[3] == "Topics"


def test_a_share_differs_by_points() -> None:
    [effect] = counted(link(STARTS, measure="csat")).named("effect")
    assert (effect.verdict, effect.unit) == ("rose", "balance")
    assert effect.low is not None
    assert effect.high is not None
    assert effect.low < PLEASED_AFTER - PLEASED < effect.high


def test_where_the_change_came_to_few_each_is_told_by_itself() -> None:
    two = {topic: STARTS[topic] for topic in ("topic a", "topic b")}
    report = counted(link(two, end="2026-03-25"))
    assert "Too few for one answer: the change came to 2 of 10 topics, and it takes 4 of 8" in report.sentence
    assert "“topic a” and “topic b” fell" in report.sentence
    own = report.named("own_effect")
    assert [(one.group, one.verdict) for one in own] == [("topic a", "fell"), ("topic b", "fell")]
    assert all(one.low is not None and one.low < FELL_TO < one.high for one in own)  # type: ignore[operator]
    [chart] = draw_change(report)
    assert chart.data()["kind"] == "interval"


def test_where_most_have_no_weeks_before_the_change_the_sentence_says_that_and_not_that_they_were_few() -> None:
    early = dict.fromkeys(STARTS, FIRST.date() + timedelta(days=7))
    sentence = counted(link(early, end="2026-04-30")).sentence
    assert (
        "the change came to 5 of 10 topics. With five cases a week and two weeks before it these are 0 of 5" in sentence
    )


def test_the_page_keeps_who_got_it_when_in_its_address_and_offers_two_lines_more(client: Client, cast: Cast) -> None:
    counted(link(STARTS))
    client.force_login(cast.agent.account)
    shown = html.unescape(client.get(f"{ADDRESS}?{link(STARTS)}").content.decode())
    assert 'value="2026-03-26"' in shown
    assert 'name="who_7"' in shown
    assert 'name="who_8"' not in shown
    for words in ("To whom the change came", "from 26 March 2026", "topic f, topic g", "Callaway", "<figure"):
        assert words in shown


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("who_1=topic:topic+a", "Since when?"),
        ("since_1=2026-03-03", "Who got the change on that day?"),
        ("who_1=topic:topic+a&since_1=2026-03-03&who_2=topic:topic+a&since_2=2026-03-10", "in a line above already"),
        ("who_1=topic:topic+a&since_1=2026-03-03&who_2=channel:chat&since_2=2026-03-10", "Choose teams only"),
        ("who_1=topic:topic+a&since_1=2026-03-03&day=2026-03-03", "Either one day"),
        ("who_1=topic:topic+a&since_1=2026-03-03&topic=topic+a", "each of them is looked at by itself"),
        ("who_1=topic:topic+a&since_1=2026-03-03&against=alone", "choose nothing here"),
    ],
)
def test_a_line_that_does_not_fit_is_explained_beside_it(client: Client, cast: Cast, wrong: str, sentence: str) -> None:
    client.force_login(cast.agent.account)
    shown = client.get(f"{ADDRESS}?{wrong}")
    assert shown.status_code == 422
    assert sentence in html.unescape(shown.content.decode())


def test_a_day_of_which_nothing_is_known_is_refused_with_the_name() -> None:
    instrument = get_instrument("before-after")
    count_and_keep(kind_of(instrument), question=question(link({"topic a": date(2020, 1, 1)})), actor=SYSTEM)
    assert "The day of “topic a” must lie in the days that are known" in CountedAnswer.objects.get().sentence


def test_a_team_of_which_nothing_is_known_is_named_and_not_numbered(cast: Cast) -> None:
    days = (FIRST.date(), FIRST.date() + timedelta(days=DAYS))
    with pytest.raises(Invalid, match="Nothing is known of “Parcels” in these days"):
        _starts({cast.parcels.pk: date(2026, 3, 3)}, "team", {cast.billing.pk: "Billing"}, days)


def test_the_command_takes_each_with_its_day(asked: Callable[..., dict[str, Any]]) -> None:
    told = asked("shift", *(word for name, day in STARTS.items() for word in ("--since", f"{name}={day}")))
    assert told["figures"][0]["verdict"] == "fell"
    assert told["method"] == "staggered_adoption"
    for wrong, sentence in (
        (["--on", "2026-03-03", "--since", "topic a=2026-03-03"], "either --on a day"),
        ([], "either --on a day"),
        (["--since", "topic a"], "does not say who and since when"),
        (["--since", "topic a=2026-03-03", "--since", "chat=2026-03-03"], "Choose teams only"),
        (["--since", "topic a=2026-03-03", "--since", "Topic A=2026-03-09"], "named twice"),
        (["--since", "topic a=2026-03-03", "--alone"], "leave out --against"),
    ):
        with pytest.raises(CommandError, match=sentence):
            asked("shift", *wrong)


def test_the_week_in_whose_midst_the_change_came_is_on_neither_side() -> None:
    weeks = weeks_around(date(2026, 3, 1), date(2026, 3, 31), {"a": date(2026, 3, 10), "b": date(2026, 3, 19)})
    assert (weeks.first, weeks.count, weeks.skipped) == (date(2026, 3, 3), 4, 2)
    assert [weeks.start_of(key) for key in ("a", "b", "c")] == [1.0, 3.0, float("inf")]
    figures = np.array([1.0, 2.0, 3.0, 4.0])
    assert weeks.of("a", figures).tolist() == [1.0, 2.0, 3.0, 4.0]
    assert np.isnan(weeks.of("b", figures)).tolist() == [False, False, True, False]
