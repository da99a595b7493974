"""The sentence on top of each page of insights, of a simulated company, held against what is true of it.

A sentence is right when it names what is planted and nothing else; where nothing is planted, when it says that. What
that means for each page stands in its function here and in the files `sentences_of_….py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from colere.care.feedback.views.wording import question_label
from colere.demo.cast import AGENT_TEAM, TEAMS
from colere.demo.company import Company
from colere.demo.contacts import DAY_SPREAD, day_noise
from colere.demo.plants import DRIVERS
from colere.demo.sizes import DAYS
from colere.demo.surveys import look_back
from colere.demo.topics import CHANNELS, TOPIC_NUMBER, TOPIC_TEAM, TOPICS
from colere.insights.instruments.queries.drivers import DriversFound
from colere.insights.instruments.queries.forecast import ContactsFound, Service
from colere.insights.instruments.queries.people import StandingsFound
from colere.insights.instruments.queries.shift import CONTACTS, Kind, Row, ShiftFound, change_beside
from colere.insights.instruments.queries.teamwork import LAGS, TeamworkFound
from colere.insights.instruments.rules.moods import Pulse, beyond_topics, panels_of
from colere.insights.instruments.rules.spans import spans_around
from colere.insights.instruments.views.drivers import drivers_report
from colere.insights.instruments.views.forecast import contacts_report
from colere.insights.instruments.views.people import standings_report
from colere.insights.instruments.views.shift import shift_report
from colere.insights.instruments.views.teamwork import teamwork_report
from colere.insights.problems.rules.finding import find_problems_in
from colere.insights.problems.views.wording import sentence as problems_sentence
from colere.platform.metrics import get_measure
from colere.stats.drivers import drivers
from colere.stats.forecast import forecast_contacts
from colere.stats.people import scores
from colere.stats.staffing import agents_needed
from colere.stats.teamwork import mood_and_customers
from tests.demo.said_on_top import Sentence
from tests.demo.sentences_of_changes import of_news
from tests.demo.sentences_of_journeys import of_journey
from tests.demo.sentences_of_promises import of_promises
from tests.demo.sentences_of_risk import of_risk
from tests.demo.sentences_of_themes import of_themes
from tests.demo.truths_of_customers import CHANGES, daily

Floats = NDArray[np.float64]
GOOD, AHEAD = 4, 14
AS_BUSY, HOLDS = 0.03, 0.9  # days that differ by less are as busy; days of ten that bounds of 95 % hold at least


def of_problems(company: Company) -> Sentence:
    """What comes back: only topics of planted causes are named, or one that a change of the company made rarer, which
    before it did come up more; and one of a cause at least.
    """
    counts = daily(company)
    found = find_problems_in([topic.name for topic in TOPICS], counts, counts.sum(axis=0), company.year.date_of(0))
    text = problems_sentence(found)
    named = {topic.name for topic in TOPICS if f"“{topic.name}”" in text}
    planted = {topic for cause in company.plants.causes for topic in cause.topics}
    if not planted:
        return Sentence(text, text.startswith("No problem comes back"))
    rarer = {change.topic for change in company.plants.changes if change.factor < 1}
    return Sentence(text, bool(named & planted) and named <= planted | rarer)


def of_drivers(company: Company) -> Sentence:
    """Drivers: the three strongest in their order; where nothing drives, none is named."""
    _who, _when, items, whole = look_back(company)
    found = drivers(items, whole)
    first, last = company.year.date_of(0), company.year.date_of(DAYS - 1)
    text = drivers_report(DriversFound((first, last), "look back", DRIVERS, found, found.n)).sentence
    weights = company.plants.drivers
    strongest = [question_label(DRIVERS[place]) for place in np.argsort(weights)[::-1][:3] if weights[place] > 0]
    if not strongest:
        return Sentence(text, not any(f"“{question_label(name)}”" in text for name in DRIVERS))
    listed = f"“{strongest[0]}”, “{strongest[1]}” and “{strongest[2]}”"
    return Sentence(text, f"“Look back” is {listed};" in text)


def of_changes(company: Company) -> Sentence:
    """Before and after: the change that made its topic rarer is said to have done so, the other nothing."""
    counts = daily(company)
    planted = {change.topic: change for change in company.plants.changes}
    texts, rights = [], []
    for topic, _name in CHANGES:
        on = company.year.date_of(planted[topic].day if topic in planted else DAYS // 2)
        first, last = company.year.date_of(0), company.year.date_of(counts.shape[1] - 1)
        spans, own = spans_around(first, last, on), counts[TOPIC_NUMBER[topic]]
        row, others = spans.sums(own), spans.sums(counts.sum(axis=0) - own)
        change = change_beside(row, others, spans)
        found = ShiftFound(
            (first, last), on, get_measure(CONTACTS), Kind.COUNT, topic, None, True, spans, change,
            Row(row, row), Row(others, others),
        )  # fmt: skip
        text = shift_report(found).sentence
        fell = topic in planted and planted[topic].factor < 1
        texts.append(text)
        rights.append(f"“{topic}” fell on" in text if fell else text.startswith("There is no sign"))
    return Sentence(" ".join(texts), all(rights))


def of_people(company: Company) -> Sentence:
    """People and teams: as many are said to stand above and below their team as are told apart rightly."""
    answered = np.flatnonzero(company.felt.csat)
    agent = company.handling.agent[answered].astype(int)
    team, skill = np.array(AGENT_TEAM), np.array(company.plants.skills)
    cases = {
        "topic": company.contacts.topic[answered].astype(str),
        "channel": np.array(CHANNELS)[company.contacts.channel[answered]],
    }
    found = scores(agent, company.felt.csat[answered], cases=cases, team=team[agent], good=GOOD)
    first, last = company.year.date_of(0), company.year.date_of(DAYS - 1)
    names = {int(key): f"Colleague {key}" for key in found.people.label.tolist()}
    teams = {number: one.name for number, one in enumerate(TEAMS)}
    text = standings_report(StandingsFound((first, last), "csat", GOOD, found, names, teams)).sentence
    mean = np.bincount(team, skill) / np.bincount(team)
    apart = (skill - mean[team])[found.people.label.astype(int)]
    verdict = found.people.verdict.astype(str)
    wrong = ((verdict == "above") & (apart <= 0)) | ((verdict == "below") & (apart >= 0))
    told = int(np.isin(verdict, ("above", "below")).sum())
    same = f"{len(names) - told} of {len(names)} colleagues cannot be told apart"
    says_same = (same if told else f"none of {len(names)} colleagues can be told apart") in text
    return Sentence(text, says_same and not wrong.any())


def of_forecast(company: Company) -> Sentence:
    """Forecast: two weeks before the end, the day that it names is the busiest, or as good as, and of the days that it
    could become the bounds hold nine of ten at least. What came is one draw: a 95 % interval has to miss one in twenty.
    """
    day, hour = company.contacts.day, (company.contacts.opened % 86_400 // 3_600).astype(int)
    counts = np.bincount(day * 24 + hour, minlength=DAYS * 24)[: DAYS * 24].reshape(DAYS, 24).astype(float)
    known = DAYS - AHEAD
    ahead = forecast_contacts(
        counts[:known], AHEAD, first_weekday=int(company.year.weekdays[0]), holidays=company.year.holidays[:DAYS]
    )
    service = Service()
    people = agents_needed(
        np.asarray(ahead.mean),
        interval_seconds=3600.0,
        handling_seconds=service.handling,
        answered_share=service.share,
        within_seconds=service.seconds,
    )
    first = company.year.date_of(known)
    period = (company.year.date_of(0), first - timedelta(days=1))
    found = ContactsFound(period, first, AHEAD, 60, known, service, ahead, people, None)
    text = contacts_report(found).sentence
    busiest = int(ahead.day_mean.argmax())
    expected, could_come = _days_to_come(company, known)
    is_busiest = expected[busiest] >= (1 - AS_BUSY) * expected.max()
    within = (ahead.day_low[busiest] <= could_come[:, busiest]) & (could_come[:, busiest] <= ahead.day_high[busiest])
    named = f"{(first + timedelta(days=busiest)):%A} {(first + timedelta(days=busiest)).day} "
    return Sentence(text, bool(is_busiest and within.mean() >= HOLDS and named in text))


def _days_to_come(company: Company, known: int) -> tuple[Floats, Floats]:
    """The contacts of each further day: what is to be expected, and many days as they could become (draws × days)."""
    calm = company.rates / day_noise(company.seed)[TOPIC_TEAM]
    of_team = np.array([calm[team == TOPIC_TEAM, known:].sum(axis=0) for team in range(len(TEAMS))])
    of_team *= company.size.conversations
    rng, shape = np.random.default_rng(company.seed), 1 / DAY_SPREAD**2
    noise = rng.gamma(shape, 1 / shape, (2_000, *of_team.shape))
    return of_team.sum(axis=0), rng.poisson((noise * of_team).sum(axis=1)).astype(float)


def of_teamwork(company: Company) -> Sentence:
    """Team and customers: a sign after as many weeks as it takes; none where the mood does nothing."""
    number = {team.name: place for place, team in enumerate(TEAMS)}
    pulses = [
        Pulse(number[row["team"]], company.year.date_of(row["week"] * 7), 1, float(row["score"]))
        for row in company.tables()["pulses"]
    ]
    answered = np.flatnonzero(company.felt.csat)
    pleased = (company.felt.csat[answered] >= GOOD).astype(float)
    panels = panels_of(
        pulses,
        company.contacts.team[answered].astype(np.int64),
        company.contacts.day[answered].astype(np.int64) + company.year.date_of(0).toordinal(),
        beyond_topics(pleased, company.contacts.topic[answered].astype(np.int64)),
    )
    told = mood_and_customers(panels.mood, panels.mood_answers, panels.customers, panels.customer_answers, lags=LAGS)
    period = (company.year.date_of(0), company.year.date_of(DAYS - 1))
    text = teamwork_report(TeamworkFound(period, len(pulses), answered.size, told, [])).sentence
    if not company.plants.pulse_effect:
        return Sentence(text, text.startswith("There is no sign"))
    return Sentence(text, f"were content {company.plants.pulse_lag} weeks later" in text and "more of 100" in text)


PAGES: dict[str, Callable[[Company], Sentence]] = {
    "what_changed": of_news,
    "themes": of_themes,
    "problems": of_problems,
    "drivers": of_drivers,
    "before_after": of_changes,
    "people": of_people,
    "at_risk": of_risk,
    "promises": of_promises,
    "team_and_customers": of_teamwork,
    "journey": of_journey,
    "forecast": of_forecast,
}
