"""What the commands of the instruments share: their filters, progress, being stopped, and both forms of an answer."""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from colere.insights.instruments.queries.names import topic_from
from colere.insights.instruments.rules.steps import Step, Tell
from colere.insights.instruments.views.report import Report
from colere.insights.instruments.views.showing import show
from colere.insights.instruments.views.wording import STEPS
from colere.platform.errors import Invalid
from colere.platform.metrics import ReportRequest, catch_up
from colere.platform.metrics.asked import add_asking_arguments, request_from
from colere.platform.permissions import SYSTEM

USAGE, SOME_REFUSED, STOPPED = 2, 3, 130
SHOWN_REFUSALS = 5


class InstrumentCommand(BaseCommand):
    """A command that asks one instrument: it says what it needs in `add_own` and asks in `ask`."""

    requires_system_checks = ()
    has_channel = True

    def add_arguments(self, parser: CommandParser) -> None:
        add_asking_arguments(parser, has_channel=self.has_channel)
        parser.add_argument("--topic", metavar="TOPIC", help="Only this topic.")
        self.add_own(parser)
        parser.add_argument(
            "--all", action="store_true", dest="with_details", help="Every figure, not only the main ones."
        )
        parser.add_argument("--json", action="store_true", help="For programs.")

    def add_own(self, parser: CommandParser) -> None:
        """The arguments of this instrument alone."""

    def ask(self, request: ReportRequest, options: dict[str, Any], tell: Tell) -> Report:
        """The instrument's answer."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with _stoppable(), _progress() as tell:
                tell(Step.CATCHING_UP)
                catch_up()
                report = self.ask(_request(options), options, tell)
        except Invalid as error:
            raise CommandError(error.sentence, returncode=USAGE) from error
        except KeyboardInterrupt:
            sys.stderr.write(_("Stopped. Nothing was changed, and nothing half-counted is shown.") + "\n")
            raise SystemExit(STOPPED) from None
        if options["json"]:
            self.stdout.write(report.as_json())
        else:
            console = Console(file=cast(IO[str], self.stdout), highlight=False, soft_wrap=False)
            show(report, console, with_details=options["with_details"])
        self._say_refused(report)

    def _say_refused(self, report: Report) -> None:
        """Rows of a file that were not used, and the status that tells scripts so."""
        if not report.refused:
            return
        for sentence in report.refused[:SHOWN_REFUSALS]:
            sys.stderr.write(f"{sentence}\n")
        sys.stderr.write(_("%(n)s rows of the file were not used.") % {"n": len(report.refused)} + "\n")
        raise SystemExit(SOME_REFUSED)


def whole(text: str) -> int:
    """A whole number from 1 on, for arguments."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(_("“%(text)s” is not a whole number from 1 on.") % {"text": text})
    return int(text)


def _request(options: dict[str, Any]) -> ReportRequest:
    return request_from(
        start=options["start"],
        end=options["end"],
        team=options["team"],
        channel=options.get("channel"),
        topic=topic_from(options["topic"], actor=SYSTEM),
    )


@contextmanager
def _stoppable() -> Iterator[None]:
    """Ctrl-C is `KeyboardInterrupt` whoever notices it first: DuckDB makes an error of its own of it."""
    pressed = []

    def note(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    except RuntimeError as error:
        if pressed:
            raise KeyboardInterrupt from error
        raise
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress() -> Iterator[Tell]:
    """What is being done and for how long, on the error stream of a terminal; gone when there is an answer."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=None)
        yield lambda step: progress.update(task, description=str(STEPS[step]))
