"""Findings about themes as they are kept, and what they depend on."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

import colere.stats
from colere.insights.problems import rules as problems_rules
from colere.insights.themes.queries.counting import count_themes, usual_request
from colere.insights.themes.queries.known import find_map
from colere.insights.themes.rules.found import FoundThemes
from colere.platform.errors import NotFound
from colere.platform.kept.kinds import Kind, Tell, register_kind
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM, Actor

ROOM = Path(__file__).parent.parent
FINDING = (Path(str(module.__file__)).parent for module in (problems_rules, colere.stats))


def _count(actor: Actor, request: ReportRequest, tell: Tell) -> FoundThemes:
    found = count_themes(actor, request=request)
    if found is None:
        raise NotFound(_("No themes have been found yet."))
    return found


def _mark(request: ReportRequest) -> str:
    """The state of the themes."""
    known = find_map(SYSTEM)
    return known.mark if known is not None else ""


THEMES = Kind(
    "themes",
    "metrics.read",
    question=ReportRequest,
    answer=FoundThemes,
    count=_count,
    mark=_mark,
    usual=usual_request,
    code=(ROOM / "queries", ROOM / "rules", *FINDING),
    is_ready=lambda actor: find_map(actor) is not None,
)
register_kind(THEMES)
