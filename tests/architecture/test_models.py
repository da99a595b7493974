"""Tables follow the storeys too: what lies below never points up, and never knows who points at it."""

import ast
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from tests.architecture.house import SRC, height, python_files, short, tree


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("colere.")]


def our_foreign_keys() -> Iterator[tuple[type[models.Model], models.Field]]:
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, (models.ForeignKey, models.OneToOneField, models.ManyToManyField)):
                yield model, field


def test_foreign_keys_point_down_or_stay_at_home():
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model, field in our_foreign_keys()
        if field.related_model._meta.app_label != model._meta.app_label
        and field.related_model.__module__.startswith("colere.")
        and height(field.related_model.__module__) >= height(model.__module__)
    ]
    assert not wrong, f"A lower or neighbouring room must not be known by key: {wrong}"


def test_a_foreign_key_to_another_room_leaves_no_name_there():
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model, field in our_foreign_keys()
        if field.related_model._meta.app_label != model._meta.app_label
        and field.remote_field.related_name != "+"
        and not issubclass(model, _inherited_from_django())
    ]
    assert not wrong, f"Set related_name='+': {wrong}"


def _inherited_from_django() -> tuple[type, ...]:
    from django.contrib.auth.models import PermissionsMixin

    return (PermissionsMixin,)


def test_migrations_are_linear_and_know_no_app_code():
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None, ignore_no_migrations=True)
    assert not loader.detect_conflicts()
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("colere.")}
    for label in ours & loader.migrated_apps:
        leaves = loader.graph.leaf_nodes(label)
        assert len(leaves) == 1, f"{label} has several last migrations: {leaves}"
        for key in (key for key in loader.graph.nodes if key[0] == label):
            parents = [parent for parent in loader.graph.node_map[key].parents if parent.key[0] == label]
            assert len(parents) <= 1, f"{key} joins several lines"


ALLOWED_IN_MIGRATIONS = ("colere.platform.search.operations", "colere.platform.events.operations")


def test_migrations_import_no_models_of_the_day():
    wrong = [
        f"{short(file)}: {node.module}"
        for file in python_files(SRC)
        if file.parent.name == "migrations"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("colere.")
        and not str(node.module).startswith(ALLOWED_IN_MIGRATIONS)
    ]
    assert not wrong, f"A migration must still run when the code has changed: {wrong}"


def test_every_table_says_what_a_row_is():
    silent = [
        model._meta.label
        for model in our_models()
        if (model.__doc__ or f"{model.__name__}(").startswith(f"{model.__name__}(")
    ]
    assert not silent, f"These need a docstring: {silent}"
