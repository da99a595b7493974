"""The company as it is told: same seed, shapes, times, memory."""

import hashlib
import json
import tracemalloc
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import numpy as np
import orjson
import pytest

from colere.demo.cast import AGENTS, PEOPLE, TEAMS
from colere.demo.clock import Year, easter, public_holidays
from colere.demo.company import simulate
from colere.demo.contacts import NEVER
from colere.demo.linking import Links, come_back
from colere.demo.roster import SLOT, SLOTS_A_DAY
from colere.demo.sizes import DAYS
from colere.demo.topics import CHANNELS
from colere.demo.writing import write_company
from tests.demo.companies import UNTIL, company, told


def digest(simulated):
    found = hashlib.sha256()
    for rows in [*simulated.kinds().values(), *simulated.tables().values()]:
        for row in rows:
            found.update(orjson.dumps(row))
    found.update(json.dumps(simulated.manifest()).encode())
    return found.hexdigest()


def test_the_same_seed_gives_the_same_company_to_the_last_letter():
    assert digest(simulate("tiny", 5, until=UNTIL)) == digest(simulate("tiny", 5, until=UNTIL))


def test_another_seed_gives_another_company():
    assert digest(company(seed=1)) != digest(company(seed=2))


def test_rows_can_be_told_twice_and_from_the_middle_of_nothing():
    simulated = company()
    first = list(simulated.conversations())
    assert list(simulated.conversations())[:20] == first[:20]


def test_the_first_customers_are_the_same_in_a_larger_company():
    few, many = company("tiny").customers(), company("small").customers()
    assert [next(few) for _ in range(100)] == [next(many) for _ in range(100)]


@pytest.mark.parametrize(("size", "count"), [("tiny", 300), ("small", 3_000), ("medium", 30_000)])
def test_a_size_has_exactly_its_number_of_conversations(size, count):
    assert len(company(size).contacts) == count


def test_there_are_forty_people_in_five_teams_with_every_role():
    people = list(company().people())
    assert (len(people), len(TEAMS)) == (40, 5)
    assert len({person["email"] for person in people}) == 40
    assert {person["role"] for person in people} == {
        "Agent", "Team lead", "Head of care", "People partner", "Executive", "Operator", "Colleague",
    }  # fmt: skip
    assert {person["manager"] for person in people} <= {person["email"] for person in people} | {""}


def test_nobody_leads_themselves_by_way_of_others():
    manager = {person.id: person.manager for person in PEOPLE}
    for person in PEOPLE:
        seen, at = set(), person.id
        while at:
            assert at not in seen
            seen.add(at)
            at = manager[at]


def test_conversations_have_the_promised_shape():
    emails = {person.email for person in PEOPLE}
    customers = {row["id"] for row in company("small").customers()}
    for row in told():
        assert row["channel"] in CHANNELS
        assert row["customer"]["id"] in customers
        assert row["assignee"] is None or row["assignee"] in emails
        assert row["messages"][0]["from"] in ("customer", "system")
        assert all(message["text"].strip() for message in row["messages"])
        assert all(message.get("author") in emails for message in row["messages"] if message["from"] == "agent")
        assert "csat" not in row or 1 <= row["csat"]["score"] <= 5


def test_times_are_in_order_and_nothing_happens_after_the_last_day():
    end = (UNTIL + timedelta(days=1)).isoformat()
    for row in told():
        times = [message["at"] for message in row["messages"]]
        assert times == sorted(times)
        assert times[0] >= row["opened_at"]
        assert times[-1] <= end
        assert (row["resolved_at"] or row["opened_at"]) >= row["opened_at"]
        assert row["resolved_at"] is None or row["resolved_at"] <= end
        assert "csat" not in row or row["resolved_at"] <= row["csat"]["at"] <= end
    for kind in ("responses", "purchases", "mentions"):
        assert all(row["at"] <= end for row in company("small").kinds()[kind])


def test_a_customer_who_writes_after_the_end_is_one_who_came_back():
    simulated = company("small")
    late = 0
    for number, row in enumerate(told()):
        after = [
            m
            for m in row["messages"]
            if m["from"] == "customer" and row["resolved_at"] and m["at"] > row["resolved_at"]
        ]
        assert bool(after) == bool(simulated.handling.reopened[number] >= 0), row["id"]
        late += bool(after)
    assert late > 100


def test_answers_name_conversations_and_people_that_exist():
    conversations = {f"c-{number + 1}" for number in range(len(company("small").contacts))}
    kinds = Counter()
    for row in company("small").responses():
        kinds[row["kind"]] += 1
        assert row.get("conversation", "c-1") in conversations
        low, high = {"recommend": (0, 10), "effort": (1, 7)}.get(row["kind"], (1, 5))
        assert low <= row["score"] <= high
    assert {"recommend", "effort", "felt-answer-in-an-hour", "felt-told-once", "look-back", "look-back-solved"} <= set(
        kinds
    )


def test_purchases_belong_to_customers_who_are_customers_by_then():
    since = {row["id"]: row["customer_since"] for row in company("small").customers()}
    rows = list(company("small").purchases())
    assert all(row["at"][:10] >= since[row["customer"]] for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)


def test_every_customer_has_an_address_of_their_own_and_invented_phone_numbers():
    rows = list(company("medium").customers())
    emails = [row["email"] for row in rows if row["email"]]
    assert len(set(emails)) == len(emails)
    assert all(email.endswith(("@example.org", "@example.net", "@example.com")) for email in emails)
    assert all(email.isascii() and " " not in email for email in emails)
    phones = Counter(row["phone"] for row in rows if row["phone"])
    assert len(phones) > 2_000
    assert max(phones.values()) == 1


def test_some_customers_are_known_twice_by_name_and_mailbox():
    rows = {row["id"]: row for row in company("medium").customers()}
    doubles = company("medium").manifest()["truths"]["doubles"]
    assert len(doubles) > 100
    for one in doubles:
        first, second = rows[one], rows[f"{one}-b"]
        assert first["name"] == second["name"]
        assert first["email"].split("@")[0] == second["email"].split("@")[0]
        assert first["email"] != second["email"]


def test_nobody_answers_by_phone_while_the_team_is_closed():
    simulated = company("medium")
    calls = simulated.contacts.channel == CHANNELS.index("phone")
    slots = (simulated.contacts.opened[calls] // SLOT).astype(int)
    assert simulated.roster.open[simulated.contacts.team[calls], slots].mean() > 0.995


def test_a_team_is_never_alone_while_it_is_open():
    roster = company().roster
    for team in range(len(TEAMS)):
        members = [number for number, agent in enumerate(AGENTS) if agent.team == TEAMS[team].name]
        assert (roster.on_shift[members].any(axis=0) >= roster.open[team]).all()


def test_nobody_works_before_they_were_hired():
    newcomer = next(number for number, agent in enumerate(AGENTS) if agent.hired_days_ago < DAYS)
    first = DAYS - AGENTS[newcomer].hired_days_ago
    assert not company().roster.on_shift[newcomer][: (first - 1) * SLOTS_A_DAY].any()


def test_holidays_of_a_year_are_those_of_england():
    assert easter(2026) == date(2026, 4, 5)
    assert public_holidays(2026) == [
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25), date(2026, 8, 31),
        date(2026, 12, 25), date(2026, 12, 28),
    ]  # fmt: skip


def test_local_time_becomes_utc_on_both_sides_of_the_change_of_clocks():
    year = Year(UNTIL)
    winter, summer = (date(2026, 1, 15) - year.first).days, (date(2026, 5, 15) - year.first).days
    assert year.stamp(winter * 86_400 + 9 * 3600) == "2026-01-15T09:00:00Z"
    assert year.stamp(summer * 86_400 + 9 * 3600) == "2026-05-15T08:00:00Z"
    assert year.moment(winter * 86_400) == datetime(2026, 1, 15, tzinfo=UTC)


def test_words_are_not_kept_in_memory():
    rows = company("medium").conversations()
    for _row in islice(rows, 500):
        pass
    tracemalloc.start()
    for _row in islice(rows, 500):
        pass
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept < 2**20, "a few words that were found for the first time, not five hundred conversations"


def test_numbers_of_a_year_are_small():
    contacts, handling = company("medium").contacts, company("medium").handling
    arrays = [getattr(part, name) for part in (contacts, handling) for name in part.__dataclass_fields__]
    assert sum(array.nbytes for array in arrays if isinstance(array, np.ndarray)) / len(contacts) < 100


def test_files_are_written_for_every_kind_with_a_manifest(tmp_path):
    written = write_company(company(), tmp_path)
    assert {path.name for path in written} >= {
        "people.csv", "customers.csv", "purchases.csv", "conversations.jsonl", "responses.csv", "mentions.csv",
        "quality_sheets.jsonl", "pulses.jsonl", "gestures.jsonl", "interviews.jsonl", "contracts.jsonl",
        "manifest.json",
    }  # fmt: skip
    before = {path: path.read_bytes() for path in written}
    write_company(company(), tmp_path)
    assert before == {path: path.read_bytes() for path in written}
    assert json.loads((tmp_path / "manifest.json").read_text())["counts"]["conversations"] == 300


def test_a_matter_that_comes_back_five_times_in_a_week_is_the_same_customers_each_time():
    """It happens once in a million conversations, and ended the large company in its tenth minute."""
    once = np.array([7, 9] + [NEVER] * 5)
    none, floats = np.zeros(7, dtype=bool), np.zeros(7)
    parent = np.array([NEVER, NEVER, 0, 2, 3, 4, 5])
    links = Links(once.copy(), once.copy(), parent, none, floats, none, floats, floats)

    come_back(np.flatnonzero(parent != NEVER), links)

    assert links.customer.tolist() == links.purchase.tolist() == [7, 9, 7, 7, 7, 7, 7]
