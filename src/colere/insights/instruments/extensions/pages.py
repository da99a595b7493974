"""How an instrument gets its page: its address, a line on the overview, and a command of the palette."""

from __future__ import annotations

from functools import partial

from colere.insights.instruments.queries.asking import Instrument, register_instrument
from colere.insights.instruments.queries.kept import kind_of, usual_sentence
from colere.insights.instruments.views.overview import OVERVIEW
from colere.platform.kept.kinds import register_kind
from colere.platform.ui.registry import NavItem, PaletteCommand, register_command, register_nav


def add_page(instrument: Instrument) -> None:
    """Give the instrument its page at /insights/`name`."""
    register_instrument(instrument)
    register_kind(kind_of(instrument))
    url_name = f"instruments:{instrument.name}"
    register_nav(
        NavItem(
            instrument.label,
            url_name,
            instrument.icon,
            instrument.permission,
            instrument.order,
            under=OVERVIEW,
            text=instrument.answers,
            news=partial(usual_sentence, instrument=instrument),
        )
    )
    register_command(
        PaletteCommand(
            instrument.label,
            url_name,
            instrument.permission,
            keywords=instrument.keywords,
            icon=instrument.icon,
        )
    )
