"""How a conversation is put into words."""

import re
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from colere.platform.ui import words
from colere.platform.ui.tables import Mark
from colere.platform.ui.words import say as _

CHANNELS: dict[str, str | Promise] = {
    "chat": gettext_lazy("Chat"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Telephone"),
    "form": gettext_lazy("Form"),
    "social": gettext_lazy("Social media"),
    "review": gettext_lazy("Review"),
    "api": gettext_lazy("Other system"),
}
BY_CHANNEL: dict[str, str | Promise] = {
    "chat": pgettext_lazy("way of writing", "in the chat"),
    "email": pgettext_lazy("way of writing", "by e-mail"),
    "phone": pgettext_lazy("way of writing", "by telephone"),
    "form": pgettext_lazy("way of writing", "with a form"),
    "social": pgettext_lazy("way of writing", "on social media"),
    "review": pgettext_lazy("way of writing", "in a review"),
    "api": pgettext_lazy("way of writing", "through another system"),
}
ICONS = {
    "chat": "message-circle", "email": "mail", "phone": "phone", "form": "forms", "social": "at", "review": "star",
    "api": "code",
}  # fmt: skip
LONG_WAIT_HOURS = 24
_LINK = re.compile(r"https?://[^\s<>\"'`\\^{}|]+", re.IGNORECASE)
_TRAILING = ".,;:!?'\")]}>"


def channel_label(channel: str) -> str:
    """The name of a channel, in the language of the moment."""
    return _labels(get_language())[channel]


@lru_cache(maxsize=20)
def _labels(language: str | None) -> dict[str, str]:
    """All names at once: a list says them for each row."""
    return {channel: str(label) for channel, label in CHANNELS.items()}


def customer_name(row: dict[str, Any]) -> str:
    """Whose conversation it is: the record that stands for the customer today."""
    return row["customer__merged_into__name"] or row["customer__name"] or _("Unknown customer")


def about(row: dict[str, Any]) -> str:
    """What it is about: its subject, else its topic, else how it began."""
    return row["subject"] or row["preview"] or row["topic"] or _("Nothing was written")


def state_mark(row: dict[str, Any], *, now: datetime | None = None) -> Mark:
    """Waiting (and for how long), open or resolved."""
    if row["waiting_since"] is not None:
        waited = ((now or timezone.now()) - row["waiting_since"]).total_seconds()
        tone = "clay" if waited > LONG_WAIT_HOURS * 3600 else "honey"
        return Mark(_("waits %(span)s") % {"span": words.duration(waited)}, tone)  # type: ignore[arg-type]
    return Mark(_("open"), "sky") if row["resolved_at"] is None else Mark(_("resolved"))


def linked(text: str) -> SafeString:
    """The text, escaped, with its web addresses as links (http and https only)."""
    pieces, at = [], 0
    for found in _LINK.finditer(text):
        address = found.group().rstrip(_TRAILING)
        if address.count("(") > address.count(")") and text[found.start() + len(address) :].startswith(")"):
            address += ")"
        pieces.append(escape(text[at : found.start()]))
        pieces.append(
            format_html('<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>', address, address)
        )
        at = found.start() + len(address)
    pieces.append(escape(text[at:]))
    return mark_safe("".join(pieces))  # every piece is escaped above
