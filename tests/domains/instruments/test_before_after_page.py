"""Before and after: a link with measure and day opens the page ready, and the chart shows what would have been."""

from __future__ import annotations

import pytest
from django.test import Client

from colere.insights.instruments.queries.asking import get_instrument
from colere.insights.instruments.queries.comparisons import comparison_from
from colere.insights.instruments.queries.kept import kind_of
from colere.insights.instruments.views.before_after import draw_shift
from colere.platform.errors import Invalid
from colere.platform.kept.keeping import count_and_keep
from colere.platform.kept.models import CountedAnswer
from colere.platform.permissions import SYSTEM
from tests.domains.instruments.changes import counted, question
from tests.domains.instruments.house import CHANGE
from tests.people import Cast

ADDRESS = "/insights/before-after"
LINK = f"measure=conversations_opened&topic=late+delivery&day={CHANGE}"
CHANNELS = f"measure=conversations_opened&channel=chat&day={CHANGE}&against=channel:email"
pytestmark = pytest.mark.usefixtures("lived_in")


def test_a_link_from_a_problem_opens_the_page_ready(client: Client, cast: Cast) -> None:
    counted(LINK)
    client.force_login(cast.agent.account)
    shown = client.get(f"{ADDRESS}?{LINK}").content.decode()
    assert "“late delivery” fell on 4 May 2026 against all other topics" in shown
    for words in ("“late delivery”, by week", "Compared with: all other topics", "segmented regression", "<figure"):
        assert words in shown
    assert f'value="{CHANGE}"' in shown, "what was asked stands in the form"


def test_the_band_lies_around_what_would_have_been_and_the_fall_below_it() -> None:
    report = counted(LINK)
    course, comparison = draw_shift(report)
    before = [point for point in course.points if point.at < str(CHANGE)]
    after = [point for point in course.points if point.at >= str(CHANGE)]
    assert before
    assert all(point.expected is None for point in before)
    assert all(p.low <= p.expected <= p.high for p in after)  # type: ignore[operator]
    assert sum(p.value < p.low for p in after) > len(after) / 2  # type: ignore[operator]
    assert [change.at for change in course.changes] == [str(CHANGE)]
    assert len(comparison.points) == len(course.points)


def test_a_channel_can_be_what_a_change_is_held_against() -> None:
    report = counted(CHANNELS)
    assert "against “email”" in report.sentence
    assert report.named("compared_with")


def test_a_share_has_a_band_within_0_and_1_too() -> None:
    for against in ("alone", "topic:billing"):
        report = counted(f"measure=csat&topic=returns&day={CHANGE}&against={against}")
        bounds = [(one.low, one.value, one.high) for one in report.named("without_change") if one.is_detail]
        assert bounds
        assert all(0 <= low <= value <= high <= 1 for low, value, high in bounds)  # type: ignore[operator]


def test_without_a_day_there_is_nothing_to_count(client: Client, cast: Cast) -> None:
    client.force_login(cast.agent.account)
    shown = client.get(ADDRESS).content.decode()
    assert "Choose the day of a change" in shown
    assert not CountedAnswer.objects.exists()


def test_what_cannot_be_compared_is_explained(client: Client, cast: Cast) -> None:
    client.force_login(cast.agent.account)
    for wrong in (f"day={CHANGE}&against=others", "day=nonsense", f"day={CHANGE}&measure=joy"):
        assert client.get(f"{ADDRESS}?{wrong}").status_code == 422
    instrument, asked = get_instrument("before-after"), question(f"channel=chat&day={CHANGE}&against=channel:chat")
    count_and_keep(kind_of(instrument), question=asked, actor=SYSTEM)
    assert CountedAnswer.objects.get().sentence == "A channel cannot be compared with itself."


def test_a_comparison_is_a_team_else_a_channel_else_a_topic() -> None:
    found = [comparison_from(text, actor=SYSTEM) for text in ("orders", "CHAT", "billing")]
    assert [(one.dimension, one.name) for one in found] == [
        ("team", "Orders"),
        ("channel", "chat"),
        ("topic", "billing"),
    ]
    with pytest.raises(Invalid, match="no topic “biling”"):
        comparison_from("biling", actor=SYSTEM)
