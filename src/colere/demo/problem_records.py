"""What Marrowfield writes down about the problems that are planted in its year: who raised and who owned them, what was
found, changed and told, and when. What they cost and whether the change helped is left to the house to find out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from django.db import transaction

from colere.culture.improvement.actions.closing import close_problem
from colere.culture.improvement.actions.owning import give_problem
from colere.culture.improvement.actions.raising import ProblemFacts, open_problem
from colere.culture.improvement.actions.remarks import add_remark
from colere.culture.improvement.actions.steps import find_cause, make_change, tell_what_became
from colere.culture.improvement.models import Problem
from colere.culture.improvement.rules import Whom
from colere.foundation.models import Person
from colere.platform.permissions import Actor, actor_for

if TYPE_CHECKING:
    from colere.demo.company import Company


@dataclass(frozen=True, kw_only=True)
class Record:
    """One problem record. Days are counted from the first of the year; None: not that far yet."""

    title: str
    why: str
    topic: str
    raised_by: str
    raised: int
    owner: str | None = None
    cause: str = ""
    change: str = ""
    changed: int | None = None
    customers: str = ""
    colleagues: str = ""
    is_closed: bool = False
    remarks: tuple[tuple[str, str], ...] = ()


def records(company: Company) -> list[Record]:
    """The records of this company, in the order in which they were raised; none where nothing is planted."""
    plants = company.plants
    if not plants.planted:
        return []
    causes = {cause.name: cause for cause in plants.causes}
    changes = {change.topic: change for change in plants.changes}
    label, voucher = causes["smudged labels"], causes["vouchers refused at the till"]
    pump = causes["Brook pump leaks at the valve"]
    found = [
        _vouchers(voucher.start, voucher.end or company.year.days),
        _repairs(changes["repair status"].day),
        _invoices(changes["wrong invoice"].day),
        _labels(label.start, label.end or company.year.days),
        _pump(pump.start),
    ]
    return sorted(found, key=lambda record: record.raised)


def _vouchers(start: int, end: int) -> Record:
    return Record(
        title="The till refuses gift vouchers that are good",
        why="People stand before a present that does not work, and write to us instead of buying.",
        topic="voucher refused",
        raised_by="Agnes Thorne",
        raised=start + 6,
        owner="Sam Whitlock",
        cause="The new checkout reads a capital O in the code as a zero.",
        change="The checkout was mended: it takes both.",
        changed=end,
        customers="Everybody whose voucher was refused got a mail with an apology and the code once more.",
        colleagues="Told in the morning round of Billing, with thanks to Agnes who saw the pattern.",
        is_closed=True,
        remarks=(("Gareth Penn", "Seven today, all with codes from the spring card."),),
    )


def _repairs(day: int) -> Record:
    return Record(
        title="People ask where their repair stands",
        why="They cannot see it anywhere, and we cannot answer without walking to the bench.",
        topic="repair status",
        raised_by="Nell Hargreave",
        raised=day - 30,
        owner="Viktor Hale",
        cause="The bench notes what it does on paper; nothing of it reaches the customer.",
        change="A repair diary on the order page: the bench ticks off each step, the customer sees it.",
        changed=day,
        customers="A line in the confirmation says where to look.",
        colleagues="Shown at the desk of the Workshop; Viktor keeps the diary.",
        is_closed=True,
    )


def _invoices(day: int) -> Record:
    return Record(
        title="Invoices are taken for wrong ones",
        why="Every wrong invoice takes two of us a quarter of an hour.",
        topic="wrong invoice",
        raised_by="Margit Lowe",
        raised=day - 24,
        owner="Joan Pryor",
        cause="We think that the mail does not say what the invoice is for.",
        change="A new wording of the invoice mail.",
        changed=day,
        colleagues="Told to Billing, with the new wording.",
    )


def _labels(start: int, end: int) -> Record:
    return Record(
        title="Parcels go astray because their labels cannot be read",
        why="Customers wait twice: for the parcel, and for us to find out where it is.",
        topic="late delivery",
        raised_by="Ben Okafor",
        raised=start + 9,
        owner="Paul Osei",
        cause="The new label printer on packing line 2 smudges when the labels are still warm.",
        change="The printer was replaced.",
        changed=end,
        colleagues="Paul told Parcels and packing at the shift change.",
        remarks=(
            ("Hattie Moss", "The carrier's driver says it is always the blue pallets. Those are line 2."),
            ("Farid Aziz", "You can wipe the ink off with a thumb."),
        ),
    )


def _pump(start: int) -> Record:
    return Record(
        title="The Brook pump leaks at the valve",
        why="A pump that leaks after a week is a pond that is empty on Monday.",
        topic="leaking pump",
        raised_by="Arjun Rao",
        raised=start + 8,
        owner="Greta Lind",
        remarks=(("Stan Kowal", "All of them have the new valve. The old ones never did that."),),
    )


def write_down(company: Company) -> None:
    """Write the records into the house by its own actions, each by who did it and on its day. Once."""
    if Problem.objects.exists():
        return
    people = {person.name: person for person in Person.objects.filter(account__isnull=False).select_related("account")}
    for record in records(company):
        with transaction.atomic():
            _write(record, _Days(company), people)


class _Days:
    """Days of the simulated year as moments, none after its end."""

    def __init__(self, company: Company) -> None:
        self.year = company.year

    def date(self, day: int) -> date:
        return min(self.year.date_of(day), self.year.until)

    def at(self, day: int, hour: int = 9) -> datetime:
        return datetime.combine(self.date(day), time(hour), tzinfo=UTC)


def _write(record: Record, days: _Days, people: dict[str, Person]) -> None:
    def actor(name: str) -> Actor:
        account = people[name].account
        assert account is not None  # only those with one are in the dict
        return actor_for(account)

    facts = ProblemFacts(title=record.title, why=record.why, topic=record.topic)
    problem = open_problem(facts=facts, at=days.at(record.raised), actor=actor(record.raised_by))
    for number, (name, text) in enumerate(record.remarks, start=1):
        add_remark(problem, text=text, at=days.at(record.raised + number, 11), actor=actor(name))
    if record.owner is None:
        return
    owner = actor(record.owner)
    give_problem(problem, owner=people[record.owner], at=days.at(record.raised + 2), actor=actor("Ruth Adeyemi"))
    if not record.cause or record.changed is None:
        return
    last = record.changed
    find_cause(problem, text=record.cause, at=days.at(max(last - 6, record.raised + 3)), actor=owner)
    make_change(problem, text=record.change, made_on=days.date(last), at=days.at(last, 15), actor=owner)
    for whom, words in ((Whom.CUSTOMERS, record.customers), (Whom.COLLEAGUES, record.colleagues)):
        if words:
            told = days.date(last + 2)
            tell_what_became(problem, whom=whom, text=words, told_on=told, at=days.at(last + 2, 10), actor=owner)
    if record.is_closed:
        close_problem(problem, at=days.at(last + 30), actor=owner)
