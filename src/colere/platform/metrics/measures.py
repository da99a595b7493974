"""The catalogue: each measure is declared once, and every number on every screen comes from here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils.functional import Promise

from colere.platform.metrics.estimates import AnyEstimate
from colere.platform.metrics.facts import Fact, get_fact
from colere.platform.metrics.remembering import once_per_request


@dataclass(frozen=True, slots=True)
class Context:
    """Columns that look at other rows than those which are counted: at all rows of the period and for `after` beyond
    it, whatever the filters. `columns(table)` gives them by name as Ibis window expressions; the measure finds them in
    its table.
    """

    columns: Callable[[Any], dict[str, Any]]
    after: timedelta


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure.

    `definition` is the sentence that says what is counted, over what. `estimate` holds the expressions and knows the
    unit and the interval. `variant` must change whenever a measure that is made at run time (from a row of a table)
    counts something else. `moves_with_time`: the answer changes by itself, because something falls due. `better` says
    which direction is wanted. `settles`: how long after a day its figure still moves because things take their time; a
    period younger than that counts for no signal.
    """

    name: str
    label: str | Promise
    definition: str | Promise
    fact: str
    estimate: AnyEstimate
    context: Context | None = None
    variant: str = ""
    moves_with_time: bool = False
    better: str = ""  # "more", "less" or "" where neither is
    settles: timedelta = timedelta(0)

    @property
    def unit(self) -> str:
        """count, share, balance, score or seconds."""
        return self.estimate.unit

    @property
    def fact_table(self) -> Fact:
        """The fact that it is counted over."""
        return get_fact(self.fact)


_measures: dict[str, Measure] = {}
_sources: dict[str, Callable[[], Iterable[Measure]]] = {}


def register_measure(measure: Measure) -> Measure:
    """Make a measure known."""
    _measures[measure.name] = measure
    return measure


def register_measure_source(name: str, source: Callable[[], Iterable[Measure]]) -> None:
    """Make measures known that are rows of a table, such as promises; `source()` is asked each time."""
    _sources[name] = source


def all_measures() -> list[Measure]:
    """Every measure: the declared ones in the order of their declaration, then those of the sources."""
    found = dict(_measures)
    for name in sorted(_sources):
        made = once_per_request(f"measures:{name}", partial(_made_by, name))
        found.update((measure.name, measure) for measure in made)
    return list(found.values())


def _made_by(source: str) -> list[Measure]:
    return list(_sources[source]())


def declared_measures() -> list[Measure]:
    """The measures that are declared in code, without those made from rows."""
    return list(_measures.values())


def get_measure(name: str) -> Measure:
    """The measure of this name; raises `KeyError` for an unknown one."""
    if name in _measures:
        return _measures[name]
    return {measure.name: measure for measure in all_measures()}[name]
