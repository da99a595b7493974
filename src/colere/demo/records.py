"""Rows in the shapes of `colere import`, told from the simulated numbers."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING, Any

from colere.demo.beliefs import ROLE_TITLES
from colere.demo.cast import AGENT_EMAILS, AGENT_NAMES, PEOPLE, TEAMS
from colere.demo.clock import DAY_SECONDS, Year
from colere.demo.contacts import NEVER
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
FALLBACK = {"pump": "Brook pump", "tool": "border spade", "plant": "climbing rose", "order": "fern trio", "site": "lavender tray"}
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
        columns = (bought.kept[part], bought.customer[part], bought.at[part], bought.amount[part], bought.product[part], bought.quantity[part])
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


def conversations(company: Company) -> Iterator[Row]:
    """Conversations in order of opening; each is written from a stream of its own."""
    contacts, handling, links, felt = company.contacts, company.handling, company.links, company.felt
    columns = (
        contacts.opened, contacts.topic, contacts.channel, contacts.cause, handling.agent, handling.helper,
        handling.first, handling.real, handling.resolved, handling.reopened, handling.solved, handling.rounds,
        handling.lines[:, :6], links.customer, links.purchase, links.parent, links.gesture, felt.csat, felt.csat_at, felt.mood,
    )  # fmt: skip
    dice = Random()
    for start in range(0, len(contacts), CHUNK):
        parts = [column[start : start + CHUNK].tolist() for column in columns]
        for number, values in enumerate(zip(*parts, strict=True), start=start):
            dice.seed((company.seed << 40) + number)
            yield _Story(company, number, *values).row(dice.random)


responses = survey_rows
mentions = mention_rows


class _Story:
    """One conversation on its way from numbers to words."""

    __slots__ = ("agent", "case", "cause", "channel", "company", "csat", "csat_at", "customer", "facts", "first", "gesture", "helper",
                 "lines", "mood", "number", "opened", "parent", "purchase", "real", "reopened", "resolved", "rounds", "solved", "topic")  # fmt: skip

    def __init__(self, company: Company, number: int, *values: Any) -> None:
        self.company, self.number = company, number
        (self.opened, self.topic, self.channel, self.cause, self.agent, self.helper, self.first, self.real, self.resolved,
         self.reopened, self.solved, self.rounds, self.lines, self.customer, self.purchase, self.parent, self.gesture,
         self.csat, self.csat_at, self.mood) = values  # fmt: skip

    def row(self, dice: Dice) -> Row:
        """The conversation as `colere import conversations` reads it."""
        company, topic, people_ = self.company, TOPICS[self.topic], self.company.customers_
        language = LANGUAGES[people_.language[self.customer]]
        cause = company.plants.causes[self.cause - 1].name if self.cause else ""
        rules = voice(language, topic.name, cause)
        facts = self._facts(dice)
        case = self._case(dice)
        turns = Dialogue(case, rules, facts, dice).write()
        times = self._times(turns, dice)
        name, stamp = f"c-{self.number + 1}", company.year.stamp
        row: Row = {
            "id": name,
            "channel": CHANNELS[self.channel],
            "subject": self._subject(rules, facts, dice),
            "opened_at": stamp(self.opened),
            "resolved_at": stamp(self.resolved) if self.resolved != NEVER else None,
            "customer": self._contact(facts),
            "team": TEAMS[topic.team_number].name,
            "assignee": AGENT_EMAILS[self.agent] if self.first != NEVER else None,
            "topic": topic.name,
            "tags": self._tags(),
            "attributes": {"order": facts["order"]} if self.purchase != NEVER else {},
            "messages": self._messages(name, turns, times),
        }
        if self.csat:
            row["csat"] = {
                "score": self.csat,
                "comment": csat_comment(rules, facts, self.csat, hollow=case.hollow and self.real - self.first > 10_800, dice=dice),
                "at": stamp(self.csat_at),
            }
        return row

    def _facts(self, dice: Dice) -> Facts:
        people_, bought = self.company.customers_, self.company.purchases_
        topic, customer = TOPICS[self.topic], self.customer
        if self.purchase == NEVER:
            product, amount, order = _PRODUCT_OF[FALLBACK[topic.about]], 20 + 60 * dice(), order_number(int(dice() * max(len(bought), 1)))
        else:
            product, amount = PRODUCTS[bought.product[self.purchase]], float(bought.amount[self.purchase])
            order = order_number(self.purchase)
        full = people_.name(customer)
        given: Row = {
            "name": full.split(" ", 1)[0],
            "full": full,
            "town": people_.town(customer),
            "firm": people_.company(customer) or full,
            "order": order,
            "agent": AGENT_NAMES[self.agent if self.helper == NEVER else self.helper],
            "helper": AGENT_NAMES[self.agent],
            "team": topic.team,
        }
        if self.gesture:
            given["gift"] = int(self.gesture)
        month = self.company.year.date_of(int(self.opened // DAY_SECONDS)).month
        return Facts(dice, product, amount, month, given)

    def _case(self, dice: Dice) -> Case:
        style = int(self.company.customers_.details[self.customer] // 23 % 20)
        return Case(
            channel=CHANNELS[self.channel],
            mood=self.mood,
            rounds=self.rounds,
            solved=self.solved,
            is_again=self.parent != NEVER,
            hollow=self.first != NEVER and (self.real == NEVER or self.real > self.first),
            answered=self.real != NEVER,
            closed=self.resolved != NEVER,
            reopened=self.reopened != NEVER,
            gesture=self.gesture > 0,
            agent=self.agent,
            starter=self.agent if self.helper == NEVER else self.helper,
            kind=self.lines[0],
            confirms=self.lines[1],
            scripted=self.lines[2] and dice() < 0.8,
            offers=self.lines[5] and dice() < 0.5,
            style=STYLES.get(style, NEAT) if CHANNELS[self.channel] != "phone" else NEAT,
        )

    def _subject(self, rules: Rules, facts: Facts, dice: Dice) -> str:
        if CHANNELS[self.channel] not in ("email", "form"):
            return ""
        text = say(rules["subject"], dice) % facts
        return text[0].upper() + text[1:]

    def _contact(self, facts: Facts) -> Row:
        """The customer as a conversation names them."""
        people_, number = self.company.customers_, self.customer
        known = {"id": f"cu-{number + 1}", "name": facts["full"], "email": people_.email(number, facts["full"])}
        phone = people_.phone(number)
        return known | {"phone": phone} if phone else known

    def _tags(self) -> list[str]:
        tags = [tag for tag, has in (("repeat", self.parent != NEVER), ("made good", self.gesture > 0)) if has]
        return [*tags, "trade"] if self.company.customers_.firm[self.customer] >= 0 else tags

    def _times(self, turns: list[Turn], dice: Dice) -> list[float]:
        """A time for every turn: what the numbers say at the fixed points, in between in order and in working hours."""
        live = self.channel in (0, 2)
        end = self.resolved if self.resolved != NEVER else min(self.real + 86_400 * (0.02 if live else 2.5), self.company.year.horizon - 60)
        between = sum(1 for turn in turns if turn.at in (ANSWER + 1, LAST))
        gap = min(70.0 if live else 1e9, (end - self.real - 2) / max(between, 1))
        at, times = self.opened, []
        late = end - 45 * sum(1 for turn in turns if turn.at == LAST)
        for turn in turns:
            if turn.at == OPENING:
                at = self.opened if not times else at + 1
            elif turn.at == HELLO:
                at = self.first
            elif turn.at == ANSWER:
                at = self.real
            elif turn.at == AFTER:
                at = self.reopened if turn.sender == "customer" else _at_work(at + 1800 + dice() * 30_000)
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
