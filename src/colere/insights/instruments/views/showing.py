"""The answer of an instrument on a terminal: the sentence, a table, and what is taken for granted."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.table import Table
from rich.text import Text

from colere.insights.instruments.rules.findings import Finding
from colere.insights.instruments.views.report import Report, interval_words, remark, value_words
from colere.insights.instruments.views.wording import ASSUMPTIONS, FIGURES
from colere.platform.ui import words
from colere.stats.enough import State


def show(report: Report, console: Console, *, with_details: bool) -> None:
    """Print the report; figures that are details only where they were asked for."""
    console.print(Text(report.sentence), soft_wrap=True)
    shown = [figure for figure in report.figures if with_details or not figure.is_detail]
    if shown:
        console.print()
        console.print(_table(shown))
    hidden = len(report.figures) - len(shown)
    if hidden:
        said = ngettext("%(n)s further figure with --all.", "%(n)s further figures with --all.", hidden)
        console.print(Text(said % {"n": words.number(hidden)}, style="dim"))
    if report.assumptions:
        console.print()
        console.print(Text(_("Taken for granted:"), style="dim"))
        for code in report.assumptions:
            console.print(Text(f"- {ASSUMPTIONS[code]}", style="dim"), soft_wrap=True)


def _table(figures: Sequence[Finding]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("Figure"), overflow="fold")
    table.add_column("", overflow="fold")
    for head in (_("Value"), _("95% interval"), "n"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("")
    before = ""
    for figure in figures:
        name = str(FIGURES[figure.name])
        is_known = figure.state is State.OK
        bounds = interval_words(figure.low, figure.high, figure.unit) if is_known else ""
        cells = (figure.group or "", value_words(figure), bounds, words.number(figure.n), remark(figure))
        table.add_row(Text("" if name == before else name), *map(Text, cells))
        before = name
    return table
