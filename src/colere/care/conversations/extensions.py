"""What conversations plug into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.care.conversations.actions.imports import import_conversations
from colere.care.conversations.models import Conversation, Message
from colere.care.conversations.queries.exports import COLUMNS as EXPORTED
from colere.care.conversations.queries.exports import conversation_rows, flat_rows, outgoing_ids
from colere.care.conversations.queries.references import find_by_source_ids
from colere.care.conversations.schemas import COLUMNS, EXAMPLE, FLAT, understand_conversation
from colere.care.conversations.views.parts import (
    MESSAGE_HIT,
    SUBJECT_HIT,
    conversation_hits,
    customer_panel,
    message_hits,
    promise_panel,
    story_lines,
    today_waiting,
    visible_conversations,
    visible_messages,
)
from colere.platform.audit.personal import PersonalTable, register_personal
from colere.platform.imports import ExportKind, ImportKind, register_export, register_kind, register_reference
from colere.platform.search import SearchIndex, register_index
from colere.platform.ui.places import register_place
from colere.platform.ui.registry import (
    NavItem,
    PaletteCommand,
    Panel,
    TodayCard,
    register_command,
    register_nav,
    register_panel,
    register_timeline,
    register_today,
)

register_kind(
    ImportKind(
        name="conversations",
        label=_("conversations"),
        columns=COLUMNS,
        flat=FLAT,
        example=EXAMPLE,
        understand=understand_conversation,
        load=import_conversations,
        weight=lambda values: 1 + len(values["messages"]),
        batch_weight=10_000,
    )
)
register_reference("conversation", find_by_source_ids, outgoing_ids)
register_export(
    ExportKind(
        name="conversations",
        label=_("conversations"),
        columns=EXPORTED,
        rows=conversation_rows,
        permission="conversations.read",
        flatten=flat_rows,
    )
)

# Screens

register_nav(NavItem(_("Conversations"), "conversations:conversation-list", "messages", "conversations.read", order=20))
register_command(
    PaletteCommand(
        _("Conversations that wait for us"),
        "conversations:conversation-waiting",
        "conversations.read",
        _("queue open unanswered"),
        "inbox",
        20,
    )
)
register_command(
    PaletteCommand(_("My conversations"), "conversations:conversation-mine", "conversations.read", _("own"), "user", 21)
)
register_today(
    TodayCard(
        "waiting",
        "conversations.read",
        "conversations/_today_waiting.html",
        today_waiting,
        order=10,
        live_topics=("conversations",),
    )
)
register_panel(
    Panel(
        "promise",
        "conversations",
        "conversations.read",
        "conversations/_panel_promise.html",
        promise_panel,
        order=20,
        column="main",
    )
)
register_panel(
    Panel(
        "customer",
        "conversations",
        "conversations.read",
        "conversations/_panel_customer.html",
        customer_panel,
        order=10,
        column="main",
    )
)
register_timeline(
    kind="conversations.ConversationOpened",
    template="conversations/_timeline_opened.html",
    permission="conversations.read",
    icon="message",
    load=story_lines,
)
register_index(
    SearchIndex(
        name="conversations",
        label=_("Conversations by subject"),
        model=Conversation,
        columns=("subject",),
        permission="conversations.read",
        visible=visible_conversations,
        fields=SUBJECT_HIT,
        hits=conversation_hits,
        order=20,
    )
)
register_index(
    SearchIndex(
        name="messages",
        label=_("What was said"),
        model=Message,
        columns=("text",),
        permission="conversations.read",
        visible=visible_messages,
        fields=MESSAGE_HIT,
        hits=message_hits,
        order=21,
    )
)
register_place("conversation", "conversations:conversation-detail")

# Where people stand

register_personal(
    PersonalTable(
        "conversations.Conversation", "customer", "customer", "blank", ("subject", "preview", "attributes", "tags")
    ),
    PersonalTable("conversations.Conversation", "person", "assignee", "keep", why="work, not a life"),
    PersonalTable("conversations.Message", "customer", "conversation__customer", "blank", ("text",)),
    PersonalTable("conversations.Message", "person", "author", "unlink"),
)
