"""`colere import`: bring in what a company has."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from colere.platform.errors import DomainError
from colere.platform.imports import all_kinds
from colere.platform.imports.actions import begin_run, finish_run, note_progress
from colere.platform.imports.engine import ImportResult
from colere.platform.imports.files import FileImport, FileResult, import_file, stem
from colere.platform.imports.mapping import ColumnMap, load_map
from colere.platform.imports.models import ImportRun
from colere.platform.imports.readers import FORMATS, RowSource
from colere.platform.metrics import catch_up
from colere.platform.permissions import system_actor

SOME_REJECTED, STOPPED = 3, 130
ACTOR = system_actor("import")


class Command(BaseCommand):
    help = "Bring in people, customers, conversations, responses, purchases or mentions."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = [kind.name for kind in all_kinds()]
        parser.add_argument("kind", metavar="KIND", choices=kinds, help=", ".join(kinds))
        parser.add_argument("files", metavar="FILE", nargs="+", help="A file, or - for standard input.")
        parser.add_argument("--map", metavar="MAP.toml", type=Path, help="Says how foreign columns are to be read.")
        parser.add_argument("--source", default="", help="Where the rows come from (the file's name without ending).")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and change nothing.")
        parser.add_argument("--json", action="store_true", help="For programs: the counts as one JSON object.")
        parser.add_argument("--format", choices=FORMATS, default="", help="Found out from the content otherwise.")
        parser.add_argument("--encoding", default="", help="Found out from the content otherwise.")
        parser.add_argument("--delimiter", default="", help="Of a CSV file; found out otherwise.")

    def handle(self, *args: Any, **options: Any) -> None:
        columns = load_map(options["map"]) if options["map"] else ColumnMap()
        session = _Session(as_json=options["json"])
        with session.listening():
            for name in options["files"]:
                session.take(_wanted(name, columns, options))
                if session.is_stopped:
                    break
        if any(result.created or result.updated for result in session.results) and not options["dry_run"]:
            catch_up()
        session.report()
        if session.is_stopped:
            raise SystemExit(STOPPED)
        if any(result.rejected for result in session.results):
            raise SystemExit(SOME_REJECTED)


def _wanted(name: str, columns: ColumnMap, options: dict[str, Any]) -> FileImport:
    beside = Path("stdin.rejected.csv" if name == "-" else f"{name}.rejected.csv")
    return FileImport(
        kind=options["kind"],
        path=name,
        source=options["source"],
        columns=columns,
        is_dry_run=options["dry_run"],
        format=options["format"],
        encoding=options["encoding"],
        delimiter=options["delimiter"],
        rejected=beside,
        fallback=Path(settings.FILES_DIR, "imports", beside.name),
    )


@dataclass
class _Session:
    """One call of the command: its files one after the other, what came of them, and whether Ctrl-C was pressed."""

    as_json: bool
    results: list[ImportResult] = field(default_factory=list)
    is_stopped: bool = False
    out: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))
    err: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))

    @contextmanager
    def listening(self) -> Iterator[None]:
        """While this lasts, one Ctrl-C (or SIGTERM) lets the rows at hand be finished; a second one ends at once."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self.is_stopped:
            raise KeyboardInterrupt
        self.is_stopped = True
        self.err.print(_("Finishing the rows at hand; once more Ctrl-C ends at once."))

    def take(self, wanted: FileImport) -> None:
        """Import one file and say how it went."""
        with self._progress(wanted) as tick:
            run = None if wanted.is_dry_run else self._begin(wanted)
            try:
                done = import_file(wanted, actor=ACTOR, on_tick=tick(run), should_stop=lambda: self.is_stopped)
            except DomainError as error:
                if run:
                    finish_run(run, result=None, failure=error.sentence, actor=ACTOR)
                raise
            if run:
                finish_run(run, result=done.result, actor=ACTOR)
        self.results.append(done.result)
        if not self.as_json:
            self._say(wanted, done)

    def _begin(self, wanted: FileImport) -> ImportRun:
        path = Path(wanted.path)
        size = path.stat().st_size if path.is_file() else None
        name = "stdin" if wanted.path == "-" else path.name
        return begin_run(
            kind=wanted.kind, source=wanted.source_name(), file_name=name, size=size, is_check=False, actor=ACTOR
        )

    @contextmanager
    def _progress(
        self, wanted: FileImport
    ) -> Iterator[Callable[[ImportRun | None], Callable[[ImportResult, RowSource], None]]]:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=self.err, transient=True, disable=not sys.stderr.isatty()) as progress:
            task = progress.add_task(stem(str(wanted.path)), total=None, rate="")

            def tick_for(run: ImportRun | None) -> Callable[[ImportResult, RowSource], None]:
                def tick(result: ImportResult, opened: RowSource) -> None:
                    rate = result.read / result.seconds if result.seconds else 0
                    said = _("%(rate)s rows/s") % {"rate": f"{rate:,.0f}"}
                    opened_input = opened.input
                    progress.update(task, total=opened_input.size, completed=opened_input.position, rate=said)
                    if run is not None and result.seconds - run.seconds >= 2:
                        note_progress(run, result=result, position=opened_input.position, actor=ACTOR)

                return tick

            yield tick_for

    def _say(self, wanted: FileImport, done: FileResult) -> None:
        result = done.result
        self.out.print(Text.assemble((f"{Path(str(wanted.path)).name}: ", "bold"), outcome_sentence(result)))
        if result.unused:
            names = ", ".join(f"“{name}”" for name in sorted(result.unused)[:12])
            self.out.print(_("Not used, because nothing here is called so: %(names)s.") % {"names": names}, style="dim")
        for one in result.refusals[:5]:
            self.out.print(Text.assemble((_("  line %(line)s  ") % {"line": one.line}, "yellow"), one.sentence))
        if done.rejected:
            count = result.rejected
            said = ngettext(
                "%(count)s row was not loaded. It is in %(path)s, with the reason.",
                "%(count)s rows were not loaded. They are in %(path)s, each with its reason.",
                count,
            )
            self.out.print(said % {"count": f"{count:,}", "path": done.rejected})
        if result.was_stopped:
            self.out.print(_("Stopped. Run the same command again to go on: what is loaded is not loaded twice."))

    def report(self) -> None:
        """The counts for programs: of all files together, and of each when there are several."""
        if not self.as_json:
            return
        each = [result.as_json() for result in self.results]
        total = dict(each[0]) if each else {}
        for one in each[1:]:
            total |= {name: total[name] + value for name, value in one.items() if type(value) in (int, float)}
        if len(each) > 1:
            total["files"] = each
        sys.stdout.write(json.dumps(total, ensure_ascii=False) + "\n")


def outcome_sentence(result: ImportResult) -> str:
    """What happened, or would happen, in one line."""
    counts = {name: f"{getattr(result, name):,}" for name in ("created", "updated", "merged", "unchanged", "rejected")}
    if result.is_dry_run:
        return (
            _("would create %(created)s, update %(updated)s (%(merged)s of them merged into what is known), ") % counts
            + _("leave %(unchanged)s as they are and refuse %(rejected)s. Nothing was changed.") % counts
        )
    said = _("%(created)s created, %(updated)s updated, %(unchanged)s unchanged, %(rejected)s refused") % counts
    rate = result.read / result.seconds if result.seconds else 0
    return said + _(" in %(seconds)s s (%(rate)s rows/s).") % {
        "seconds": f"{result.seconds:,.1f}",
        "rate": f"{rate:,.0f}",
    }
