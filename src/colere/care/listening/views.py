from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colere.care.listening.queries import mentions
from colere.platform.permissions import Actor, requires
from colere.platform.ui import words
from colere.platform.ui.tables import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    Filter,
    NumberColumn,
    Table,
    TextFilter,
    TimeColumn,
)


def _has(rows: Any, text: Any, actor: Actor) -> Any:
    return rows.filter(text__icontains=text) | rows.filter(author__icontains=text)


def filters_for(actor: Actor) -> list[Filter]:
    """The filters, with the sites that there are."""
    sites = [(site, site) for site in mentions.list_sites(actor)]
    return [
        TextFilter("q", _("Words or author"), apply=_has),
        ChoiceFilter("site", _("Where"), sites, lookup="site", any_label=_("Anywhere")),
        DatesFilter("said", _("Said"), lookup="at"),
    ]


class MentionTable(Table):
    name = "mentions"
    label = gettext_lazy("Reviews and mentions")
    columns = (
        Column(
            "author",
            gettext_lazy("Who"),
            value=lambda row: row["author"] or _("Somebody"),
            detail="site",
            href=lambda row: row["url"] if row["url"].startswith(("http://", "https://")) else None,
        ),
        Column("text", gettext_lazy("In their words"), value=lambda row: row["text"] or None),
        NumberColumn("rating", gettext_lazy("Rating"), digits=1),
        TimeColumn("at", gettext_lazy("Said"), sort="at", phone=False),
    )
    sort = "-at"
    empty = Empty(
        gettext_lazy("No reviews or mentions yet"),
        gettext_lazy("What people say about you in public stands here once you import it."),
        gettext_lazy("Import a file"),
        "imports:import-new",
        "imports.run",
    )

    def __init__(self, request: HttpRequest, rows: Any) -> None:
        super().__init__(request, rows)
        self.filters = filters_for(request.actor)  # type: ignore[attr-defined,misc]


@requires("mentions.read")
def mention_list(request: HttpRequest) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    newest = mentions.newest_mention(actor)
    news = _("Nobody has spoken about us in public yet, as far as we know.")
    if newest is not None:
        said = {"who": newest["author"] or _("Somebody"), "when": words.ago_words(newest["at"]), "site": newest["site"]}
        news = (
            _("%(who)s spoke about us on %(site)s, %(when)s.")
            if newest["site"]
            else _("%(who)s spoke about us %(when)s.")
        )
        news = news % said
    return MentionTable(request, mentions.list_mentions(actor)).respond("listening/mention_list.html", {"news": news})
