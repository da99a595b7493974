"""Colleagues as results of a search."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from colere.platform.permissions import Actor
from colere.platform.search import Hit
from colere.platform.search.rules import Query


def who_works_here(actor: Actor, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Everybody sees everybody who works here; who left is found in the list of people."""
    return rows.filter(left_on__isnull=True)


def person_hits(found: Mapping[int, dict[str, Any]], ids: Sequence[int], query: Query) -> list[Hit]:
    """Colleagues with job and team, in the order in which they were found."""
    return [
        Hit(
            title=found[pk]["name"],
            url=reverse("foundation:person-detail", args=[pk]),
            snippet=" · ".join(filter(None, [found[pk]["title"], found[pk]["team__name"]])),
            kind=_("colleague"),
        )
        for pk in ids
        if pk in found
    ]
