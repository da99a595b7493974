"""Measures: facts taken from the log, the catalogue of what is measured on them, and figures that carry their n and
interval.

Nouns: Fact (one row per thing, in Parquet files by month), Measure (declared once), Dimension (what figures are
grouped by), Figure (a number with its interval and state), Answer (the figures to one question, kept until the facts
move). Below: the log and `stats`. Domains declare facts, measures and dimensions in their `metrics.py`; pages ask
`report`, `answer` and `series`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from colere.platform.metrics.charting import Series, all_series, series
    from colere.platform.metrics.columns import UNKNOWN, Columns, read_columns
    from colere.platform.metrics.compiling import now_mark
    from colere.platform.metrics.dimensions import Dimension, register_dimension
    from colere.platform.metrics.estimates import Balance, Count, Mean, Quantile, Share
    from colere.platform.metrics.facts import Fact, register_fact
    from colere.platform.metrics.figures import Answer, Figure, ReportRequest
    from colere.platform.metrics.following import catch_up, follow
    from colere.platform.metrics.keeping import register_usual
    from colere.platform.metrics.measures import (
        Context,
        Measure,
        all_measures,
        get_measure,
        register_measure,
        register_measure_source,
    )
    from colere.platform.metrics.periods import company_zone, register_time_zone
    from colere.platform.metrics.queries import answer, known_days, report

_HOMES = {
    "charting": ("Series", "all_series", "series"),
    "columns": ("UNKNOWN", "Columns", "read_columns"),
    "compiling": ("now_mark",),
    "dimensions": ("Dimension", "register_dimension"),
    "estimates": ("Balance", "Count", "Mean", "Quantile", "Share"),
    "facts": ("Fact", "register_fact"),
    "figures": ("Answer", "Figure", "ReportRequest"),
    "following": ("catch_up", "follow"),
    "keeping": ("register_usual",),
    "measures": ("Context", "Measure", "all_measures", "get_measure", "register_measure", "register_measure_source"),
    "periods": ("company_zone", "register_time_zone"),
    "queries": ("answer", "known_days", "report"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "UNKNOWN",
    "Answer",
    "Balance",
    "Columns",
    "Context",
    "Count",
    "Dimension",
    "Fact",
    "Figure",
    "Mean",
    "Measure",
    "Quantile",
    "ReportRequest",
    "Series",
    "Share",
    "all_measures",
    "all_series",
    "answer",
    "catch_up",
    "company_zone",
    "follow",
    "get_measure",
    "known_days",
    "now_mark",
    "read_columns",
    "register_dimension",
    "register_fact",
    "register_measure",
    "register_measure_source",
    "register_time_zone",
    "register_usual",
    "report",
    "series",
]


def __getattr__(name: str) -> Any:
    """The names are found when they are first used: Django imports this package before its models are ready."""
    if name not in _HOME_OF:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
