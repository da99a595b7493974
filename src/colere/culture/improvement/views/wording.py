"""How problems are put into words: where they stand, what they cost, what a change did, what happened to them."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.culture.improvement.models import Problem
from colere.culture.improvement.queries.problems import Counts
from colere.culture.improvement.rules import LOOKS, State, Step, Verdict
from colere.platform.ui import words
from colere.platform.ui.tables import Mark

HOUR = 60
SHORT_OF_AN_HOUR = 90  # minutes; from here on hours say enough


def news_of_list(counts: Counts) -> str:
    """ "3 problems are open; the oldest for 41 days." """
    if not counts.is_open:
        if counts.closed:
            return _("No problem is open. That is a good day to thank those who solved the last one.")
        return _("Nobody has raised a problem yet.")
    said = ngettext("%(n)s problem is open", "%(n)s problems are open", counts.is_open) % {"n": counts.is_open}
    if counts.oldest is None:
        return f"{said}."
    days = days_words(days_open(counts.oldest))
    if counts.is_open == 1:
        return _("%(open)s, for %(days)s.") % {"open": said, "days": days}
    return _("%(open)s; the oldest for %(days)s.") % {"open": said, "days": days}


def days_open(since: datetime, until: datetime | None = None) -> int:
    """Whole days from when it was raised until it was closed, or until now."""
    return max(((until or timezone.now()) - since).days, 0)


def days_words(days: int) -> str:
    """ "41 days", "less than a day"."""
    if not days:
        return _("less than a day")
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": words.number(days)}


STATE_TONES = {State.OPEN: "honey", State.CAUSE_KNOWN: "honey", State.CHANGED: "honey"}


def state_words(state: str) -> str:
    """How far it has come."""
    return {
        State.OPEN: _("open"),
        State.CAUSE_KNOWN: _("cause known"),
        State.CHANGED: _("changed"),
        State.MEASURED: _("effect measured"),
        State.CLOSED: _("closed"),
    }[State(state)]


def state_marks(state: str, *, is_reopened: bool, has_owner: bool, verdict: str) -> list[Mark]:
    """How far it has come, whether it came back, and whether it is nobody's; "kept" only where a change helped."""
    is_open = state != State.CLOSED
    has_helped = state == State.MEASURED and verdict == Verdict.FELL
    tone: Any = "leaf" if has_helped else STATE_TONES.get(State(state), "plain")
    found = [Mark(state_words(state), tone if has_owner or state != State.OPEN else "plain")]
    if is_reopened and is_open:
        found.append(Mark(_("came back"), "clay"))
    if not has_owner and is_open:
        found.append(Mark(_("nobody’s yet"), "clay"))
    return found


def step_words(step: Step | None) -> str:
    """What has to be done next."""
    return {
        Step.OWNER: _("find an owner"),
        Step.CAUSE: _("find the cause"),
        Step.CHANGE: _("change something"),
        Step.TELL: _("tell customers and colleagues"),
        Step.EFFECT: _("wait for the effect"),
        Step.CLOSE: _("close it"),
        None: "",
    }[step]


def work_words(minutes: float) -> str:
    """ "40 minutes" of work, or "23 hours"."""
    if minutes < SHORT_OF_AN_HOUR:
        n = max(round(minutes), 1)
        return ngettext("%(n)s minute", "%(n)s minutes", n) % {"n": words.number(n)}
    n = round(minutes / HOUR)
    return ngettext("%(n)s hour", "%(n)s hours", n) % {"n": words.number(n)}


def cost_words(problem: Problem) -> str:
    """ "132 contacts in 364 days, about 22 hours of work (13 to 31)."; empty while nothing was counted."""
    if problem.cost_contacts is None or problem.cost_from is None or problem.cost_until is None:
        return ""
    days = (problem.cost_until - problem.cost_from).days + 1
    contacts = ngettext("%(n)s contact", "%(n)s contacts", problem.cost_contacts) % {
        "n": words.number(problem.cost_contacts)
    }
    said = {"contacts": contacts, "days": days_words(days)}
    if not problem.cost_minutes:
        return _("%(contacts)s in %(days)s.") % said
    unit = 1 if problem.cost_minutes < SHORT_OF_AN_HOUR else HOUR
    low, high = ((bound or 0) / unit for bound in (problem.cost_low, problem.cost_high))
    said |= {"work": work_words(problem.cost_minutes), "low": words.number(low), "high": words.number(high)}
    return _("%(contacts)s in %(days)s, about %(work)s of work (%(low)s to %(high)s).") % said


def effect_words(verdict: str, value: float | None, low: float | None, high: float | None) -> str:
    """ "fell by 38% (24 to 50)", "cannot be told from chance (12% fewer to 31% more)"; empty while not measured."""
    if not verdict:
        return ""
    if verdict == Verdict.TOO_FEW or value is None or low is None or high is None:
        return _("too few contacts to tell")
    if verdict == Verdict.FELL:
        said = {"by": _points(1 - value), "low": _points(1 - high), "high": _points(1 - low)}
        return _("fell by %(by)s%% (%(low)s to %(high)s)") % said
    if verdict == Verdict.ROSE:
        said = {"by": _points(value - 1), "low": _points(low - 1), "high": _points(high - 1)}
        return _("rose by %(by)s%% (%(low)s to %(high)s)") % said
    return _("cannot be told from chance (%(low)s to %(high)s)") % {"low": _more(low), "high": _more(high)}


def effect_short(row: Any) -> str | None:
    """What a change did, for a list: "fell by 38%"; None while not measured."""
    said = effect_words(row["verdict"] or "", row["effect"], row["low"], row["high"])
    return said.partition(" (")[0] or None


def effect_interval(row: Any) -> str | None:
    """The interval that goes with it, or None."""
    said = effect_words(row["verdict"] or "", row["effect"], row["low"], row["high"])
    return said.partition(" (")[2].removesuffix(")") or None


def look_day(made_on: date) -> date:
    """When the first look at a change comes."""
    return date.fromordinal(made_on.toordinal() + LOOKS[0])


def _points(share: float) -> str:
    return words.number(share * 100)


def _more(ratio: float) -> str:
    share = ratio - 1
    if round(share * 100) == 0:
        return _("no change")
    said = {"n": _points(abs(share))}
    return _("%(n)s%% more") % said if share > 0 else _("%(n)s%% fewer") % said
