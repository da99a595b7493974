"""The base of every app: a room of the house finds its own permissions, measures, handlers, extensions and jobs."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig

FURNITURE = ("permissions", "metrics", "handlers", "extensions", "jobs")


class Room(AppConfig):
    """An app config that imports what its room plugs into the platform, in a fixed order."""

    default_auto_field = "django.db.models.BigAutoField"
    default = (
        False  # Django takes the one config of a module that says `default`: never this base, always the room's own
    )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True

    def ready(self) -> None:
        """Import `permissions`, `metrics`, `handlers`, `extensions` and `jobs` where the room has them."""
        for module in FURNITURE:
            name = f"{self.name}.{module}"
            if find_spec(name) is not None:
                import_module(name)
