import datetime as dt
from decimal import Decimal

import pytest

from colere.care.customers.models import AttributeDefinition, Consent, Customer, CustomerIdentity, Purchase
from tests.domains.loading import counts, load, sentences

pytestmark = pytest.mark.django_db

ADA = {
    "id": "cu-9", "name": "Ada Moss", "email": "ada@example.org", "phone": "+49 30 123456", "company": "Moss & Co",
    "birthday": "1988-11-02", "customer_since": "2023-04-15", "consent_email": "yes", "language": "en",
    "Plan type": "gold", "seats": "12", "renews": "2026-09-01", "beta": "true",
}  # fmt: skip


def test_a_customer_comes_with_company_consent_and_any_further_facts():
    assert counts(load("customers", [ADA])) == (1, 0, 0, 0)
    found = Customer.objects.select_related("company").get()
    assert (found.name, found.company and found.company.name, found.birthday) == (
        "Ada Moss",
        "Moss & Co",
        dt.date(1988, 11, 2),
    )
    assert found.attributes == {"plan_type": "gold", "seats": 12, "renews": "2026-09-01", "beta": True}
    types = dict(AttributeDefinition.objects.values_list("key", "type"))
    assert types == {"plan_type": "text", "seats": "number", "renews": "date", "beta": "flag"}
    assert Consent.objects.get().is_given


def test_the_same_list_twice_changes_nothing(published):
    load("customers", [ADA])
    before = len(published())
    assert counts(load("customers", [ADA])) == (0, 0, 1, 0)
    assert len(published()) == before


def test_a_shared_address_joins_two_rows_and_a_second_import_still_changes_nothing():
    rows = [ADA, {"id": "cu-10", "name": "A. Moss", "email": "ada@example.org"}]
    result = load("customers", rows)
    assert (result.created, result.updated, result.merged) == (1, 1, 1)
    assert Customer.objects.count() == 1
    assert counts(load("customers", rows)) == (0, 0, 2, 0)


def test_somebody_known_from_a_conversation_is_completed():
    message = {"at": "2026-03-01T09:00:00Z", "from": "customer", "text": "x"}
    load(
        "conversations", [{"id": "c", "customer": {"id": "cu-9", "name": "Ada"}, "messages": [message]}], source="desk"
    )
    result = load("customers", [ADA], source="customers")
    assert (result.created, result.merged) == (0, 1)
    assert Customer.objects.get().name == "Ada Moss"
    assert load("customers", [ADA], source="customers", dry_run=True).unchanged == 1


def test_a_dry_run_says_how_many_would_be_merged():
    load("customers", [{"id": "1", "email": "ada@example.org"}], source="shop")
    result = load("customers", [ADA], source="desk", dry_run=True)
    assert result.as_json()["merged"] == 1
    assert CustomerIdentity.objects.filter(kind="source").count() == 1


def test_a_value_of_the_wrong_type_is_refused_where_the_type_was_known():
    load("customers", [ADA])
    result = load("customers", [ADA | {"seats": "many"}, {"id": "2", "seats": "3"}])
    assert counts(result) == (1, 0, 0, 1)
    assert sentences(result) == ["“seats” should be a number, but is “many”."]


def test_a_withdrawn_consent_is_one_more_line_and_the_older_stays():
    load("customers", [ADA])
    load("customers", [ADA | {"consent_email": "no"}])
    assert list(Consent.objects.order_by("pk").values_list("is_given", flat=True)) == [True, False]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "ada", "“email” is no e-mail address: “ada”."),
        ("phone", "12345", "“phone” is no telephone number with its country"),
        ("birthday", "2999-01-01", "“birthday” is no likely date"),
        ("birthday", "1.2.1980", "“birthday” is no date that can be read: “1.2.1980”. Write it as 2026-03-01."),
        ("customer_since", "1800-01-01", "“customer_since” is no likely date"),
        ("consent_email", "maybe", "“consent_email” should be yes or no, but is “maybe”."),
        ("id", "", "“id” is missing."),
        ("id", 10**30, None),
        ("name", ["Ada"], "“name” should be text"),
    ],
)
def test_each_wrong_value_gets_its_sentence(field: str, value: object, sentence: str | None):
    result = load("customers", [ADA | {field: value}])
    if sentence is None:
        assert counts(result) == (1, 0, 0, 0)
        return
    assert counts(result) == (0, 0, 0, 1)
    assert sentences(result)[0].startswith(sentence)


def test_purchases_find_or_add_their_customer(published):
    load("customers", [ADA], source="customers")
    rows = [
        {"id": "o-1", "customer": "cu-9", "at": "2026-02-01", "amount": "49.90", "currency": "eur", "product": "Lamp"},
        {"id": "o-2", "customer": "new@example.org", "at": 1_770_000_000, "amount": -5, "quantity": 2},
    ]
    assert counts(load("purchases", rows, source="shop")) == (2, 0, 0, 0)
    first = Purchase.objects.get(external_id="o-1")
    assert (first.customer.name, first.amount, first.currency) == ("Ada Moss", Decimal("49.90"), "EUR")
    assert Customer.objects.count() == 2
    assert counts(load("purchases", rows, source="shop")) == (0, 0, 2, 0)
    assert counts(load("purchases", [rows[0] | {"amount": 50}], source="shop")) == (0, 1, 0, 0)
    assert published("customers.PurchaseRecorded")[-1].payload["amount"] == "50.00"


def test_a_purchase_without_a_usable_amount_is_refused():
    for amount in ("free", "NaN", "1e99", True, "9" * 50):
        assert load("purchases", [{"id": "o", "customer": "c", "at": "2026-01-01", "amount": amount}]).rejected == 1
