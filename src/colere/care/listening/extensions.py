"""What reviews and mentions plug into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.care.listening.actions.imports import import_mentions
from colere.care.listening.schemas import COLUMNS, understand_mention
from colere.platform.imports import ImportKind, register_kind

register_kind(
    ImportKind(
        name="mentions", label=_("mentions"), columns=COLUMNS, understand=understand_mention, load=import_mentions
    )
)
