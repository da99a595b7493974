"""What the weekly letter says of themes: those that grew, in words of the week, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from colere.care.conversations.models import Conversation, Message
from colere.care.customers.models import Customer
from colere.insights.letter.queries.html import as_html
from colere.insights.letter.queries.pdf import as_pdf
from colere.insights.letter.queries.plain import as_text
from colere.insights.letter.queries.themes import grown_themes
from colere.insights.letter.queries.voices import ANY_LEADER, voices_section
from colere.insights.letter.rules.addresses import Addresses
from colere.insights.letter.rules.content import Letter, Section
from colere.insights.letter.rules.quoting import body_of
from colere.insights.letter.rules.weeks import Week, week_of
from colere.insights.themes.actions.deciding import leave_out, name_theme
from colere.platform.permissions import SYSTEM
from tests.domains.themes.speech import DAYS, FIRST_LOOK, NEW_FROM, START
from tests.people import Cast

LAST = week_of(START + timedelta(days=DAYS - 1))
PLACES = Addresses("https://care.example/insights/letter", {}, "https://care.example/leave")


def section(week: Week = LAST) -> Section:
    return voices_section(week, {}, SYSTEM)[0]


def test_a_theme_that_grew_is_named_with_its_interval_since_when_and_words_of_the_week(
    house: Cast, weeks: Callable[..., None], theme_of: Callable[[str], int]
) -> None:
    weeks()
    name_theme(theme_of("pump"), name="Pumps", actor=house.head.actor)
    said = section()
    assert "The theme that grew most: “Pumps”, since" in said.sentence
    [grown] = [one for one in said.figures if one.unit == "ratio"]
    assert grown.low is not None
    assert grown.high is not None
    assert 1 < grown.low < grown.value < grown.high  # type: ignore[operator]
    assert grown.n > 0
    assert "since" in grown.note
    [quote] = [one for one in said.quotes if "Pumps" in one.about]
    assert "pump" in quote.text.lower() or "valve" in quote.text.lower()
    assert "Unsaid" not in quote.text, "names below a message stay where they are"
    assert quote.text.endswith("[…]")
    assert NEW_FROM > FIRST_LOOK


def test_html_text_and_pdf_say_the_same_of_it_in_under_100_kb(
    house: Cast, weeks: Callable[..., None], theme_of: Callable[[str], int]
) -> None:
    weeks()
    name_theme(theme_of("pump"), name="Pumps", actor=house.head.actor)
    week = section()
    days = (LAST.first, LAST.last)
    letter = Letter(LAST.name, *days, "House", "The week", "All as usual.", "quiet", (week,), "Who would know?")
    again = Letter.from_json(letter.as_json())
    assert again == letter, "it is kept whole"
    page, plain, paper = as_html(letter, PLACES), as_text(letter, PLACES), as_pdf(letter, PLACES)
    assert "Said more: “Pumps”" in page
    assert "Said more: “Pumps”" in plain
    assert paper.startswith(b"%PDF")
    assert len(page.encode()) + len(plain.encode()) + len(paper) < 100_000


def test_words_of_a_private_team_are_told_to_nobody(
    house: Cast, weeks: Callable[..., None], theme_of: Callable[[str], int]
) -> None:
    weeks()
    house.parcels.is_private = True
    house.parcels.save(update_fields=["is_private"])
    Conversation.objects.filter(topic="pump").update(team=house.parcels)
    assert grown_themes(LAST, SYSTEM, reader=ANY_LEADER).quotes == ()


@pytest.mark.parametrize(
    "told",
    [
        "The pump in the pond of Mrs Moss leaks again",
        f"{'The pump leaks at valve and hose and seal and filter. ' * 5}Write: me.o@home.example",
    ],
)
def test_words_that_say_whose_they_are_stay_at_home_also_after_a_merger_and_far_into_a_text(
    house: Cast, weeks: Callable[..., None], told: str
) -> None:
    weeks()
    kept = Customer.objects.create(name="Ada Moss")
    absorbed = Customer.objects.create(name="A.", merged_into=kept)
    Conversation.objects.filter(topic="pump").update(customer=absorbed)
    Message.objects.filter(conversation__topic="pump").update(text=told)
    assert grown_themes(LAST, SYSTEM, reader=ANY_LEADER).quotes == ()


def test_several_short_lines_are_not_quoted_because_one_of_them_may_be_a_name() -> None:
    assert body_of("Hello\nThe pump leaks\nDinah") == ""
    assert body_of("Hello,\nmy pump has been leaking for days\n\nDinah Unsaid") == (
        "[…] my pump has been leaking for days […]"
    )
    assert body_of("The pump leaks") == "The pump leaks"


def test_where_nothing_grew_a_quiet_line_says_so(
    house: Cast, weeks: Callable[..., None], theme_of: Callable[[str], int]
) -> None:
    weeks()
    leave_out(theme_of("pump"), actor=house.head.actor)
    said = section()
    assert "grew" not in said.sentence
    assert "Nothing grew more than usual" in said.note
    assert [one for one in said.figures if one.unit == "ratio"] == []


def test_before_themes_have_read_the_week_nothing_is_said_of_them(house: Cast) -> None:
    assert "grew" not in section().sentence + section().note
    assert grown_themes(week_of(timezone.localdate()), SYSTEM, reader=ANY_LEADER).figures == ()


@pytest.mark.parametrize("day", [0, FIRST_LOOK - 1])
def test_a_quiet_week_of_the_past_names_no_theme_that_grew_later(
    house: Cast, weeks: Callable[..., None], day: int
) -> None:
    weeks()
    assert grown_themes(week_of(START + timedelta(days=day)), SYSTEM, reader=ANY_LEADER).figures == ()
