"""Reading what customers say: found, joined, born, and the same again after a death."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count

from colere.insights.themes.actions import running, writing
from colere.insights.themes.actions.running import run_themes
from colere.insights.themes.jobs import is_much_unread, look_for_many, read_new_words
from colere.insights.themes.models import Theme, ThemeMap, ThemeRun, ThemeText
from colere.insights.themes.queries.counting import count_themes, usual_request
from colere.platform.errors import Refused
from colere.platform.events.models import LogLine
from colere.platform.permissions import SYSTEM
from tests.domains.themes.speech import DAYS, FIRST_LOOK, NEW_FROM, START, instant
from tests.people import Cast


def state() -> tuple[Any, ...]:
    """All that a run leaves, but for keys and times."""
    texts = ThemeText.objects.filter(map__is_current=True).order_by("kind", "conversation_id", "response_id")
    themes = Theme.objects.order_by("number").values_list("number", "words", "name", "born_on", "merged_into", "drift")
    drawn = ThemeMap.objects.get(is_current=True)
    return (
        list(texts.values_list("kind", "conversation_id", "response_id", "theme", "closeness")),
        list(themes),
        drawn.texts,
        bytes(drawn.known),
    )


def test_what_customers_speak_of_is_found(house: Cast, theme_of: Callable[[str], int]) -> None:
    themes = {matter: theme_of(matter) for matter in ("parcel", "invoice", "plant", "voucher")}
    assert len(set(themes.values())) == 4
    for matter, number in themes.items():
        own = ThemeText.objects.filter(theme=number, kind="conversation")
        assert own.filter(conversation__topic=matter).count() >= 0.9 * own.count()
    words = " ".join(Theme.objects.get(pk=themes["voucher"]).words)
    assert "voucher" in words or "code" in words


def test_words_below_a_letter_are_nobodys_theme(house: Cast) -> None:
    assert not any("dinah" in " ".join(words) for words in Theme.objects.values_list("words", flat=True))


def test_new_words_join_the_themes_that_are_known(
    house: Cast, weeks: Callable[..., None], theme_of: Callable[[str], int]
) -> None:
    before, texts = theme_of("voucher"), ThemeText.objects.count()
    weeks()
    assert theme_of("voucher") == before
    assert ThemeText.objects.count() > texts
    late = ThemeText.objects.filter(conversation__topic="voucher", day__gte=START + timedelta(days=FIRST_LOOK))
    assert late.filter(theme=before).count() >= 0.8 * late.count()
    assert ThemeMap.objects.get(is_current=True).texts == ThemeText.objects.filter(map__is_current=True).count()


def test_what_grows_is_said_with_the_day_from_which_on(
    house: Cast, weeks: Callable[..., None], theme_of: Callable[[str], int]
) -> None:
    weeks()
    usual = usual_request(SYSTEM)
    assert usual is not None
    found = count_themes(SYSTEM, request=usual)
    assert found is not None
    topic = found.topic(theme_of("pump"))
    assert topic is not None
    assert topic.is_ongoing
    assert abs((topic.spells[-1].first - START).days - NEW_FROM) <= 7


def test_a_run_that_dies_leaves_nothing_and_the_next_gives_the_same(
    house: Cast, weeks: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Death(BaseException):
        """As when a worker is killed."""

    def die(*args: Any, **kwargs: Any) -> None:
        raise Death

    before = state()
    point = transaction.savepoint()
    weeks(0, 1)
    undisturbed = state()
    transaction.savepoint_rollback(point)
    assert state() == before
    with monkeypatch.context() as patch:
        patch.setattr(running, "keep_continued", die)
        with pytest.raises(Death):
            weeks(0, 1)
    assert ThemeText.objects.filter(run=2).exists(), "it had come to writing"
    ThemeRun.objects.update(state=ThemeRun.State.RUNNING, seen_at=instant(0))  # nobody could say that it ended
    assert state()[2:] == before[2:], "the map has not moved"
    weeks(0, 1)
    assert state() == undisturbed


def test_the_same_words_give_the_same_themes(house: Cast, weeks: Callable[..., None]) -> None:
    first = state()
    ThemeMap.objects.all().delete()
    Theme.objects.all().delete()
    run_themes(actor=SYSTEM, until=instant(FIRST_LOOK), words_only=True)
    assert state() == first


def test_one_run_at_a_time(house: Cast) -> None:
    ThemeRun.objects.create()
    assert run_themes(actor=SYSTEM) is None


def test_a_slower_run_does_not_overwrite_a_quicker_one(house: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from colere.platform.errors import Conflict

    def overtaken(*args: Any, **kwargs: Any) -> Any:
        ThemeMap.objects.update(run=7)
        return keep(*args, **kwargs)

    keep = writing.keep_continued
    monkeypatch.setattr(running, "keep_continued", overtaken)
    with pytest.raises(Conflict):
        run_themes(actor=SYSTEM, until=instant(FIRST_LOOK + 7))
    assert ThemeMap.objects.get(is_current=True).run == 7


def test_looked_for_anew_themes_keep_their_numbers_and_what_people_decided(
    house: Cast, theme_of: Callable[[str], int]
) -> None:
    from colere.insights.themes.actions.deciding import join_themes, leave_out, name_theme

    voucher, plant, parcel, invoice = (theme_of(one) for one in ("voucher", "plant", "parcel", "invoice"))
    name_theme(voucher, name="Vouchers", actor=house.head.actor)
    leave_out(plant, actor=house.head.actor)
    join_themes(parcel, into=invoice, actor=house.head.actor)
    assert run_themes(actor=SYSTEM, until=instant(DAYS), anew=True, words_only=True) is not None
    assert [theme_of(one) for one in ("voucher", "plant", "parcel", "invoice")] == [voucher, plant, parcel, invoice]
    assert Theme.objects.get(pk=voucher).name == "Vouchers"
    assert Theme.objects.get(pk=plant).is_excluded
    assert Theme.objects.get(pk=parcel).merged_into_id == invoice
    assert ThemeMap.objects.filter(is_current=True).count() == 1


def test_words_of_private_teams_are_not_read(house: Cast) -> None:
    from colere.care.conversations.models import Conversation, Message

    at = instant(DAYS)
    own = Conversation.objects.create(
        channel="chat", team=house.staff_care, opened_at=at, first_customer_at=at, last_message_at=at
    )
    Message.objects.create(conversation=own, at=at, sender="customer", text="the parcel of the treasurer")
    assert run_themes(actor=SYSTEM, until=instant(DAYS + 1), words_only=True) is not None
    assert not ThemeText.objects.filter(conversation=own).exists()


def test_too_few_words_are_no_themes(house: Cast) -> None:
    ThemeMap.objects.all().delete()
    assert run_themes(actor=SYSTEM, until=instant(10)) is None
    assert not ThemeMap.objects.exists()


def test_who_may_not_tend_cannot_have_words_read(house: Cast) -> None:
    for member in house.all_but("head", "lead").values():
        with pytest.raises(Refused):
            run_themes(actor=member.actor)


def test_neither_log_nor_logs_hold_a_word(
    house: Cast, weeks: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    from colere.insights.themes.actions.deciding import name_theme

    caplog.set_level(logging.DEBUG)
    weeks()
    name_theme(1, name="Brass fittings", actor=house.lead.actor)
    told = " ".join(str(line) for line in LogLine.objects.filter(kind__startswith="themes.").values_list("payload"))
    assert told
    for word in ("voucher", "Dinah", "Brass", "fertiliser"):
        assert word not in told
        assert word not in caplog.text


def test_many_unread_words_are_read_before_monday_but_not_in_the_middle_of_an_import(house: Cast) -> None:
    from colere.care.conversations.models import Conversation
    from colere.care.feedback.models import Response
    from colere.platform.jobs.models import Job

    ThemeMap.objects.update(read_to={})
    assert not is_much_unread(), "they came in a moment ago"
    for model in (Conversation, Response):
        model.objects.update(created_at=instant(0))
    ThemeRun.objects.all().delete()
    assert is_much_unread()
    look_for_many()
    look_for_many()
    assert Job.objects.filter(task=read_new_words.module_path).count() == 1


def test_each_text_has_one_theme(house: Cast, weeks: Callable[..., None]) -> None:
    weeks()
    texts = ThemeText.objects.filter(map__is_current=True, kind="conversation")
    twice = texts.values("conversation").annotate(n=Count("pk")).filter(n__gt=1)
    assert not twice.exists()
