"""Customers at risk: who is found, who is held out, who may see them, and whether the chances hold."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from colere.care.customers.models import Customer
from colere.demo.company import simulate
from colere.demo.sizes import DAYS, Size
from colere.insights.instruments.actions import list_risks
from colere.insights.instruments.models import RiskListing
from colere.insights.instruments.queries import at_risk
from colere.insights.instruments.queries.at_risk import AtRiskFound, Everybody, find_at_risk, held_out_of, judged_so_far
from colere.insights.instruments.queries.buying import Bought, read_bought
from colere.insights.instruments.queries.recent import FAR, Recent, read_recent, who_wrote
from colere.insights.instruments.rules.at_risk import AHEAD, REASONS, is_held_out, judge
from colere.insights.instruments.rules.buyers import buyers_of
from colere.insights.instruments.rules.steps import silent
from colere.insights.instruments.views.at_risk import at_risk_report, judged_words, name_customers
from colere.platform.errors import Refused
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM
from colere.stats.churn import chance_to_leave
from colere.stats.purchases import fit_purchases
from tests.domains.instruments.house import BUYERS
from tests.people import Cast

ADDRESS = "/insights/at-risk"
lived_in = pytest.mark.usefixtures("lived_in")
READERS = ("agent", "neighbour", "private_agent", "lead", "head", "executive")


def test_about_one_in_ten_is_held_out_always_the_same_and_by_the_key() -> None:
    held = {one for one in range(20_000) if is_held_out(one, key=b"ours")}
    assert 0.09 < len(held) / 20_000 < 0.11
    assert held == {one for one in range(20_000) if is_held_out(one, key=b"ours")}
    others = {one for one in range(20_000) if is_held_out(one, key=b"theirs")}
    assert len(held & others) < len(held) / 4


def test_the_list_is_judged_by_those_who_were_not_shown() -> None:
    helps = judge(shown=900, shown_back=450, held_out=100, held_out_back=30, least=5)
    assert helps.more is not None
    assert helps.more[0] == pytest.approx(0.2)
    assert helps.more[1] > 0
    same = judge(shown=900, shown_back=450, held_out=100, held_out_back=50, least=5)
    assert same.more is not None
    assert same.more[1] < 0 < same.more[2]
    assert judge(shown=900, shown_back=450, held_out=4, held_out_back=0, least=5).more is None


@cache
def looked_back(seed: int, *, plants: bool) -> tuple[Bought, Recent, Any]:
    """The demo company as it stood ninety days before its end, and what its customers did then."""
    company = simulate(Size("for risks", 15_000), seed, until=date(2026, 6, 30), plants=plants)
    kept, today = company.purchases_.kept, DAYS - AHEAD
    customer = company.purchases_.customer[kept].astype(np.int64)
    day = np.floor(company.purchases_.at[kept] / 86_400).astype(np.int64)
    known = day <= today
    buyers = buyers_of(customer[known], day[known], np.zeros(int(known.sum())), today=today)
    fitted = fit_purchases(buyers.repeats, buyers.last, buyers.age)
    everybody = np.ones(buyers.customer.size, dtype=np.bool_)
    bought = Bought((None, None), buyers, everybody, fitted, "GBP", 0, customer[known], day[known], today)
    contacts, handling, felt = company.contacts, company.handling, company.felt
    whose = company.links.customer.astype(np.int64)
    again = np.where(company.links.parent >= 0, contacts.day, FAR)
    bad = (felt.csat > 0) & (felt.csat <= 3)
    recent = Recent(
        0,
        whose,
        contacts.day,
        _days(handling.resolved),
        _days(handling.first),
        again,
        whose[bad],
        _days(felt.csat_at)[bad],
    )
    came = np.unique(customer[(day > today) & (day <= today + AHEAD)])
    return bought, recent, came


def _days(seconds: Any) -> Any:
    return np.where(np.asarray(seconds) >= 0, np.floor(np.asarray(seconds) / 86_400), FAR).astype(np.int64)


@pytest.mark.parametrize("seed", [1, 2])
def test_of_the_demo_company_as_many_stay_away_as_was_said(seed: int) -> None:
    bought, recent, came = looked_back(seed, plants=True)
    hazard, now = at_risk._fit(bought, recent, since=0), at_risk._signs(bought, recent, 0)
    assert hazard is not None
    said = chance_to_leave(hazard, np.zeros(now.customer.size), now.table)
    away = ~np.isin(now.customer, came)
    assert abs(float(said.value.mean()) - away.mean()) < 0.03
    likelier = said.low > said.value.mean()
    assert away[likelier].mean() > away[~likelier].mean() + 0.1
    assert abs(said.value[likelier].mean() - away[likelier].mean()) < 0.05


def test_an_unsolved_matter_speaks_for_staying_away_only_where_that_is_planted() -> None:
    place = REASONS.index("same_again")
    ratios = {}
    for plants in (True, False):
        bought, recent, _came = looked_back(1, plants=plants)
        hazard = at_risk._fit(bought, recent, since=0)
        assert hazard is not None
        ratios[plants] = (float(hazard.low[place]), float(hazard.high[place]))
    assert ratios[True][0] > 1.0
    assert ratios[False][0] < 1.0


@cache
def found_in_the_house() -> AtRiskFound:
    """Who is at risk while nobody has been written down."""
    return find_at_risk(SYSTEM, request=ReportRequest())


@lived_in
def test_who_is_found_has_a_chance_reasons_and_something_at_stake() -> None:
    found = found_in_the_house()
    assert found.usual is not None
    assert found.risks
    for risk in found.risks:
        assert risk.low <= risk.chance <= risk.high
        assert set(risk.reasons) <= set(REASONS)
        assert risk.value is not None
        assert risk.value > 0
    held = held_out_of([risk.customer for risk in found.risks], actor=SYSTEM)
    assert not held
    assert found.held_out > 0
    assert at_risk_report(found).sentence


@lived_in
def test_a_customer_once_written_down_stays_on_their_side() -> None:
    first = found_in_the_house().risks[0].customer
    _known(first)
    RiskListing.objects.create(customer_id=first, listed_on=date(2026, 1, 1), is_held_out=True, chance=0.5)
    assert first not in {risk.customer for risk in find_at_risk(SYSTEM, request=ReportRequest()).risks}


@lived_in
def test_the_job_writes_everybody_down_once_those_held_out_too() -> None:
    found = at_risk.find_everybody(SYSTEM)
    _known(*found.customers)
    assert list_risks(found, actor=SYSTEM) == len(found.customers) > 0
    assert list_risks(found, actor=SYSTEM) == 0
    assert RiskListing.objects.filter(is_held_out=True).exists()
    RiskListing.objects.update(listed_on=timezone.localdate() - timedelta(days=200))
    assert list_risks(found, actor=SYSTEM) == len(found.customers), "after half a year they may be listed anew"


@lived_in
def test_what_became_of_them_is_counted_from_their_purchases() -> None:
    bought = read_bought(SYSTEM, request=ReportRequest(), tell=silent)
    day = bought.today - AHEAD - 20
    later = (bought.day > day) & (bought.day <= day + AHEAD)
    came, all_ids = set(bought.customer[later].tolist()), list(range(1, BUYERS + 1))
    _known(*all_ids)
    rows = [
        RiskListing(customer_id=one, listed_on=date.fromordinal(day), is_held_out=one % 10 == 0, chance=0.5)
        for one in all_ids
    ]
    RiskListing.objects.bulk_create(rows)
    judged = judged_so_far(SYSTEM, bought)
    assert (judged.shown + judged.held_out, judged.held_out) == (BUYERS, BUYERS // 10)
    assert judged.shown_back + judged.held_out_back == len(came)
    assert judged.held_out_back == len({one for one in came if one % 10 == 0})
    report = at_risk_report(find_at_risk(SYSTEM, request=ReportRequest()))
    assert "cannot be told apart yet" in judged_words(report)


@lived_in
def test_what_private_teams_talk_about_chooses_nobody_and_speaks_for_nothing() -> None:
    from colere.foundation.models import Team

    public = who_wrote(SYSTEM, request=ReportRequest())
    assert public.size
    whole = read_recent(SYSTEM, until=date(2027, 1, 1))
    Team.objects.update(is_private=True)
    assert who_wrote(SYSTEM, request=ReportRequest()).size == 0
    assert whole.customer.size > read_recent(SYSTEM, until=date(2027, 1, 1)).customer.size == 0


@lived_in
def test_the_page_names_customers_to_who_may_read_them_and_to_nobody_else(
    client: Client, cast: Cast, run_jobs: Callable[[], int]
) -> None:
    found = found_in_the_house()
    shown, gone = found.risks[0].customer, found.risks[1].customer
    _known(shown)
    for name, member in cast.everybody().items():
        client.force_login(member.account)
        status = 200 if name in READERS else 403
        assert client.get(ADDRESS).status_code == status, name
        assert client.get(f"{ADDRESS}?format=csv").status_code == status, name
    assert "/insights/at-risk" not in client.get("/insights").content.decode(), "the outsider is not led there"
    run_jobs()
    client.force_login(cast.agent.account)
    page = client.get(ADDRESS).content.decode()
    assert f"Rosa {shown}" in page
    assert f"/customers/{gone}" not in page, "who is no more is not shown"
    assert "left out of the list" in page
    lines = client.get(f"{ADDRESS}?format=csv").getvalue().decode().splitlines()  # type: ignore[attr-defined]
    assert [row["group"] for row in csv.DictReader(lines) if row["name"] == "risk"] == [f"Rosa {shown}"]


@lived_in
def test_questions_and_deeds_are_refused_to_who_may_not_read_customers(cast: Cast) -> None:
    bought = read_bought(SYSTEM, request=ReportRequest(), tell=silent)
    report = at_risk_report(found_in_the_house())
    for name, member in cast.all_but(*READERS).items():
        for refused in (
            lambda actor: find_at_risk(actor, request=ReportRequest()),
            at_risk.find_everybody,
            lambda actor: held_out_of([1], actor=actor),
            lambda actor: judged_so_far(actor, bought),
            lambda actor: list_risks(Everybody([1], [0.5]), actor=actor),
            lambda actor: who_wrote(actor, request=ReportRequest()),
        ):
            with pytest.raises(Refused):
                refused(member.actor)
        assert not name_customers(report, member.actor).named("risk"), name


@lived_in
def test_the_command_tells_programs(asked: Callable[..., dict[str, Any]]) -> None:
    found = asked("risks")
    assert json.dumps(found)
    assert {one["name"] for one in found["figures"]} >= {"risk_usual", "risk_leaving", "risk_at_stake"}


def test_nothing_is_said_where_nobody_has_come_back(empty: None) -> None:
    found = find_at_risk(SYSTEM, request=ReportRequest())
    assert (found.usual, found.risks, found.judged.more) == (None, [], None)
    assert at_risk_report(found).sentence.startswith("Too few")


def _known(*customers: int) -> None:
    """The house tells of customers by number only; give them records."""
    Customer.objects.bulk_create([Customer(pk=one, name=f"Rosa {one}") for one in customers])
