"""Steps under one another and the ways between them: what directly follows what, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from colere.platform.ui import words
from colere.platform.ui.charts.height import ways_height
from colere.platform.ui.charts.labels import Label, Period, days_of, file_name


@dataclass(frozen=True, slots=True)
class WaysNode:
    """One step, with a few words about it ("1,203"). `is_apart` draws it as what needs attention."""

    label: str
    words: str = ""
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class WaysEdge:
    """A way from one node to another (their places in the chart): how often it was gone, and which share of those who
    were at its beginning went it.
    """

    first: int
    then: int
    n: int
    share: float
    remark: str = ""


@dataclass(frozen=True, slots=True)
class WaysChart:
    """A directly-follows graph: nodes in their order under one another, ways down on the right, ways back on the left,
    as wide as they were used. Only the first `drawn` ways are drawn; the table has all.
    """

    title: Label
    nodes: Sequence[WaysNode]
    edges: Sequence[WaysEdge]
    drawn: int = 20
    sentence: Label = ""
    period: Period | None = None

    def data(self) -> dict[str, Any]:
        """The chart as JSON for the browser."""
        return {
            "kind": "ways",
            "title": str(self.title),
            "sentence": str(self.sentence),
            "file": file_name(self.title, days_of(self.period)),
            "height": ways_height(len(self.nodes)),
            "nodes": [{"label": one.label, "words": one.words, "isApart": one.is_apart} for one in self.nodes],
            "edges": [self._edge(edge) for edge in self.edges[: self.drawn]],
        }

    def _edge(self, edge: WaysEdge) -> dict[str, Any]:
        said = _("%(n)s times, %(share)s of the ways from here") % {
            "n": words.number(edge.n),
            "share": words.percent(edge.share),
        }
        return {
            "first": edge.first,
            "then": edge.then,
            "n": edge.n,
            "words": said,
            "remark": edge.remark,
        }

    def rows(self) -> list[list[str]]:
        """The table behind the chart, with every way."""
        return [
            [
                self.nodes[edge.first].label,
                self.nodes[edge.then].label,
                words.number(edge.n),
                words.percent(edge.share),
                edge.remark,
            ]
            for edge in self.edges
        ]

    def heads(self) -> list[str]:
        """The heads of that table."""
        return [_("After"), _("Came"), _("Times"), _("Share"), _("Note")]
