"""The conversations of a theme, for whoever may read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colere.insights.themes.queries.known import get_theme, list_themes, members_of
from colere.insights.themes.queries.quotes import conversations_of
from colere.insights.themes.views.wording import label_of
from colere.platform.permissions import Actor, requires
from colere.platform.ui.places import address_of
from colere.platform.ui.tables import Column, DatesFilter, Empty, Filter, Table, TimeColumn

ROW = (
    "pk", "conversation_id", "conversation__customer__name", "conversation__preview", "conversation__subject",
    "team__name", "channel", "at", "day",
)  # fmt: skip


class TalkTable(Table):
    """Conversations that began with words of the theme, the newest first."""

    name = "theme-conversations"
    label = gettext_lazy("Conversations of this theme")
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "customer",
            gettext_lazy("Customer"),
            value=lambda row: row["conversation__customer__name"] or _("Unknown"),
            detail=lambda row: row["conversation__subject"] or row["conversation__preview"],
            href=lambda row: address_of("conversations:conversation-detail", row["conversation_id"]),
        ),
        Column("team", gettext_lazy("Team"), value="team__name", phone=False),
        Column("channel", gettext_lazy("Channel"), value="channel", phone=False),
        TimeColumn("at", gettext_lazy("Opened")),
    )
    sort = "-day"
    empty = Empty(gettext_lazy("No conversation of this theme"), gettext_lazy("Or none that you may read."))
    filters: ClassVar[Sequence[Filter]] = (DatesFilter("opened", gettext_lazy("Opened"), lookup="at"),)


@requires("conversations.read")
def theme_talks(request: HttpRequest, number: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    theme, themes = get_theme(actor, number), list_themes(actor)
    rows = conversations_of(actor, members_of(themes, number)).order_by().values(*ROW)
    context = {
        "label": label_of(theme),
        "number": number,
        "news": _("“%(theme)s”: the conversations") % {"theme": label_of(theme)},
    }
    return TalkTable(request, rows).respond("themes/theme_talks.html", context)
