"""Rows in the shapes of `colere import`, told from the simulated numbers."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from colere.demo.beliefs import ROLE_TITLES
from colere.demo.cast import AGENT_EMAILS, AGENT_NAMES, PEOPLE, TEAMS
from colere.demo.clock import DAY_SECONDS, Year
from colere.demo.contacts import NEVER
from colere.demo.felt import CUTS
from colere.demo.goods import PRODUCTS
from colere.demo.population import LANGUAGES
from colere.demo.surveys import csat_comment, mention_rows, survey_rows
from colere.demo.topics import CHANNELS, TOPICS
from colere.demo.voices.dialogue import AFTER, ANSWER, HELLO, LAST, OPENING, Case, Dialogue, Turn
from colere.demo.voices.grammar import Dice, Rules, say, voice
from colere.demo.voices.slang import HASTY, LOWER, NEAT, PLAIN
from colere.demo.voices.slots import Facts

if TYPE_CHECKING:
    from colere.demo.company import Company

Row = dict[str, Any]
CHUNK = 4_000
STYLES = {0: LOWER, 1: LOWER, 2: HASTY, 3: HASTY, 4: HASTY, 5: PLAIN}
FALLBACK = {
    "pump": "Brook pump",
    "tool": "border spade",
    "plant": "climbing rose",
    "order": "fern trio",
    "site": "lavender tray",
}
_PRODUCT_OF = {product.noun: product for product in PRODUCTS}


def people(year: Year) -> Iterator[Row]:
    """Staff, managers by their address."""
    emails = {person.id: person.email for person in PEOPLE}
    for person in PEOPLE:
        yield {
            "id": person.id,
            "name": person.name,
            "email": person.email,
            "team": person.team,
            "department": person.department,
            "role": ROLE_TITLES[person.role],
            "manager": emails.get(person.manager, ""),
            "hired_on": year.date_of(year.days - 1 - person.hired_days_ago).isoformat(),
            "birthday": person.birthday,
            "language": person.language,
        }


def purchases(company: Company) -> Iterator[Row]:
    """Purchases that were made, with their order number as id."""
    bought = company.purchases_
    for start in range(0, len(bought), CHUNK):
        part = slice(start, start + CHUNK)
        columns = (
            bought.kept[part],
            bought.customer[part],
            bought.at[part],
            bought.amount[part],
            bought.product[part],
            bought.quantity[part],
        )
        rows = zip(*(column.tolist() for column in columns), strict=True)
        for number, (kept, customer, at, amount, product, quantity) in enumerate(rows, start=start):
            if kept:
                yield {
                    "id": order_number(number),
                    "customer": f"cu-{customer + 1}",
                    "at": company.year.stamp(at),
                    "amount": round(amount, 2),
                    "currency": "GBP",
                    "product": PRODUCTS[product].name,
                    "quantity": quantity,
                }


def order_number(purchase: int) -> str:
    """The order number of a purchase."""
    return f"MF-{100_001 + purchase}"


class _Numbers(NamedTuple):
    """What the simulation knows of one conversation."""

    opened: float
    topic: int
    channel: int
    cause: int
    agent: int
    helper: int
    first: float
    real: float
    resolved: float
    reopened: float
    solved: bool
    rounds: int
    lines: list[bool]
    customer: int
    purchase: int
    parent: int
    gesture: float
    csat: int
    csat_at: float
    mood: int
    feeling: float
    language: int
    details: int
    firm: int
    full: str
    product: int
    amount: float


def conversations(company: Company) -> Iterator[Row]:
    """Conversations in order of opening; each is written from a stream of its own."""
    dice = Random()
    for start in range(0, len(company.contacts), CHUNK):
        for number, values in enumerate(_numbers(company, slice(start, start + CHUNK)), start=start):
            dice.seed((company.seed << 40) + number)
            yield _Story(company, number, values).row(dice.random)


def _numbers(company: Company, part: slice) -> Iterator[_Numbers]:
    """What is known of some conversations, as plain Python: a look into an array for each of them would be slow."""
    people_, bought = company.customers_, company.purchases_
    sources = (company.contacts, company.handling, company.links, company.felt)
    names = _Numbers._fields[: _Numbers._fields.index("language")]
    columns = [next(getattr(one, name) for one in sources if hasattr(one, name))[part] for name in names]
    customer, purchase = company.links.customer[part], company.links.purchase[part]
    columns += [people_.language[customer], people_.details[customer], people_.firm[customer]]
    further = [bought.product[purchase], bought.amount[purchase]]
    lists = [column.tolist() for column in columns]
    lists += [[people_.name(number) for number in customer.tolist()], *(column.tolist() for column in further)]
    return map(_Numbers._make, zip(*lists, strict=True))


responses = survey_rows
mentions = mention_rows


class _Story:
    """One conversation on its way from numbers to words."""

    __slots__ = ("company", "n", "number")

    def __init__(self, company: Company, number: int, numbers: _Numbers) -> None:
        self.company, self.number, self.n = company, number, numbers

    def row(self, dice: Dice) -> Row:
        """The conversation as `colere import conversations` reads it."""
        company, topic = self.company, TOPICS[self.n.topic]
        language = LANGUAGES[self.n.language]
        cause = company.plants.causes[self.n.cause - 1].name if self.n.cause else ""
        rules = voice(language, topic.name, cause)
        facts = self._facts(dice)
        case = self._case(dice)
        turns = Dialogue(case, rules, facts, dice).write()
        times = self._times(turns, dice)
        name, stamp = f"c-{self.number + 1}", company.year.stamp
        row: Row = {
            "id": name,
            "channel": CHANNELS[self.n.channel],
            "subject": self._subject(rules, facts, dice),
            "opened_at": stamp(self.n.opened),
            "resolved_at": stamp(self.n.resolved) if self.n.resolved != NEVER else None,
            "customer": self._contact(facts),
            "team": TEAMS[topic.team_number].name,
            "assignee": AGENT_EMAILS[self.n.agent] if self.n.first != NEVER else None,
            "topic": topic.name,
            "tags": self._tags(),
            "attributes": {"order": facts["order"]} if self.n.purchase != NEVER else {},
            "messages": self._messages(name, turns, times),
        }
        if self.n.csat:
            row["csat"] = {
                "score": self.n.csat,
                "comment": csat_comment(
                    rules, facts, self.n.csat, hollow=case.hollow and self.n.real - self.n.first > 10_800, dice=dice
                ),
                "at": stamp(self.n.csat_at),
            }
        return row

    def _facts(self, dice: Dice) -> Facts:
        people_, bought = self.company.customers_, self.company.purchases_
        topic, customer = TOPICS[self.n.topic], self.n.customer
        if self.n.purchase == NEVER:
            product, amount, order = (
                _PRODUCT_OF[FALLBACK[topic.about]],
                20 + 60 * dice(),
                order_number(int(dice() * max(len(bought), 1))),
            )
        else:
            product, amount = PRODUCTS[self.n.product], self.n.amount
            order = order_number(self.n.purchase)
        full = self.n.full
        given: Row = {
            "name": full.split(" ", 1)[0],
            "full": full,
            "town": people_.town(customer),
            "firm": people_.company(customer) or full,
            "order": order,
            "agent": AGENT_NAMES[self.n.agent if self.n.helper == NEVER else self.n.helper],
            "helper": AGENT_NAMES[self.n.agent],
            "team": topic.team,
        }
        if self.n.gesture:
            given["gift"] = int(self.n.gesture)
        month = self.company.year.date_of(int(self.n.opened // DAY_SECONDS)).month
        return Facts(dice, product, amount, month, given)

    def _case(self, dice: Dice) -> Case:
        style = int(self.n.details // 23 % 20)
        return Case(
            channel=CHANNELS[self.n.channel],
            mood=self.n.mood,
            rounds=self.n.rounds,
            solved=self.n.solved,
            is_content=self.n.feeling >= (CUTS[1] if self.n.solved else CUTS[3]),
            is_again=self.n.parent != NEVER,
            hollow=self.n.first != NEVER and (self.n.real == NEVER or self.n.real > self.n.first),
            answered=self.n.real != NEVER,
            closed=self.n.resolved != NEVER,
            reopened=self.n.reopened != NEVER,
            gesture=self.n.gesture > 0,
            agent=self.n.agent,
            starter=self.n.agent if self.n.helper == NEVER else self.n.helper,
            kind=self.n.lines[0],
            confirms=self.n.lines[1],
            scripted=self.n.lines[2] and dice() < 0.8,
            offers=self.n.lines[5] and dice() < 0.5,
            style=STYLES.get(style, NEAT) if CHANNELS[self.n.channel] != "phone" else NEAT,
        )

    def _subject(self, rules: Rules, facts: Facts, dice: Dice) -> str:
        if CHANNELS[self.n.channel] not in ("email", "form"):
            return ""
        text = say(rules["subject"], dice) % facts
        return text[0].upper() + text[1:]

    def _contact(self, facts: Facts) -> Row:
        """The customer as a conversation names them."""
        people_, number = self.company.customers_, self.n.customer
        known = {"id": f"cu-{number + 1}", "name": facts["full"], "email": people_.email(number, facts["full"])}
        phone = people_.phone(number)
        return known | {"phone": phone} if phone else known

    def _tags(self) -> list[str]:
        tags = [tag for tag, has in (("repeat", self.n.parent != NEVER), ("made good", self.n.gesture > 0)) if has]
        return [*tags, "trade"] if self.n.firm >= 0 else tags

    def _end(self, *, live: bool) -> float:
        """When the talk ends: with its resolution, before the year is over, or (unanswered) beyond what is told."""
        if self.n.resolved != NEVER:
            return float(self.n.resolved)
        if self.n.real == NEVER:
            return float(self.company.year.horizon + 86_400)
        return float(min(self.n.real + 86_400 * (0.02 if live else 2.5), self.company.year.horizon - 60))

    def _times(self, turns: list[Turn], dice: Dice) -> list[float]:
        """A time for every turn: what the numbers say at the fixed points, in between in order and in working hours."""
        live, horizon = self.n.channel in (0, 2), self.company.year.horizon
        hello, answer = (at if at != NEVER else horizon for at in (self.n.first, self.n.real))
        end = self._end(live=live)
        between = sum(1 for turn in turns if turn.at in (ANSWER + 1, LAST))
        gap = min(70.0 if live else 1e9, (end - answer - 2) / max(between, 1))
        at = self.n.opened
        times: list[float] = []
        late = end - 45 * sum(1 for turn in turns if turn.at == LAST)
        for turn in turns:
            if turn.at == OPENING:
                at = self.n.opened if not times else at + 1
            elif turn.at == HELLO:
                at = hello
            elif turn.at == ANSWER:
                at = answer
            elif turn.at == AFTER:
                at = self.n.reopened if turn.sender == "customer" else _at_work(at + 1800 + dice() * 30_000)
            elif turn.at == LAST:
                at = max(at + min(gap, 20), late + 40 * dice()) if late > at else at + gap * 0.9
                late += 45
            else:
                at += gap * (0.4 + 0.55 * dice())
                if not live and turn.sender == "agent":
                    at = _at_work(at) if _at_work(at) < end - 120 else max(times[-1] + 90, _same_day(at))
            times.append(at)
        return _before(turns, times, end)

    def _messages(self, name: str, turns: list[Turn], times: list[float]) -> list[Row]:
        horizon, stamp = self.company.year.horizon, self.company.year.stamp
        found: list[Row] = []
        for number, (turn, at) in enumerate(zip(turns, times, strict=True), start=1):
            if at >= horizon:
                break
            message: Row = {"id": f"{name}-{number}", "at": stamp(at), "from": turn.sender, "text": turn.text}
            if turn.author >= 0:
                message["author"] = AGENT_EMAILS[turn.author]
            found.append(message)
        return found


def _at_work(local: float) -> float:
    """The same moment where somebody would be at work then, else the next morning."""
    day, second = divmod(local, DAY_SECONDS)
    if second < 8.2 * 3600:
        return day * DAY_SECONDS + 8.2 * 3600 + second % 5400
    if second > 19 * 3600:
        return (day + 1) * DAY_SECONDS + 8.2 * 3600 + second % 5400
    return local


def _same_day(local: float) -> float:
    """The same moment, or late that afternoon where everybody had gone home."""
    day, second = divmod(local, DAY_SECONDS)
    return day * DAY_SECONDS + 17.2 * 3600 + second % 5400 if second > 19 * 3600 else local


def _before(turns: list[Turn], times: list[float], end: float) -> list[float]:
    """The same times in order, with everything but what comes after the end pulled before it."""
    limit = end
    for place in range(len(turns) - 1, -1, -1):
        if turns[place].at != AFTER:
            times[place] = limit = min(times[place], limit)
    return times
