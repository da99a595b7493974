"""What customers are worth, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from colere.insights.instruments.queries.value import Segment, ValueFound
from colere.insights.instruments.rules.findings import Finding, finding
from colere.insights.instruments.views.report import Report, figure_words, interval_words
from colere.platform.ui import words

ASSUMPTIONS = (
    "steady_buyers",
    "no_season_in_purchases",
    "amount_apart_from_frequency",
    "interval_of_expectation",
)


def segment_words(name: str | None) -> str | None:
    """How a kind of buyer is called; None for all of them."""
    said = {
        "once": _("bought once"),
        "occasional": _("came back, still there"),
        "regular": _("regulars, still there"),
        "quiet": _("came back, gone quiet"),
    }
    return None if name is None else said[name]


def value_report(found: ValueFound) -> Report:
    """The value of all customers, then of each kind of buyer."""
    assumptions = [*ASSUMPTIONS, *(["one_currency"] if found.other_currency else [])]
    return Report(_sentence(found), _figures(found), assumptions, "bg_nbd_gamma_gamma", found.period)


def _sentence(found: ValueFound) -> str:
    said = {"n": words.number(found.customers), "back": words.number(found.came_back), "days": found.days}
    if not found.segments:
        return (
            _("Too few: of %(n)s customers who bought, %(back)s came back, which does not tell what to expect.") % said
        )
    whole = found.segments[-1]
    bought = whole.purchases
    said |= {"purchases": words.number(bought.value), "of": interval_words(bought.low, bought.high, "count")}
    if whole.worth is None:
        return (
            _(
                "%(n)s customers will buy %(purchases)s times within %(days)s days (%(of)s); "
                "too few have spent to say for how much."
            )
            % said
        )
    worth = whole.worth
    said |= {
        "value": figure_words(worth.value, found.currency or "count"),
        "range": interval_words(worth.low, worth.high, found.currency or "count"),
    }
    return (
        _(
            "%(n)s customers are worth %(value)s within %(days)s days (%(range)s), "
            "from %(purchases)s purchases (%(of)s)."
        )
        % said
    )


def _figures(found: ValueFound) -> list[Finding]:
    rows = [
        finding("customers", found.customers, n=found.customers, unit="count"),
        finding("came_back", found.came_back, n=found.customers, unit="count"),
    ]
    if not found.segments:
        return [*rows, finding("value", None, n=found.customers, unit=found.currency or "count")]
    for segment in (found.segments[-1], *found.segments[:-1]):
        rows += _of_segment(segment, found.currency or "count")
    rows.append(finding("frequency_with_amount", found.alike, n=found.spenders, unit="ratio", is_detail=True))
    return rows


def _of_segment(segment: Segment, currency: str) -> list[Finding]:
    group, n = segment_words(segment.name), segment.customers
    rows = []
    if segment.name is not None:
        rows.append(finding("customers", n, n=n, unit="count", group=group, is_detail=True))
    for name, unit, total in (("value", currency, segment.worth), ("purchases_expected", "count", segment.purchases)):
        low, value, high = (total.low, total.value, total.high) if total and n else (None, None, None)
        rows.append(finding(name, value, low=low, high=high, n=n, unit=unit, group=group))
    worth = segment.worth
    if worth and n:
        low, high = worth.low / n, worth.high / n
        rows.append(
            finding("value_each", worth.value / n, low=low, high=high, n=n, unit=currency, group=group, is_detail=True)
        )
    return rows
