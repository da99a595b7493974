"""Figures for people: whose they may see, in which groups, and how old they may be."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from colere.foundation.models import Organisation, Person, Promise, Team
from colere.platform import metrics
from colere.platform.accounts.roles import Role
from colere.platform.errors import Refused
from colere.platform.metrics import Figure, ReportRequest, following, keeping
from colere.platform.metrics.models import KeptAnswer
from colere.platform.permissions import SYSTEM, Actor
from tests.platform.metrics.telling import MARCH, conversation, response, tell, update

pytestmark = pytest.mark.django_db(transaction=True)

OPENED = ("conversations_opened",)


def actor(*roles: Role, scopes: tuple[str, ...] = ()) -> Actor:
    return Actor(ref="account:1", account_id=1, roles=frozenset({*roles, Role.COLLEAGUE}), scopes=frozenset(scopes))


def opened(who: Actor = SYSTEM, **over: object) -> dict[str | None, float | None]:
    found = metrics.report(ReportRequest(measures=OPENED, **over), who, fresh=True)  # type: ignore[arg-type]
    return {figure.group: figure.value for figure in found}


def renew_all(facts: Path) -> int:
    """What a worker does until nothing is left to renew."""
    done = 0
    while renewed := keeping.renew(facts):
        done += renewed
    return done


@pytest.fixture
def two_people() -> tuple[Person, Person]:
    team = Team.objects.create(name="Parcels")
    ada = Person.objects.create(name="Ada", email="ada@example.org", team=team)
    ben = Person.objects.create(name="Ben", email="ben@example.org")
    tell(
        *[conversation(key, assignee=ada.pk, team=team.pk) for key in (1, 2)],
        conversation(3, assignee=ben.pk),
        conversation(4),
    )
    return ada, ben


def test_a_head_of_care_sees_nobodys_figures_but_their_own(two_people: tuple[Person, Person]) -> None:
    ada, ben = two_people
    head = actor(Role.HEAD_OF_CARE, scopes=(f"person:{ben.pk}",))
    assert opened(head, by="person") == {"Ben": 1, "": 1}
    with pytest.raises(Refused):
        opened(head, person=ada.pk)


def test_an_agent_sees_only_their_own(two_people: tuple[Person, Person]) -> None:
    ada, ben = two_people
    agent = actor(Role.AGENT, scopes=(f"person:{ben.pk}",))
    assert opened(agent, by="person") == {"Ben": 1, "": 1}
    assert opened(agent, person=ben.pk) == {None: 1}
    with pytest.raises(Refused):
        opened(agent, person=ada.pk)


def test_a_lead_sees_those_whom_they_lead(two_people: tuple[Person, Person]) -> None:
    ada, _ben = two_people
    assert opened(actor(Role.LEAD, scopes=(f"leads:{ada.team_id}",)), by="person") == {"Ada": 2, "": 1}


def test_a_colleague_without_a_person_sees_no_figures_by_person(two_people: tuple[Person, Person]) -> None:
    with pytest.raises(Refused):
        opened(actor(), by="person")
    assert opened(actor(), by="team") == {"Parcels": 2, "": 2}


def test_people_of_the_same_name_get_their_number() -> None:
    first, second = (Person.objects.create(name="Ada", email=f"ada{n}@example.org") for n in (1, 2))
    tell(conversation(1, assignee=first.pk), conversation(2, assignee=second.pk))
    assert opened(by="person") == {f"Ada ({first.pk})": 1, f"Ada ({second.pk})": 1}


def test_a_team_that_is_gone_keeps_its_number() -> None:
    tell(conversation(1, team=77))
    assert opened(by="team") == {"#77": 1}


def test_a_week_is_named_by_its_monday_and_a_day_begins_in_the_companys_time_zone() -> None:
    late = MARCH.replace(hour=23, minute=30)
    tell(conversation(1, opened_at=late), conversation(2, opened_at=late + timedelta(days=6)))
    assert opened(by="week") == {"2026-03-02": 2}
    Organisation.objects.create(pk=1, time_zone="Europe/Berlin")
    assert opened(by="week") == {"2026-03-02": 1, "2026-03-09": 1}
    assert opened(start=date(2026, 3, 3), end=date(2026, 3, 3)) == {None: 1}


def test_a_promise_counts_what_is_due_only() -> None:
    Promise.objects.create(slug="quick", words="Soon", rule={"measure": "first_response_time", "within_seconds": 3600})
    far = MARCH.replace(year=2400)
    tell(
        conversation(1),
        conversation(2, first_reply_at=MARCH + timedelta(hours=2)),
        conversation(3, first_reply_at=None),
        conversation(4, first_customer_at=None, first_reply_at=None),
        conversation(5, opened_at=far, first_customer_at=far, first_reply_at=None),
    )
    [kept] = metrics.report(ReportRequest(measures=("promise_kept:quick",)), SYSTEM, fresh=True)
    assert (kept.value, kept.n) == (1 / 3, 3)


def test_a_promise_can_be_about_one_team_and_a_score() -> None:
    rule = {"measure": "csat", "at_least": 4, "team": 3}
    Promise.objects.create(slug="kind", words="Kind", rule=rule, felt={"name": "kindly", "at_least": 4})
    tell(response(1, 5, team=3), response(2, 2, team=3), response(3, 5, team=4), response(4, 5, name="kindly"))
    found = metrics.report(ReportRequest(measures=("promise_kept:kind", "promise_felt:kind")), SYSTEM, fresh=True)
    assert [(figure.value, figure.n) for figure in found] == [(0.5, 2), (1.0, 1)]


def test_a_promise_that_changes_its_rule_is_counted_anew() -> None:
    promise = Promise.objects.create(
        slug="quick", words="Soon", rule={"measure": "resolution_time", "within_seconds": 60}
    )
    tell(conversation(1))
    metrics.catch_up()
    request = ReportRequest(measures=("promise_kept:quick",))
    assert metrics.report(request, SYSTEM)[0].value == 0.0
    promise.rule = {"measure": "resolution_time", "within_seconds": 7200}
    promise.save(update_fields=["rule"])
    assert metrics.answer(request, SYSTEM).is_stale
    renew_all(following.root())
    assert metrics.report(request, SYSTEM)[0].value == 1.0


def test_a_kept_answer_is_given_while_a_worker_renews_it(facts: Path) -> None:
    request = ReportRequest(MARCH.date(), MARCH.date(), measures=OPENED)

    def seen() -> tuple[float | None, bool]:
        found = metrics.answer(request, SYSTEM)
        return found.figures[0].value, found.is_stale

    tell(conversation(1))
    metrics.catch_up()
    assert seen() == (1.0, False)
    tell(conversation(2), conversation(3, opened_at=MARCH + timedelta(days=90)))
    metrics.catch_up()
    assert seen() == (1.0, True)
    assert renew_all(facts) >= 1
    assert seen() == (2.0, False)
    assert renew_all(facts) == 0


def test_an_answer_about_a_closed_month_stays_right_when_another_month_moves(facts: Path) -> None:
    tell(conversation(1))
    metrics.catch_up()
    request = ReportRequest(MARCH.date(), MARCH.date(), measures=OPENED)
    metrics.answer(request, SYSTEM)
    tell(conversation(2, opened_at=MARCH + timedelta(days=90)))
    metrics.catch_up()
    assert not metrics.answer(request, SYSTEM).is_stale


def test_kept_answers_are_the_ones_that_were_counted() -> None:
    tell(*[conversation(key) for key in range(40)], *[response(key, 1 + key % 5) for key in range(9)])
    metrics.catch_up()
    request = ReportRequest(by="channel")
    counted = metrics.answer(request, SYSTEM, fresh=True)
    metrics.answer(request, SYSTEM)
    keeping._memory.clear()
    kept = metrics.answer(request, SYSTEM)
    assert kept.figures == counted.figures
    assert all(isinstance(figure, Figure) for figure in kept.figures)


def test_what_nobody_looks_at_is_forgotten() -> None:
    metrics.answer(ReportRequest(measures=OPENED), SYSTEM)
    assert keeping.prune() == 0
    KeptAnswer.objects.update(asked_at=MARCH - timedelta(days=365))
    assert keeping.prune() == 1


def test_the_request_survives_the_table() -> None:
    request = ReportRequest(date(2026, 1, 1), None, "week", 3, None, "chat", None, OPENED)
    assert ReportRequest.from_json(request.as_json()) == request


def test_a_series_draws_every_period_and_leaves_out_those_that_are_not_whole() -> None:
    for week in range(10):
        tell(
            *[
                conversation(100 * week + n, opened_at=MARCH + timedelta(weeks=week))
                for n in range(5 if week != 4 else 0)
            ]
        )
    metrics.catch_up()
    request = ReportRequest(date(2026, 3, 2), date(2026, 5, 6), "week", measures=OPENED)
    drawn = metrics.series(request, SYSTEM)
    assert [period.figure.value for period in drawn.periods if period.figure] == [5, 5, 5, 5, 0, 5, 5, 5, 5, 5]
    assert [period.is_whole for period in drawn.periods] == [True] * 9 + [False]
    assert (drawn.kind, drawn.periods[4].name, drawn.centre) == ("xmr", "2026-03-30", 40 / 9)


def test_shares_get_a_p_chart_and_signals_are_found() -> None:
    key = 0
    for week in range(20):
        for n in range(20):
            key += 1
            done = n < (18 if week < 12 else 6)
            over = {} if done else {"resolved_at": None}
            tell(update(key, opened_at=MARCH - timedelta(weeks=30 - week), **over))
    metrics.catch_up()
    drawn = metrics.series(ReportRequest(by="week", measures=("resolution_rate",)), SYSTEM)
    assert drawn.kind == "p"
    assert drawn.signals[-1].direction == -1


def test_a_series_needs_a_measure_and_a_calendar() -> None:
    with pytest.raises(ValueError, match="one measure"):
        metrics.series(ReportRequest(by="week"), SYSTEM)
    with pytest.raises(ValueError, match="day, week or month"):
        metrics.series(ReportRequest(by="team", measures=OPENED), SYSTEM)


def test_the_sql_is_shown_without_the_servers_paths(facts: Path) -> None:
    tell(conversation(1))
    found = metrics.answer(ReportRequest(by="week"), SYSTEM, fresh=True)
    assert found.sql
    assert all("SELECT" in text and str(facts) not in text for text in found.sql)
    assert any("'facts/conversations/2026-03" in text for text in found.sql)
