from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colere.care.customers.rules.attributes import Unfit, key_of, read_attribute
from colere.care.customers.rules.identities import (
    normalise_email,
    normalise_handle,
    normalise_phone,
    read_identity,
    show_phone,
)
from colere.care.customers.rules.likeness import (
    OFFERED_FROM,
    Portrait,
    blocking_keys,
    candidate_pairs,
    likeness,
    name_similarity,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (" Ada@Example.ORG ", "ada@example.org"),
        ("Ada Moss <ada@example.org>", "ada@example.org"),
        ("mailto:ada@example.org", "ada@example.org"),
        ("ada+news@example.org", "ada+news@example.org"),
        ("ada@example", None),
        ("ada@@example.org", None),
        ("ada..moss@example.org", None),
        ("two words@example.org", None),
        ("a" * 250 + "@example.org", None),
    ],
)
def test_an_address_has_one_way_of_writing(text, value):
    assert normalise_email(text) == value


@pytest.mark.parametrize(
    ("text", "country", "value"),
    [
        ("030 123456", "DE", "+4930123456"),
        ("+49 (0)30 123456", "", "+4930123456"),
        ("0049 30 123456", "de", "+4930123456"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("030 123456", "", None),
        ("12", "DE", None),
        ("call me", "DE", None),
    ],
)
def test_a_number_without_a_country_code_is_one_of_the_companys_country(text, country, value):
    assert normalise_phone(text, country=country) == value


def test_a_number_is_shown_as_people_read_it():
    assert show_phone("+4930123456") == "+49 30 123456"
    assert show_phone("no number") == "no number"


def test_a_handle_carries_its_network():
    assert normalise_handle("Mastodon", "@Ada@example.social") == "mastodon:ada@example.social"
    assert normalise_handle("", "ada") is None


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused_but_never_breaks(text):
    identity = read_identity(text, country="DE")
    if identity is not None:
        assert identity.kind in ("email", "phone", "handle")
        assert read_identity(identity.value, country="DE") == identity


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "12", 12),
        ("number", " 3.5 ", 3.5),
        ("date", "2026-03-01", "2026-03-01"),
        ("flag", "Yes", True),
        ("flag", "nein", False),
        ("choice", "GOLD", "Gold"),
        ("text", "  x ", "x"),
        ("number", "", None),
    ],
)
def test_a_fact_is_kept_in_its_type(kind, text, value):
    assert read_attribute(kind, text, choices=["Gold", "Silver"]) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [("number", "many"), ("number", "inf"), ("date", "1 March"), ("flag", "perhaps"), ("choice", "Tin")],
)
def test_a_fact_that_does_not_fit_its_type_is_refused(kind, text):
    with pytest.raises(Unfit):
        read_attribute(kind, text, choices=["Gold"])


def test_the_key_of_a_fact_comes_from_its_label():
    assert key_of("Größe des Haushalts (alt)") == "grosse_des_haushalts_alt"


def test_the_order_of_a_name_and_its_accents_do_not_matter():
    assert name_similarity("Moss, Ada", "ada móss") == 1
    assert name_similarity("", "Ada") == 0


def test_a_name_alone_is_not_enough_to_offer_two_records():
    assert likeness(Portrait(1, "Ada Moss"), Portrait(2, "Ada Moss")).score < OFFERED_FROM


def test_a_name_with_the_same_mailbox_elsewhere_is_offered_with_its_reasons():
    one = Portrait(1, "Ada Moss", emails=("ada.moss@example.org",))
    other = Portrait(2, "Moss Ada", emails=("adamoss@example.com",))
    found = likeness(one, other)
    assert found.score >= OFFERED_FROM
    assert set(found.reasons) == {"same_name", "same_mailbox"}


def test_another_birthday_speaks_against_one_person():
    one = Portrait(1, "Ada Moss", phones=("+4930123456",), birthday=date(1980, 1, 1))
    other = Portrait(2, "Ada Moss", phones=("+4940123456",), birthday=date(1990, 1, 1))
    found = likeness(one, other)
    assert found.score < OFFERED_FROM
    assert found.reasons[-1] == "other_birthday"


def test_a_common_mailbox_brings_nobody_together():
    assert not [key for key in blocking_keys(Portrait(1, "Ada", emails=("info@example.org",))) if key.startswith("m:")]


def test_names_that_sound_alike_share_a_key():
    keys = [set(blocking_keys(Portrait(n, name))) for n, name in enumerate(["Anna Meyer", "Anna Maier"])]
    assert keys[0] & keys[1]


def test_only_records_with_a_common_key_are_compared_and_each_pair_once():
    keyed = [("a", 1), ("a", 2), ("b", 2), ("b", 1), ("c", 3)]
    assert list(candidate_pairs(keyed)) == [(1, 2)]


def test_a_key_that_many_share_says_nothing():
    assert list(candidate_pairs(("a", n) for n in range(1, 40))) == []
    assert list(candidate_pairs([])) == []
