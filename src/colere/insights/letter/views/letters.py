"""Reading the letter: as a page, as the mail looks, as PDF and as plain text."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from colere.insights.letter.actions import get_week, note_wanted
from colere.insights.letter.jobs import write_for_page
from colere.insights.letter.models import KeptLetter
from colere.insights.letter.queries.gathering import days_words
from colere.insights.letter.queries.kept import find_letter, letter_days, list_letters
from colere.insights.letter.queries.readers import is_subscribed
from colere.insights.letter.rules.weeks import Week, week_named
from colere.platform.errors import NotFound
from colere.platform.mail.queries import is_configured
from colere.platform.permissions import Actor, requires
from colere.platform.ui.pages import render

PAGE = "letter/letter_detail.html"
EARLIER = 26

# The mail shows its looks on each element and fetches nothing; as a page of its own it may do that and nothing else.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@requires("letter.read")
def letter_latest(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    days = letter_days(actor)
    if days is None:
        return render(request, PAGE, _context(None, actor, news=_("There is no whole week to write about yet.")))
    return _page(request, days[1], actor)


@requires("letter.read")
def letter_detail(request: HttpRequest, week: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return _page(request, get_week(week, actor=actor), actor)


def _page(request: HttpRequest, week: Week, actor: Actor) -> HttpResponse:
    if note_wanted(week, actor=actor):
        write_for_page.enqueue(week=week.name)
    row = find_letter(actor, week=week)
    if row is None:
        news = _("The letter of the week of %(days)s is being written.") % {"days": days_words(week)}
        return render(request, PAGE, _context(week, actor, news=news))
    letter = row.letter
    return render(request, PAGE, {**_context(week, actor, news=letter.sentence), "letter": letter, "kept": row})


def _context(week: Week | None, actor: Actor, *, news: str) -> dict[str, Any]:
    earlier = [
        (days_words(known), reverse("letter:letter-detail", args=[known.name])) for known in _others(week, actor)
    ]
    return {
        "news": news,
        "letter": None,
        "kept": None,
        "week": week,
        "title": _("Weekly letter") if week is None else _("Weekly letter, %(days)s") % {"days": days_words(week)},
        "before": _neighbour(week, actor),
        "earlier": earlier,
        "is_subscribed": is_subscribed(actor),
        "is_mail_set": is_configured(),
    }


def _others(week: Week | None, actor: Actor) -> list[Week]:
    kept = [week_named(row.week) for row in list_letters(actor)]
    return [one for one in kept if one is not None and one != week][:EARLIER]


def _neighbour(week: Week | None, actor: Actor) -> str:
    """The address of the letter of the week before; empty where nothing is known of it."""
    days = letter_days(actor)
    if week is None or days is None or week.before() < days[0]:
        return ""
    return reverse("letter:letter-detail", args=[week.before().name])


@requires("letter.read")
def letter_mail(request: HttpRequest, week: str) -> HttpResponse:
    """The HTML as it was mailed, without anybody's way out: a link that somebody copies must not end their letters."""
    row = _kept(request, week)
    page = reverse("letter:letter-latest")
    headers = {"Content-Security-Policy": MAIL_POLICY, "Referrer-Policy": "no-referrer"}
    return HttpResponse(row.html.replace(row.leave_mark, page), headers=headers)


@requires("letter.read")
def letter_pdf(request: HttpRequest, week: str) -> HttpResponse:
    row = _kept(request, week)
    headers = {"Content-Disposition": f'inline; filename="letter-{row.week}.pdf"'}
    return HttpResponse(bytes(row.pdf), content_type="application/pdf", headers=headers)


@requires("letter.read")
def letter_text(request: HttpRequest, week: str) -> HttpResponse:
    row = _kept(request, week)
    page = request.build_absolute_uri(reverse("letter:letter-latest"))
    return HttpResponse(row.text.replace(row.leave_mark, page), content_type="text/plain; charset=utf-8")


def _kept(request: HttpRequest, week: str) -> KeptLetter:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = find_letter(actor, week=get_week(week, actor=actor))
    if row is None:
        raise NotFound(_("There is no letter of this week yet. Open its page first: then it is written."))
    return row
