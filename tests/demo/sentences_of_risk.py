"""The sentence of "Customers at risk" about a simulated company, held against each customer's true chance to stay away.

The simulation knows how quickly each customer buys, how likely they are to stop after a purchase, and whom a failure
has driven away: so the true chance to buy nothing for ninety days follows from when they bought last.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from colere.demo.company import Company
from colere.demo.contacts import NEVER
from colere.insights.instruments.queries.at_risk import Look, found_in, look_at
from colere.insights.instruments.queries.buying import Bought
from colere.insights.instruments.queries.recent import DISPLEASED_UNTIL, FAR, Recent, same_again
from colere.insights.instruments.rules.at_risk import AHEAD, judge
from colere.insights.instruments.rules.buyers import buyers_of
from colere.insights.instruments.views.at_risk import at_risk_report
from colere.stats.enough import ANSWERS
from colere.stats.purchases import fit_purchases
from tests.demo.said_on_top import Sentence

DAY = 86_400
AS_SAID = 0.05  # by which the true chance of those who are named may differ from what is said of them on average
Floats = NDArray[np.float64]


def of_risk(company: Company) -> Sentence:
    """Customers at risk: those who are named are likelier to stay away than the others, and as likely as is said of
    them; where customers are driven away by failures, some are named.
    """
    bought = _bought(company)
    look = look_at(bought, _recent(company))
    nobody = judge(shown=0, shown_back=0, held_out=0, held_out_back=0, least=ANSWERS)
    text = at_risk_report(found_in(bought, look, held=(), judged=nobody)).sentence
    if "likelier than others to stay away" not in text:
        return Sentence(text, not company.plants.planted)
    chance = _true_chance(company, look)
    named, others = look.is_listed & ~look.is_silent, ~look.is_listed & ~look.is_silent
    assert look.said is not None
    is_likelier = chance[named].mean() > chance[others].mean()
    is_so = is_likelier and abs(chance[named].mean() - look.said.value[named].mean()) <= AS_SAID
    return Sentence(text, bool(is_so))


def _bought(company: Company) -> Bought:
    made = company.purchases_
    start = company.year.date_of(0).toordinal()
    day = (made.at[made.kept] // DAY).astype(np.int64) + start
    customer, today = made.customer[made.kept].astype(np.int64), company.year.until.toordinal()
    buyers = buyers_of(customer, day, made.amount[made.kept], today=today)
    fitted = fit_purchases(buyers.repeats, buyers.last, buyers.age)
    period = (company.year.date_of(int(day.min()) - start), company.year.until)
    asked = np.ones(buyers.customer.size, dtype=np.bool_)
    return Bought(period, buyers, asked, fitted, "GBP", 0, customer, day, today)


def _recent(company: Company) -> Recent:
    contacts, handling, felt = company.contacts, company.handling, company.felt
    start = company.year.date_of(0).toordinal()

    def days(at: Floats) -> NDArray[np.int64]:
        return np.where(at == NEVER, FAR, at // DAY + start).astype(np.int64)

    customer = company.links.customer.astype(np.int64)
    opened = days(contacts.opened)
    again = same_again(customer, contacts.topic.astype(np.int32), opened)
    bad = np.flatnonzero((felt.csat > 0) & (felt.csat <= DISPLEASED_UNTIL))
    return Recent(
        int(opened.min()), customer, opened, days(handling.resolved), days(handling.first),
        np.minimum(days(handling.reopened), again), customer[bad], days(felt.csat_at[bad]),
    )  # fmt: skip


def _true_chance(company: Company, look: Look) -> Floats:
    """Of each customer who was looked at, the chance to buy nothing for ninety days."""
    who, people = look.now.customer, company.customers_
    rate, leaves = people.rate[who], people.leaves[who]
    still = (1 - leaves) * np.exp(-rate * look.now.since)
    has_stopped = leaves / np.maximum(leaves + still, 1e-12)
    has_stopped = np.where(np.isfinite(company.links.left[who]), 1.0, has_stopped)
    return np.asarray(1 - (1 - has_stopped) * (1 - np.exp(-rate * AHEAD)))
