"""The page "Before and after"."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from colere.insights.instruments.extensions.pages import add_page
from colere.insights.instruments.forms.shift import ALONE, ShiftForm, starts_of
from colere.insights.instruments.queries.asking import Instrument, Question
from colere.insights.instruments.queries.comparisons import Comparison, comparison_of
from colere.insights.instruments.queries.shift import ShiftFound, find_shift
from colere.insights.instruments.queries.staggered import StaggeredFound, find_staggered
from colere.insights.instruments.rules.report import Report
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.before_after import draw_change, roll_out
from colere.insights.instruments.views.shift import shift_report
from colere.insights.instruments.views.staggered import staggered_report
from colere.platform.permissions import Actor


def find(actor: Actor, question: Question, tell: Tell) -> ShiftFound | StaggeredFound:
    """What became of the measure from that day on, or from several days on where the change came in turn."""
    chosen = question.options
    if "starts" in chosen:
        dimension, starts = starts_of(chosen["starts"])
        return find_staggered(
            actor, request=question.request, dimension=dimension, starts=starts, measure=chosen["measure"], tell=tell
        )
    return find_shift(
        actor,
        request=question.request,
        on=date.fromisoformat(chosen["day"]),
        measure=chosen["measure"],
        against=_comparison(chosen["against"], actor),
        is_alone=chosen["against"] == ALONE,
        tell=tell,
    )


def report(found: ShiftFound | StaggeredFound) -> Report:
    """What was found, in words."""
    return staggered_report(found) if isinstance(found, StaggeredFound) else shift_report(found)


def _comparison(text: str, actor: Actor) -> Comparison | None:
    """What "team:3" stands for; None where no team, channel or topic was chosen."""
    dimension, colon, key = text.partition(":")
    return comparison_of(dimension, int(key) if dimension == "team" else key, actor=actor) if colon else None


add_page(
    Instrument(
        name="before-after",
        label=_("Before and after"),
        answers=_("Did the change work?"),
        needs=_(
            "As soon as there are some weeks before and after a change, it stands here what became of a measure, and "
            "what would have become of it without the change."
        ),
        icon="arrows-split",
        order=40,
        keywords=_("before after change effect intervention worked impact shift roll-out staggered"),
        form=ShiftForm,
        find=find,
        report=report,
        draw=draw_change,
        extras=roll_out,
        template="instruments/before_after.html",
        facts=("conversations", "responses", "purchases"),
    )
)
