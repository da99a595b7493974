"""Findings as they are kept, and what they depend on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import colere.stats
from colere.insights.problems.queries.counting import count_problems, usual_request
from colere.insights.problems.rules.findings import Findings
from colere.platform.kept.kinds import Kind, Tell, register_kind
from colere.platform.metrics import ReportRequest, following, keeping, manifest
from colere.platform.permissions import Actor

MEASURE = ("conversations_opened",)  # its files are those that are counted from
ROOM = Path(__file__).parent.parent
CODE = (ROOM / "queries", ROOM / "rules", Path(str(colere.stats.__file__)).parent)


def _count(actor: Actor, request: ReportRequest, tell: Tell) -> Findings:
    return count_problems(actor, request=request)


def _mark(request: ReportRequest) -> str:
    """The files of the period."""
    root = following.root()
    return keeping.facts_mark(replace(request, measures=MEASURE, by=None), root, manifest.read(root))


PROBLEMS = Kind(
    "problems",
    "metrics.read",
    question=ReportRequest,
    answer=Findings,
    count=_count,
    mark=_mark,
    usual=usual_request,
    code=CODE,
    is_ready=lambda actor: usual_request(actor) is not None,
)
register_kind(PROBLEMS)
