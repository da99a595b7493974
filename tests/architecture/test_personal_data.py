"""No table that holds a person can be forgotten: each is in the register that export and erasure walk."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from colere.platform.audit.personal import personal_tables
from tests.architecture.test_models import our_models

PEOPLE = {"customers.Customer": "customer", "foundation.Person": "person", "accounts.Account": "account"}


def test_every_table_that_points_at_a_person_is_registered():
    known = {(one.table, one.of, one.path) for one in personal_tables()}
    missing = [
        (model._meta.label, PEOPLE[field.related_model._meta.label], field.name)
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.label in PEOPLE
        and field.name != "merged_into"  # the same table: the record itself is registered
    ]
    missing = [one for one in missing if one not in known]
    assert not missing, f"Register them with register_personal (platform/audit/personal.py): {missing}"


def test_the_people_themselves_are_registered():
    assert {one.table for one in personal_tables() if not one.path} == set(PEOPLE)


def test_every_registered_table_way_and_word_exists():
    for one in personal_tables():
        model = apps.get_model(one.table)
        step = model
        for name in filter(None, one.path.split("__")):
            step = step._meta.get_field(name).related_model
        assert step._meta.label == {whose: label for label, whose in PEOPLE.items()}[one.of], one
        for word in one.words:
            try:
                model._meta.get_field(word)
            except FieldDoesNotExist:
                raise AssertionError(f"{one.table} has no column {word}") from None


def test_blanking_names_its_words_and_keeping_gives_its_reason():
    for one in personal_tables():
        assert (one.erase != "blank" or one.words) and (one.erase != "keep" or one.why), one
