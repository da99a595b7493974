"""What problems plug into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.culture.improvement.models import Problem
from colere.culture.improvement.queries.exports import COLUMNS, problem_rows
from colere.culture.improvement.views.parts import (
    problem_hits,
    today_problems,
    visible_problems,
)
from colere.culture.improvement.views.story import LINES, story_lines
from colere.platform.audit.personal import PersonalTable, register_personal
from colere.platform.imports import ExportKind, register_export
from colere.platform.search import SearchIndex, register_index
from colere.platform.ui.places import register_place
from colere.platform.ui.registry import (
    NavItem,
    PaletteCommand,
    QuickAction,
    TodayCard,
    register_command,
    register_nav,
    register_quick_action,
    register_timeline,
    register_today,
)

register_export(
    ExportKind(name="problems", label=_("problems"), columns=COLUMNS, rows=problem_rows, permission="improvement.read")
)

# Screens

register_nav(NavItem(_("Problems"), "improvement:problem-list", "tool", "improvement.read", order=50))
register_quick_action(
    QuickAction(_("Something got in my way"), "improvement:problem-new", "hand-stop", "improvement.raise", order=20)
)
register_command(
    PaletteCommand(
        _("Raise a problem"),
        "improvement:problem-new",
        "improvement.raise",
        _("something got in my way again broken"),
        "hand-stop",
        25,
    )
)
register_command(
    PaletteCommand(
        _("See what is being solved"),
        "improvement:problem-list",
        "improvement.read",
        _("problems open causes owners"),
        "tool",
        26,
    )
)
register_today(
    TodayCard(
        "problems",
        "improvement.read",
        "improvement/_today_problems.html",
        today_problems,
        order=15,
        live_topics=("improvement",),
    )
)
_ICONS = {
    "ProblemOpened": ("hand-stop", "clay"),
    "ProblemReopened": ("repeat", "clay"),
    "ProblemTaken": ("user-check", "plain"),
    "OwnerChanged": ("user-check", "plain"),
    "CauseFound": ("bulb", "plain"),
    "ChangeMade": ("tool", "plain"),
    "EffectMeasured": ("chart-line", "plain"),
    "CustomersTold": ("speakerphone", "plain"),
    "ColleaguesTold": ("speakerphone", "plain"),
    "ProblemClosed": ("circle-check", "leaf"),
    "ProblemRemarked": ("note", "sky"),
}
for _event in LINES:
    _icon, _tone = _ICONS.get(_event, ("point", "plain"))
    register_timeline(
        kind=f"improvement.{_event}",
        template="improvement/_timeline.html",
        permission="improvement.read",
        icon=_icon,
        tone=_tone,  # type: ignore[arg-type]
        load=story_lines,
    )
register_index(
    SearchIndex(
        name="problems",
        label=_("Problems"),
        model=Problem,
        columns=("title", "why", "cause"),
        permission="improvement.read",
        visible=visible_problems,
        fields=("title", "why", "cause", "topic", "state", "opened_at"),
        hits=problem_hits,
        order=35,
    )
)
register_place("problem", "improvement:problem-detail")

# Where people stand: who owned, raised, wrote. The words are about the company's own work.

register_personal(
    PersonalTable("improvement.Problem", "person", "owner", "unlink"),
    PersonalTable("improvement.Problem", "person", "raised_by", "unlink"),
    PersonalTable("improvement.Change", "person", "author", "unlink"),
    PersonalTable("improvement.Telling", "person", "author", "unlink"),
    PersonalTable("improvement.Remark", "person", "author", "unlink"),
)
