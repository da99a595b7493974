"""Figures for an actor: the one way in which pages, commands and other domains get a number."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from colere.platform.errors import Refused
from colere.platform.metrics import following, manifest
from colere.platform.metrics.answering import ask
from colere.platform.metrics.dimensions import CALENDAR, get_dimension
from colere.platform.metrics.engines import Engine
from colere.platform.metrics.figures import Answer, Figure, ReportRequest
from colere.platform.metrics.keeping import kept
from colere.platform.metrics.periods import company_zone, day_of
from colere.platform.permissions import Actor, require


def report(request: ReportRequest, actor: Actor, *, fresh: bool = False) -> list[Figure]:
    """The figures that answer the request, as far as the actor may see them; see `answer`."""
    return list(answer(request, actor, fresh=fresh).figures)


def answer(request: ReportRequest, actor: Actor, *, fresh: bool = False, engine: Engine | None = None) -> Answer:
    """The figures with their period and the SQL that gave them.

    Answers are kept: at most some seconds old while workers run, and marked `is_stale` where facts have moved since.
    `fresh` catches up with the log and counts now; so does an `engine` of one's own choice (see `engines.engine`).
    Raises `Refused` for figures that are not the actor's to see,
    `KeyError` for an unknown measure. Figures by person hold only the people whom the actor may see.
    """
    require(actor, "metrics.read")
    if request.by == "person" or request.person is not None:
        require(actor, "metrics.read_people")
    if request.person is not None and not may_see(actor, "person", [request.person]):
        raise Refused(_("Figures by person are for that person and their lead; figures of teams are for everybody."))
    if fresh or engine is not None:
        following.catch_up()
        found = ask(request, following.root(), engine=engine)
    else:
        found = kept(request, following.root())
    return replace(found, figures=tuple(_visible(found.figures, request, actor)))


def known_days(actor: Actor) -> tuple[date, date] | None:
    """The first and the last day of which there are facts; None when there are none."""
    require(actor, "metrics.read")
    state, zone = manifest.read(following.root()), company_zone()
    parts = [part for files in state.facts.values() for part in files.months.values()]
    if not parts:
        return None
    return day_of(min(p.first for p in parts), zone), day_of(max(p.last for p in parts), zone)


def may_see(actor: Actor, dimension: str, keys: list[int]) -> list[int]:
    """Of these ids of a dimension, those of which the actor may see figures."""
    visible = get_dimension(dimension).visible
    return keys if visible is None or actor.is_system else list(visible(actor, keys))


def _visible(figures: tuple[Figure, ...], request: ReportRequest, actor: Actor) -> list[Figure]:
    if request.by is None or request.by in CALENDAR or get_dimension(request.by).visible is None or actor.is_system:
        return list(figures)
    allowed = set(may_see(actor, request.by, sorted({f.key for f in figures if isinstance(f.key, int)})))
    return [figure for figure in figures if figure.key is None or figure.key in allowed]
