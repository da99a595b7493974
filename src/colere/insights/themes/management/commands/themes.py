"""`colere themes`: what customers say, how often, and what of it grows."""

from __future__ import annotations

from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from colere.insights.problems.rules.finding import MINUTES
from colere.insights.problems.views.wording import hours_words
from colere.insights.themes.actions.drawing import FEWEST
from colere.insights.themes.actions.running import run_themes
from colere.insights.themes.models import Theme
from colere.insights.themes.queries.counting import count_themes, settled, usual_request
from colere.insights.themes.queries.kept import THEMES
from colere.insights.themes.queries.known import find_map, list_themes
from colere.insights.themes.rules.found import FoundThemes
from colere.insights.themes.views import wording
from colere.insights.themes.views.output import cost_of, in_order, themes_json
from colere.insights.themes.views.parts import share_words
from colere.platform.errors import DomainError
from colere.platform.kept.keeping import count_and_keep
from colere.platform.metrics.asked import add_asking_arguments, request_from
from colere.platform.permissions import SYSTEM
from colere.platform.ui import words

USAGE = 2


class Command(BaseCommand):
    help = "What customers say in their own words, how often, what it costs, and which of it grows."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        add_asking_arguments(parser, first="52 weeks before the last", last="the last that was read")
        parser.add_argument(
            "--minutes", metavar="N", type=int, default=MINUTES, help="Minutes of work for a contact. Default: 10."
        )
        parser.add_argument("--run", action="store_true", help="Read what is new first, instead of waiting for Monday.")
        parser.add_argument(
            "--anew", action="store_true", help="With --run: look for themes anew; what people have decided is kept."
        )
        parser.add_argument(
            "--words-only", action="store_true", help="With --run --anew: without the sentence encoder."
        )
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anew"] and not options["run"]:
            raise CommandError(_("--anew goes with --run."), returncode=USAGE)
        if options["minutes"] < 1:
            raise CommandError(_("A contact takes at least a minute."), returncode=USAGE)
        try:
            if options["run"]:
                self.read(anew=options["anew"], words_only=options["words_only"])
            request = request_from(**{name: options[name] for name in ("start", "end", "team", "channel")})
            asked = settled(request, actor=SYSTEM)
            found = count_themes(SYSTEM, request=asked) if asked is not None else None
        except DomainError as error:
            raise CommandError(error.sentence, returncode=USAGE) from error
        if found is None:
            raise CommandError(_("No themes have been found yet. “colere themes --run” looks for them now."))
        if options["json"]:
            self.stdout.write(themes_json(found, list_themes(SYSTEM), options["minutes"]))
        else:
            self.show(found, list_themes(SYSTEM), options["minutes"])

    def read(self, *, anew: bool, words_only: bool) -> None:
        """Read new words now, with a bar on the error stream."""
        console = Console(file=cast(IO[str], self.stderr), stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task(_("Reading"), total=None)

            def tell(step: str, done: int, total: int) -> None:
                bar.update(task, description=step, completed=done, total=total or None)

            run = run_themes(actor=SYSTEM, anew=anew, words_only=words_only, tell=tell)
        if run is None and find_map(SYSTEM) is None:
            said = {"n": FEWEST}
            raise CommandError(_("There are fewer than %(n)s texts of customers; themes need more.") % said)
        if run is None:
            raise CommandError(_("Another reading is at work just now. Please try again when it has ended."))
        usual = usual_request(SYSTEM)
        if usual is not None:
            count_and_keep(THEMES, question=usual, actor=SYSTEM)

    def show(self, found: FoundThemes, themes: dict[int, Theme], minutes: int) -> None:
        """The sentence, then the themes, then how they are found."""
        console = Console(file=cast(IO[str], self.stdout), highlight=False)
        console.print(wording.sentence(found, themes), markup=False)
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column(_("Theme"))
        for head in (_("Texts"), _("Of all that is said"), _("Work and 95% interval")):
            table.add_column(head, justify="right", no_wrap=True)
        table.add_column("")
        for theme in in_order(found, themes):
            tally, topic = found.tallies[theme.number], found.topic(theme.number)
            cost = cost_of(found, theme.number, minutes)
            states = ", ".join(text for text, _tone in wording.state_of(theme, topic, found.findings.end))
            work = hours_words(cost, minutes=1) if cost else ""
            label = f"{theme.number} {wording.label_of(theme)}"
            table.add_row(label, words.number(tally.n), share_words(tally.share), work, states)
        console.print(table)
        known = find_map(SYSTEM)
        for title, text in wording.methods(found, sees_words_only=bool(known and known.sees_words_only)):
            console.print(f"{title}: {text}", markup=False, style="dim")
