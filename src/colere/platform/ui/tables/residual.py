"""Filters that only look at the rows on the way, and never choose the index.

A planner without statistics takes any index that has an equality and sorts what it finds, which for a busy team is a
second. A long list lets one filter lead (the one whose index also gives the order) and writes the others so.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import F, Field, Func, Q
from django.db.models.lookups import Exact, In, IsNull


class Unindexed(Func):
    """The column itself, in a form that no index on it serves; its value still comes out of a covering index."""

    arity = 1

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:  # type: ignore[override]
        """Text with nothing appended, a number with a plus before it: the same on both databases."""
        is_text = self.get_source_expressions()[0].output_field.get_internal_type() == "CharField"
        template = "(%(expressions)s || '')" if is_text else "(+%(expressions)s)"
        return super().as_sql(compiler, connection, template=template, **extra)

    def _resolve_output_field(self) -> "Field[Any, Any]":
        field: Field[Any, Any] = self.get_source_expressions()[0].output_field
        return field


def residual(column: str, value: Any) -> Exact[Any]:
    """`column = value` as a condition for `filter()` that leaves the choice of the index to the others."""
    return Exact(Unindexed(F(column)), value)


def residual_in(column: str, values: Collection[Any]) -> Q:
    """`column IN values` in the same manner; nothing for no values."""
    return Q(In(Unindexed(F(column)), list(values))) if values else Q(pk__in=[])


def residual_null(column: str) -> Q:
    """`column IS NULL` in the same manner."""
    return Q(IsNull(Unindexed(F(column)), True))
