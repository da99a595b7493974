"""What a worker finds out about problem records: what they cost, and what a change did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from colere.culture.improvement.actions.raising import ProblemFacts, change_problem, open_problem
from colere.culture.improvement.actions.steps import make_change, withdraw_change
from colere.culture.improvement.models import Change, Problem
from colere.insights.problems.jobs import measure_change, measure_changes, weigh_problem
from colere.insights.problems.queries import records
from colere.insights.problems.queries.counting import usual_request
from colere.insights.problems.queries.kept import PROBLEMS
from colere.insights.problems.views.records import record_link
from colere.platform import metrics
from colere.platform.events import deliver_pending
from colere.platform.kept.keeping import count_and_keep
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM
from tests.people import Cast
from tests.platform.metrics.telling import MARCH, conversation, tell

pytestmark = pytest.mark.django_db(transaction=True)
DAYS, CHANGED = 120, date(2026, 5, 11)  # the seventy-first of these days
RunJobs = Callable[[], int]


@pytest.fixture(scope="module")
def told_facts() -> list[Any]:
    """Three contacts a day about refunds, six about late parcels, and two after something was changed."""
    talks: list[Any] = []
    for day in range(DAYS):
        at = MARCH + timedelta(days=day)
        for topic, n in {"late": 6 if at.date() < CHANGED else 2, "refund": 3 + day % 2, "voucher": 3}.items():
            talks += [conversation(len(talks) + k + 1, opened_at=at, topic=topic) for k in range(n)]
    return talks


@pytest.fixture
def known(told_facts: list[Any], tmp_path: Path, settings: Any) -> None:
    settings.FACTS_DIR = tmp_path / "facts"
    tell(*told_facts)
    metrics.catch_up()


def raised(topic: str = "late", *, on: datetime | None = None, **facts: Any) -> Problem:
    at = on or datetime(2026, 5, 11, 9, tzinfo=UTC)
    return open_problem(facts=ProblemFacts(title="Parcels are late", topic=topic, **facts), at=at, actor=SYSTEM)


def test_a_problem_is_weighed_when_it_is_raised_and_its_change_measured_when_four_weeks_have_passed(
    known: None, cast: Cast, run_jobs: RunJobs, client: Client
) -> None:
    problem = raised()
    change = make_change(problem, text="A new printer.", made_on=CHANGED, actor=SYSTEM)
    deliver_pending()
    run_jobs()
    problem.refresh_from_db()
    change.refresh_from_db()
    assert (problem.cost_contacts, problem.cost_from, problem.cost_until) == (422, MARCH.date(), CHANGED)
    assert problem.cost_low < problem.cost_minutes < problem.cost_high  # type: ignore[operator]
    assert (change.verdict, problem.state) == ("fell", "measured")
    assert change.low < change.effect < change.high < 1  # type: ignore[operator]
    assert change.measured_until == date(2026, 6, 29)
    version = problem.version
    weigh_problem.func(problem=problem.pk)
    measure_change.func(change=change.pk)
    problem.refresh_from_db()
    assert problem.version == version, "done again, it writes the same"
    client.force_login(cast.agent.account)
    usual = usual_request(SYSTEM)
    assert usual is not None
    count_and_keep(PROBLEMS, question=usual, actor=SYSTEM)
    page = client.get("/insights/problems").content.decode()
    assert "Open its record" in page or "No problem comes back" in page


def test_what_is_not_due_is_left_alone(known: None) -> None:
    problem = raised()
    early = make_change(problem, text="Yesterday", made_on=date(2026, 6, 10), actor=SYSTEM)
    gone = make_change(problem, text="Not done", made_on=CHANGED, actor=SYSTEM)
    withdraw_change(gone, actor=SYSTEM)
    nothing = make_change(raised(""), text="Nothing counts it", made_on=CHANGED, actor=SYSTEM)
    before = make_change(problem, text="Before all facts", made_on=date(2026, 1, 10), actor=SYSTEM)
    for change in (early, nothing, before):
        measure_change.func(change=change.pk)
    assert not Change.objects.exclude(verdict="").exists()


def test_every_night_what_is_due_is_measured_once(known: None, run_jobs: RunJobs) -> None:
    change = make_change(raised(), text="A new printer.", made_on=CHANGED, actor=SYSTEM)
    assert records.list_due_changes(SYSTEM) == [change.pk]
    measure_changes.func()
    run_jobs()
    assert Change.objects.get().verdict == "fell"
    assert records.list_due_changes(SYSTEM) == []


def test_a_problem_that_shows_elsewhere_is_weighed_anew(known: None, run_jobs: RunJobs) -> None:
    problem = raised("")
    deliver_pending()
    run_jobs()
    change_problem(problem, facts=ProblemFacts(title="Refunds", topic="refund"), actor=SYSTEM)
    deliver_pending()
    run_jobs()
    problem.refresh_from_db()
    assert problem.cost_contacts
    assert problem.cost_contacts > 200


def test_without_facts_nothing_is_made_up(tmp_path: Path, settings: Any) -> None:
    settings.FACTS_DIR = tmp_path / "facts"
    problem = raised()
    change = make_change(problem, text="A new printer.", made_on=CHANGED, actor=SYSTEM)
    assert records.find_cost(SYSTEM, problem=problem) is None
    assert records.find_effect(SYSTEM, change=change) is None
    assert not records.is_due(SYSTEM, change=change)


def test_from_a_card_one_starts_the_record_with_the_filters_of_the_page(cast: Cast) -> None:
    asked = ReportRequest(team=3, channel="chat")
    link = record_link("late delivery", None, asked, cast.outsider.actor)
    assert link is not None
    assert link["href"] == "/problems/new?topic=late+delivery&team=3&channel=chat"
