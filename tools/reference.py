"""Writes the generated pages of docs/reference; `--check` says which are behind the code.

.venv/bin/python tools/reference.py [--check]
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import inspect
import os
import pkgutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
NOTE = "<!-- Made by tools/reference.py from the code. Change the code, then run it again. -->"


def first_sentence(text: str | None) -> str:
    """The first paragraph of a docstring on one line."""
    paragraph = inspect.cleandoc(text or "").split("\n\n")[0]
    return " ".join(paragraph.split()).replace("|", "\\|")


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def settings_page() -> str:
    """Every environment variable."""
    from colere.config import settings

    rows = [[f"`{name}`", text] for name, text in settings.VARIABLES.items()]
    intro = "Read once, at start, from the environment. Each secret can also be given as a file: `NAME_FILE=/path`."
    return f"# Settings\n\n{NOTE}\n\n{intro}\n\n{table(['variable', 'what it is for'], rows)}\n"


def permissions_page() -> str:
    """Every named permission and the roles that have it in general."""
    from colere.platform.accounts.roles import ROLE_LABELS, Role
    from colere.platform.permissions import Actor, all_permissions, allows

    def holders(name: str) -> str:
        def has(role: Role) -> bool:
            return allows(Actor(ref="account:0", account_id=0, roles=frozenset({role, Role.COLLEAGUE})), name)

        if has(Role.COLLEAGUE):
            return "everybody who is signed in"
        return ", ".join(str(ROLE_LABELS[role]).lower() for role in Role if has(role)) or "nobody by role alone"

    rows = [[f"`{p.name}`", str(p.label), holders(p.name)] for p in all_permissions()]
    intro = (
        "What a role has in general. For a single thing the policy may be narrower (a private team's conversations)."
    )
    return f"# Permissions\n\n{NOTE}\n\n{intro}\n\n{table(['name', 'what it allows', 'who has it'], rows)}\n"


def events_page() -> str:
    """Every event class with its payload."""
    intro = "Every line of the log has one of these kinds. Payloads hold ids, kinds and figures only."
    parts = [f"# Events\n\n{NOTE}\n\n{intro}"]
    for event in sorted(_events(), key=lambda e: e.kind()):
        fields = [[f"`{f.name}`", f"`{_type_name(f.type)}`"] for f in dataclasses.fields(event)]
        said = f"Version {event.version}. {first_sentence(event.__doc__)}"
        parts.append(f"## {event.kind()}\n\n{said}\n\n{table(['field', 'type'], fields)}")
    return "\n\n".join(parts) + "\n"


def _type_name(kind: Any) -> str:
    return (kind.__name__ if isinstance(kind, type) else str(kind)).replace("|", "or")


def _events() -> Iterator[Any]:
    from colere.platform.events import Event

    def below(parent: Any) -> Iterator[Any]:
        for child in parent.__subclasses__():
            if (
                child.subject is not Event.subject
                and not child.__subclasses__()
                and child.__module__.startswith("colere.")
            ):
                yield child
            yield from below(child)

    return below(Event)


def commands_page() -> str:
    """Every `colere` command with its options, as `--help` tells them."""
    from django.core.management import get_commands, load_command_class

    import colere

    ours = {name: app for name, app in get_commands().items() if isinstance(app, str) and app.startswith("colere.")}
    parts = [f"# Commands\n\n{NOTE}\n\n`colere COMMAND --help` shows the same."]
    assert colere.__version__
    for name in sorted(ours):
        parser = load_command_class(ours[name], name).create_parser("colere", name)
        rows = [[f"`{_option(a)}`", first_sentence(a.help)] for a in parser._actions if _is_ours(a)]
        section = f"## colere {name}\n\n{first_sentence(parser.description)}"
        parts.append(section + ("\n\n" + table(["argument", "what it does"], rows) if rows else ""))
    return "\n\n".join(parts) + "\n"


def measures_page() -> str:
    """Every measure that is declared in code."""
    from colere.platform.metrics.dimensions import CALENDAR, all_dimensions
    from colere.platform.metrics.facts import all_facts
    from colere.platform.metrics.measures import declared_measures

    intro = (
        "The catalogue, as `colere report` and every page know it. Each figure stands with its 95 % interval "
        "and with n; how they come about is told in [Honest numbers](../explanation/honest-numbers.md). "
        "Each promise with a rule adds `promise_kept:<name>`, each with a question `promise_felt:<name>` (both shares)."
    )
    rows = [
        [f"`{m.name}`", str(m.label), str(m.definition), m.unit, m.estimate.interval.replace("_", " "), f"`{m.fact}`"]
        for m in declared_measures()
    ]
    heads = ["name", "label", "what is counted", "unit", "interval", "fact"]
    parts = [f"# Measures\n\n{NOTE}\n\n{intro}\n\n{table(heads, rows)}"]
    dimensions = ", ".join(f"`{name}`" for name in [*(d.name for d in all_dimensions()), *CALENDAR])
    parts.append(f'## Dimensions\n\n{dimensions}. Rows without a value of the dimension are the group `""`.')
    for fact in all_facts():
        columns = [[f"`{name}`", kind, _dimension(fact, name)] for name, kind in fact.columns.items()]
        said = (
            f"One row for each `{fact.key}`; the day is that of `{fact.at}`. From: {', '.join(sorted(fact.kinds()))}."
        )
        parts.append(f"## Fact `{fact.name}`\n\n{said}\n\n{table(['column', 'type', 'dimension'], columns)}")
    return "\n\n".join(parts) + "\n"


def _dimension(fact: Any, column: str) -> str:
    return ", ".join(name for name, held in fact.dimensions.items() if held == column)


DJANGOS_OWN = {
    "help",
    "version",
    "verbosity",
    "settings",
    "pythonpath",
    "traceback",
    "no_color",
    "force_color",
    "skip_checks",
}


def _is_ours(action: argparse.Action) -> bool:
    return action.dest not in DJANGOS_OWN and action.help != argparse.SUPPRESS


def _option(action: argparse.Action) -> str:
    if not action.option_strings:
        return action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    takes_value = action.nargs != 0
    choices = "\\|".join(map(str, action.choices)) if action.choices else str(action.metavar or action.dest.upper())
    return f"{action.option_strings[-1]} {choices}" if takes_value else action.option_strings[-1]


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "permissions.md": permissions_page,
    "events.md": events_page,
    "commands.md": commands_page,
    "measures.md": measures_page,
}


def set_up() -> None:
    """Load the product and every module that registers something."""
    os.environ.setdefault("COLERE_HOME", tempfile.mkdtemp(prefix="colere-reference-"))
    os.environ["COLUMNS"] = "100"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "colere.config.settings")
    import django

    django.setup()
    import colere

    for module in pkgutil.walk_packages(colere.__path__, "colere."):
        if module.name.endswith(".events"):
            importlib.import_module(module.name)


def behind() -> list[str]:
    """The pages whose text is not what the code says today."""
    return [
        name for name, make in PAGES.items() if not (FOLDER / name).exists() or (FOLDER / name).read_text() != make()
    ]


def main() -> int:
    """Write the pages, or only check them."""
    set_up()
    if "--check" in sys.argv:
        late = behind()
        if late:
            sys.stdout.write("Behind the code: " + ", ".join(late) + ". Run: .venv/bin/python tools/reference.py\n")
        return bool(late)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (FOLDER / name).write_text(make())
    return 0


if __name__ == "__main__":
    sys.exit(main())
