"""Many rows at once: what is written is what the ORM would have written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from colere.care.customers.models import Customer, Purchase
from colere.platform.imports.bulk import ROWS, insert_objects, update_objects
from colere.platform.imports.models import Source

pytestmark = pytest.mark.django_db


def test_each_row_gets_its_own_values_and_no_other_row_is_touched():
    names = [f"Customer {number}" for number in range(ROWS + 2)]
    customers = [Customer(name=name) for name in names]
    insert_objects(customers)
    for one in customers[1:]:
        one.name, one.birthday, one.attributes = one.name.upper(), date(1990, 5, 1), {"size": one.pk, "likes": ["tea"]}

    update_objects(customers[1:], ["name", "birthday", "attributes"])

    rows = Customer.objects.order_by("pk").values_list("name", "birthday", "attributes")
    assert rows[0] == (names[0], None, {})
    assert list(rows[1:]) == [
        (name.upper(), date(1990, 5, 1), {"size": one.pk, "likes": ["tea"]})
        for name, one in zip(names[1:], customers[1:], strict=True)
    ]


def test_times_money_and_nothing_are_written_as_they_are():
    source, customer = Source.objects.create(name="shop"), Customer.objects.create(name="Ada Moss")
    at = datetime(2026, 3, 1, 9, 0, 0, 250_000, tzinfo=UTC)
    known = {"source": source, "customer": customer, "at": at, "currency": "GBP"}
    bought = [Purchase(**known, external_id=id, amount=Decimal("9.90"), product="lamp") for id in ("1", "2")]
    insert_objects(bought)
    bought[0].at, bought[0].amount, bought[0].product = at.replace(hour=11), Decimal("12.35"), "it's %s"
    customer.birthday, customer.company_id = None, None

    update_objects(bought, ["at", "amount", "product"])
    update_objects([customer], ["birthday", "company"])

    assert list(Purchase.objects.order_by("pk").values_list("at", "amount", "product")) == [
        (at.replace(hour=11), Decimal("12.35"), "it's %s"),
        (at, Decimal("9.90"), "lamp"),
    ]
    assert Customer.objects.values_list("birthday", "company").get() == (None, None)


def test_nothing_to_write_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        update_objects([], ["name"])
        update_objects([Customer(pk=1, name="Ada Moss")], [])
