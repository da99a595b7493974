"""The parts that other domains add to a page.

In the view `{"panels": read_panels(request.actor, "customer", customer)}`, in the page
`{% with drawn = panels.side %}{% include "ui/fragments/panels.html" %}{% endwith %}`.
"""

from dataclasses import dataclass
from typing import Any

from colere.platform.permissions import Actor
from colere.platform.ui.registry import Panel, panels_for


@dataclass(frozen=True, slots=True)
class DrawnPanel:
    """A panel that has something to show; its template sees `own`."""

    panel: Panel
    own: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Panels:
    """What other domains add, by column."""

    main: list[DrawnPanel]
    side: list[DrawnPanel]


def read_panels(actor: Actor, place: str, obj: Any) -> Panels:
    """The panels of a place ("customer", "conversation" …) for one thing, as far as the actor may see them."""
    drawn = [DrawnPanel(p, own) for p in panels_for(actor, place) if (own := p.context(actor, obj)) is not None]
    return Panels(
        main=[d for d in drawn if d.panel.column == "main"],
        side=[d for d in drawn if d.panel.column == "side"],
    )
