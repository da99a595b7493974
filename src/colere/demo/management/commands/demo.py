"""`colere demo`: a simulated company to look at, loaded once and served."""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from colere.demo import loading
from colere.platform.errors import Conflict, Invalid

SIZES = ("tiny", "small", "medium", "large")
LOOK_AT = {
    "agent": "a day at the desk",
    "lead": "a team and its figures",
    "head_of_care": "everything; begin here",
    "people_partner": "people and what we believe",
    "executive": "promises, kept and felt",
    "operator": "imports, the log, how the system is",
    "colleague": "back office, one house",
}


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Show Colere with a simulated company of 40 people and a year of care in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--size", choices=SIZES, default="small", help="300, 3,000, 30,000 or 1,000,000 conversations."
        )
        parser.add_argument("--seed", type=int, default=1, help="The same number gives the same company.")
        parser.add_argument(
            "--until", type=_day, default=None, help="The last day of the simulated year (default: yesterday)."
        )
        parser.add_argument("--no-plants", action="store_true", help="The same company with nothing to be found in it.")
        parser.add_argument(
            "--write", type=Path, metavar="DIR", help="Write files for `colere import` instead of loading."
        )
        parser.add_argument(
            "--fresh", action="store_true", help="Replace the demo company that lives here by a new one."
        )
        parser.add_argument("--no-serve", action="store_true", help="Load and print the links, but do not serve.")
        parser.add_argument("--port", type=int, default=8000, help="The port to serve on.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["seed"] < 0:
            raise Invalid(_("A seed is 0 or more."))
        self.console = Console(file=getattr(self.stdout, "_out", sys.stdout), highlight=False, soft_wrap=True)
        if options["write"]:
            self.write(options)
            return
        self.house(options)
        self.invite(options["port"])
        if not options["no_serve"]:
            call_command("serve", port=options["port"], no_link=True)

    def write(self, options: dict[str, Any]) -> None:
        """Files instead of a house."""
        from colere.demo.writing import write_company

        folder: Path = options["write"]
        if folder.exists() and not folder.is_dir():
            raise Invalid(_("%(path)s is a file. Name a directory, which may be new.") % {"path": folder})
        write_company(
            self.simulate(options), folder, tell=lambda name, count: self.console.print(f"  {name}: {count:,}")
        )
        self.console.print(
            _("Written to %(path)s. manifest.json says what is planted.") % {"path": escape(str(folder))}
        )

    def simulate(self, options: dict[str, Any]) -> Any:
        """The company that was asked for."""
        from colere.demo.company import simulate

        self.console.print(_("Growing a company: size %(size)s, seed %(seed)s …") % options)
        return simulate(options["size"], options["seed"], until=options["until"], plants=not options["no_plants"])

    def house(self, options: dict[str, Any]) -> None:
        """A house in which the demo company lives; loads it where it does not."""
        if loading.is_taken_by_others():
            raise Conflict(
                _("There is another company’s data in %(home)s; the demo must not be mixed with it. Give the demo a "
                  "home of its own: COLERE_HOME=./demo-home colere demo") % {"home": settings.HOME}
            )  # fmt: skip
        lives = loading.tenant()
        if lives and options["fresh"]:
            loading.move_out()
            lives = None
        if lives and lives.is_complete:
            self.greet_again(lives, options)
            return
        self.load(options, lives)

    def greet_again(self, lives: loading.Tenant, options: dict[str, Any]) -> None:
        """Say who lives here, and plainly if that is not what was asked for or not of today."""
        behind = loading.days_behind(lives, datetime.now(tz=UTC).date())
        self.console.print(_("Marrowfield lives here already (size %(size)s, seed %(seed)s).") % vars(lives))
        if not lives.same_as(options["size"], options["seed"]) and _was_asked():
            self.console.print(_("You asked for another one: “colere demo --fresh” with your choice replaces it."))
        if behind:
            self.console.print(
                _("Its year ends on %(until)s, %(days)s days before yesterday. “colere demo --fresh” makes one up to "
                  "yesterday.") % {"until": lives.until, "days": behind}
            )  # fmt: skip

    def load(self, options: dict[str, Any], lives: loading.Tenant | None) -> None:
        """Simulate and move in, with progress."""
        begun = time.monotonic()
        if lives:
            options |= {
                "size": lives.size,
                "seed": lives.seed,
                "until": date.fromisoformat(lives.until),
                "no_plants": not lives.plants,
            }
            self.console.print(_("The last load was not finished; it goes on where it was."))
        company = self.simulate(options)
        columns = (
            TextColumn("  {task.description:<14}"),
            BarColumn(24),
            TextColumn("{task.completed:,}"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console, transient=True) as progress:
            tasks: dict[str, Any] = {}

            def tell(kind: str, done: int) -> None:
                if kind not in tasks:
                    tasks[kind] = progress.add_task(kind, total=None)
                if done >= 0:
                    progress.update(tasks[kind], completed=done)
                else:
                    progress.update(tasks[kind], total=1, completed=1, visible=False)

            loading.move_in(company, tell=tell)
        said = _(
            "Marrowfield has moved in: %(customers)s customers, %(conversations)s conversations, in %(seconds)s s."
        )
        self.console.print(
            said % {
                "customers": f"{len(company.customers_):,}",
                "conversations": f"{len(company.contacts):,}",
                "seconds": round(time.monotonic() - begun, 1),
            }
        )  # fmt: skip

    def invite(self, port: int) -> None:
        """One link for each role."""
        address = settings.BASE_URL if port == 8000 else f"http://127.0.0.1:{port}"
        self.console.print(_("\nCome in. Each link works once; “colere demo” gives new ones.\n"))
        for role, name, link in loading.ways_in(address):
            self.console.print(f"  [bold]{name}[/bold], {role.replace('_', ' ')}: {LOOK_AT[role]}")
            self.console.print(f"  [green]{link}[/green]\n")


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _was_asked() -> bool:
    return any(word.startswith(("--size", "--seed")) for word in sys.argv)
