"""What customers' answers plug into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.care.feedback.actions.imports import import_embedded_answers, import_responses
from colere.care.feedback.models import Response
from colere.care.feedback.queries.exports import response_rows
from colere.care.feedback.queries.responses import ROW
from colere.care.feedback.schemas import COLUMNS, understand_csat, understand_response
from colere.care.feedback.views.parts import (
    conversation_panel,
    customer_panel,
    promise_panel,
    response_hits,
    story_lines,
    today_voices,
    visible_responses,
)
from colere.platform.audit.personal import PersonalTable, register_personal
from colere.platform.imports import ExportKind, ImportKind, Part, register_export, register_kind, register_part
from colere.platform.search import SearchIndex, register_index
from colere.platform.ui.registry import (
    NavItem,
    Panel,
    TodayCard,
    register_nav,
    register_panel,
    register_timeline,
    register_today,
)

register_kind(
    ImportKind(
        name="responses", label=_("answers"), columns=COLUMNS, understand=understand_response, load=import_responses
    )
)
register_part(
    Part(
        kind="conversations",
        field="csat",
        columns=("score", "comment", "at"),
        understand=understand_csat,
        load=import_embedded_answers,
    )
)
register_export(
    ExportKind(
        name="responses",
        label=_("answers"),
        columns=tuple(column.name for column in COLUMNS),
        rows=response_rows,
        permission="feedback.read",
    )
)

# Screens

register_nav(NavItem(_("Feedback"), "feedback:response-list", "message-2", "feedback.read", order=40))
register_today(
    TodayCard(
        "voices", "feedback.read", "feedback/_today_voices.html", today_voices, order=20, live_topics=("feedback",)
    )
)
register_panel(Panel("customer", "feedback", "feedback.read", "feedback/_panel.html", customer_panel, order=20))
register_panel(
    Panel("promise", "feedback", "feedback.read", "feedback/_today_voices.html", promise_panel, order=10, column="main")
)
register_panel(Panel("conversation", "feedback", "feedback.read", "feedback/_panel.html", conversation_panel, order=20))
register_timeline(
    kind="feedback.ResponseReceived",
    template="feedback/_timeline_answer.html",
    permission="feedback.read",
    icon="message-2",
    load=story_lines,
)
register_index(
    SearchIndex(
        name="responses",
        label=_("What customers answered"),
        model=Response,
        columns=("comment",),
        permission="feedback.read",
        visible=visible_responses,
        fields=ROW,
        hits=response_hits,
        order=30,
    )
)

# Where people stand

register_personal(
    PersonalTable("feedback.Response", "customer", "customer", "blank", ("comment",)),
    PersonalTable("feedback.Response", "person", "person", "unlink"),
)
