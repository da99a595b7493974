"""Documentation that cannot fall behind: the reference pages are what the code says, and every domain has its page."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from colere.config import settings as settings_module
from tools import reference

pytestmark = pytest.mark.architecture

ROOT = Path(__file__).resolve().parents[2]


def test_generated_reference_pages_are_up_to_date() -> None:
    reference.set_up()
    assert reference.behind() == [], "run: .venv/bin/python tools/reference.py"


def test_every_environment_variable_is_documented() -> None:
    source = Path(settings_module.__file__).read_text()
    read = set(re.findall(r'(?:_env|_flag|environ\.get)\("([A-Z_]+)"', source)) - {"XDG_DATA_HOME"}
    assert read == set(settings_module.VARIABLES)


def test_every_event_payload_field_is_an_id_a_kind_or_a_figure() -> None:
    """Words, names and addresses must never be in the log: erasing a person does not touch it."""
    forbidden = {"text", "comment", "email", "phone", "words", "subject", "title", "body", "note_text"}
    for event in reference._events():
        assert not forbidden & set(event.__dataclass_fields__), f"{event.kind()} carries a person's words"


def test_every_domain_has_a_page() -> None:
    rooms = [
        c.label for c in apps.get_app_configs() if re.match(r"colere\.(foundation|care\.|culture\.|insights\.)", c.name)
    ]
    assert rooms
    for room in rooms:
        assert (ROOT / "docs" / "domains" / f"{room}.md").exists(), f"docs/domains/{room}.md is missing"
