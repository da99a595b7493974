"""What is said about a promise: never more than the figures can bear."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.foundation.metrics import question_words
from colere.foundation.queries.keeping import Kept, share_of
from colere.foundation.queries.promises import PastChange
from colere.foundation.rules.promises import TIMED, Gap, Share, Standing
from colere.platform.ui import words
from colere.platform.ui.tables import Mark


@dataclass(frozen=True, slots=True)
class Row:
    """A promise as the list shows it."""

    kept: Kept
    standing: Mark
    gap: str
    is_gap: bool
    made: str
    target: str

    @classmethod
    def of(cls, kept: Kept) -> "Row":
        """The words for one promise."""
        return cls(
            kept,
            standing_mark(kept),
            gap_words(kept),
            kept.is_said_more_than_done,
            made_words(kept),
            target_words(kept.promise.target),
        )


def news(kept: Sequence[Kept]) -> str:
    """The one sentence on top of the promises: the one that hurts most, else how many are kept."""
    if not kept:
        return _("We have promised nothing yet.")
    hurting = sorted((one for one in kept if one.needs_somebody), key=lambda one: -one.weight)
    gapped = [one for one in hurting if one.is_said_more_than_done]
    if gapped:
        return _("“%(promise)s” is %(gap)s.") % {"promise": _said(gapped[0]), "gap": _both(gapped[0])}
    if hurting:
        return _("“%(promise)s” is not kept: %(share)s.") % {
            "promise": _said(hurting[0]),
            "share": _worse(hurting[0]),
        }
    told = [one for one in kept if one.standing is not Standing.UNKNOWN]
    if not told:
        return _("Nothing shows yet whether we keep what we promise.")
    n = sum(1 for one in told if one.standing is Standing.KEPT)
    if n == len(told):
        return ngettext(
            "We keep the one promise that is measured.", "We keep all %(n)s promises that are measured.", n
        ) % {"n": n}
    return _("We surely keep %(n)s of %(all)s promises; the others cannot be told yet.") % {"n": n, "all": len(told)}


def detail_news(kept: Kept) -> str:
    """The one sentence on top of a promise's own page."""
    if kept.promise.is_archived:
        return _("“%(promise)s”: we no longer promise this.") % {"promise": _said(kept)}
    if kept.is_said_more_than_done:
        return _("“%(promise)s” is %(gap)s.") % {"promise": _said(kept), "gap": _both(kept)}
    sentences = {
        Standing.KEPT: _("“%(promise)s” is kept: %(share)s."),
        Standing.BROKEN: _("“%(promise)s” is not kept: %(share)s."),
        Standing.UNSURE: _("“%(promise)s”: %(share)s. That is too near to the target to say."),
        Standing.UNKNOWN: _("“%(promise)s” cannot be told yet."),
    }
    return sentences[kept.standing] % {"promise": _said(kept), "share": _percent(share_of(kept.kept))}


def standing_mark(kept: Kept) -> Mark:
    """How it stands as measured, as a word with a tone."""
    if kept.promise.is_archived:
        return Mark(_("archived"))
    if kept.kept is None and kept.felt is None:
        return Mark(_("no measure yet"), "honey")
    if kept.is_said_more_than_done:
        return Mark(_("kept, not felt") if kept.standing is Standing.KEPT else _("felt less than kept"), "clay")
    marks = {
        Standing.KEPT: Mark(_("kept"), "leaf"),
        Standing.BROKEN: Mark(_("not kept"), "clay"),
        Standing.UNSURE: Mark(_("near the target"), "honey"),
        Standing.UNKNOWN: Mark(_("too few to say"), "plain"),
    }
    if kept.kept is None:
        return marks[kept.felt_standing]
    return marks[kept.standing]


def gap_words(kept: Kept) -> str:
    """The gap between kept and felt in plain words, with its interval."""
    gap = kept.gap
    if gap is None:
        if kept.kept is not None and kept.felt is not None:
            return _("Too few answers to compare the two sides.")
        return ""
    size = _points(abs(gap.value))
    if gap.kind is Gap.NONE:
        return _("Kept and felt cannot be told apart.")
    low, high = sorted((abs(gap.low), abs(gap.high)))
    span = _("%(low)s to %(high)s") % {"low": _points(low), "high": _points(high)}
    if gap.kind is Gap.SAID_MORE:
        return _("Felt %(size)s points less often than kept (%(span)s).") % {"size": size, "span": span}
    return _("Felt %(size)s points more often than kept (%(span)s).") % {"size": size, "span": span}


def made_words(kept: Kept) -> str:
    """What the promise means, in one line: what shows it and from where on it counts."""
    rule = kept.promise.rule
    if not rule:
        return _("Nothing measures it yet.")
    if rule["measure"] in TIMED:
        span = words.duration(rule["within_seconds"])
        if rule["measure"] == TIMED[0]:
            return _("First answer within %(span)s") % {"span": span}
        return _("Resolved within %(span)s") % {"span": span}
    named = {"question": question_words(rule["measure"]), "score": f"{rule['at_least']:g}"}
    return _("“%(question)s” with %(score)s or more") % named


def target_words(target: float | None) -> str:
    """A target as it was set: "90%" or "92.5%"."""
    return words.percent(target, 0 if target is None or round(target * 100, 1) % 1 == 0 else 1)


def change(past: PastChange) -> str:
    """What somebody did to the promise."""
    if past.is_new:
        return _("%(who)s made the promise.") % {"who": past.who}
    if "is_archived" in past.fields:
        return (_("%(who)s archived it.") if past.is_archived else _("%(who)s brought it back.")) % {"who": past.who}
    if past.target_before is not None:
        return _("%(who)s changed the target from %(old)s to %(new)s.") % {
            "who": past.who,
            "old": target_words(past.target_before),
            "new": target_words(past.target),
        }
    parts = {
        "words": _("the words"),
        "owner_id": _("the owner"),
        "rule": _("what shows that it is kept"),
        "felt": _("the question that shows how it is felt"),
        "position": _("its place"),
    }
    named = [parts[field] for field in past.fields if field in parts]
    return _("%(who)s changed %(what)s.") % {"who": past.who, "what": ", ".join(named) or _("it")}


def period(days: int) -> str:
    """The words for a period."""
    return {28: _("28 days"), 90: _("90 days"), 365: _("A year")}[days]


def _said(kept: Kept) -> str:
    """The words without the full stop at their end, to stand within a sentence."""
    return kept.promise.words.rstrip(". ")


def _both(kept: Kept) -> str:
    return _("kept %(kept)s as measured, %(felt)s as felt") % {
        "kept": _percent(share_of(kept.kept)),
        "felt": _percent(share_of(kept.felt)),
    }


def _worse(kept: Kept) -> str:
    if kept.standing is Standing.BROKEN:
        return _("%(share)s as measured, %(target)s promised") % {
            "share": _percent(share_of(kept.kept)),
            "target": target_words(kept.promise.target),
        }
    return _("%(share)s as felt, %(target)s promised") % {
        "share": _percent(share_of(kept.felt)),
        "target": target_words(kept.promise.target),
    }


def _percent(share: Share | None) -> str:
    return words.percent(share.value if share else None)


def _points(share: float) -> str:
    return words.number(share * 100)
