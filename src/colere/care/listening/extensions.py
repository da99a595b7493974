"""What reviews and mentions plug into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.care.listening.actions.imports import import_mentions
from colere.care.listening.queries.exports import mention_rows
from colere.care.listening.schemas import COLUMNS, understand_mention
from colere.platform.imports import ExportKind, ImportKind, register_export, register_kind
from colere.platform.ui.registry import NavItem, register_nav

register_kind(
    ImportKind(
        name="mentions", label=_("mentions"), columns=COLUMNS, understand=understand_mention, load=import_mentions
    )
)
register_export(
    ExportKind(
        name="mentions",
        label=_("mentions"),
        columns=tuple(column.name for column in COLUMNS),
        rows=mention_rows,
        permission="mentions.read",
    )
)

# Screens

register_nav(NavItem(_("Mentions"), "listening:mention-list", "speakerphone", "mentions.read", order=60, group="more"))
