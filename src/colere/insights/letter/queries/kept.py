"""Letters that are kept."""

from __future__ import annotations

from datetime import date

from colere.insights.letter.models import KeptLetter
from colere.insights.letter.rules.weeks import Week, last_whole_week, week_of
from colere.platform.metrics import company_zone, known_days, periods
from colere.platform.permissions import Actor, require

SHOWN = 60


def find_letter(actor: Actor, *, week: Week) -> KeptLetter | None:
    """The letter of the week as it was written; None where there is none yet."""
    require(actor, "letter.read")
    return KeptLetter.objects.filter(week=week.name, content__isnull=False).first()


def list_letters(actor: Actor) -> list[KeptLetter]:
    """The kept letters without what they hold, the newest first."""
    require(actor, "letter.read")
    known = KeptLetter.objects.filter(content__isnull=False).order_by("-week")
    return list(known.only("week", "written_at", "sent_at")[:SHOWN])


def newest_sentence(actor: Actor) -> str:
    """What the newest letter begins with; empty where none was written."""
    require(actor, "letter.read")
    newest = (
        KeptLetter.objects.filter(content__isnull=False).order_by("-week").values_list("content", flat=True).first()
    )
    return str(newest["sentence"]) if newest else ""


def letter_days(actor: Actor) -> tuple[Week, Week] | None:
    """The first and the last week of which a letter can be written; None while there are no facts of a whole week."""
    days = known_days(actor)
    last = last_whole_week(_today())
    if days is None or days[0] > last.last:
        return None
    return week_of(days[0]), min(last, week_of(days[1]))


def _today() -> date:
    return periods.today(company_zone())
