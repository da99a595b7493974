"""What happened, newest first."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from colere.platform.audit import queries
from colere.platform.permissions import Actor, requires
from colere.platform.ui.tables import ChoiceFilter, Column, DatesFilter, Empty, Table, TextFilter, TimeColumn


def _by_actor(rows: QuerySet[Any, Any], text: str, actor: Actor) -> QuerySet[Any, Any]:
    return rows.filter(actor=text)


def _by_subject(rows: QuerySet[Any, Any], text: str, actor: Actor) -> QuerySet[Any, Any]:
    return rows.filter(subject=text)


class LogTable(Table):
    """The log, newest first. Only the place in the log can be sorted by: it is the order of what happened."""

    name = "log"
    columns = (
        Column("kind", gettext_lazy("What"), detail="subject"),
        Column("who", gettext_lazy("Who"), value=lambda row: row.get("who") or row["actor"]),
        TimeColumn("at", gettext_lazy("When")),
        Column("request_id", gettext_lazy("Request"), phone=False),
    )
    filters = (
        TextFilter(
            "subject", gettext_lazy("About"), _by_subject, placeholder=gettext_lazy("About, like conversation:12")
        ),
        TextFilter("actor", gettext_lazy("By"), _by_actor, placeholder=gettext_lazy("By whom, like account:7")),
        ChoiceFilter("kind", gettext_lazy("Kind"), lambda actor: [(kind, kind) for kind in queries.list_kinds()]),
        DatesFilter("at", gettext_lazy("When"), lookup="at"),
    )
    sort = "-id"
    empty = Empty(gettext_lazy("Nothing has happened yet"), gettext_lazy("Every change leaves a line here."))

    @cached_property
    def rows(self) -> list[Any]:
        """The rows of this page, with the names of those who acted."""
        rows = self.page.rows
        names = queries.actor_names({row["actor"] for row in rows})
        return [{**row, "who": names.get(row["actor"])} for row in rows]


@requires("audit.read")
@require_safe
def log_list(request: HttpRequest) -> HttpResponseBase:
    table = LogTable(request, queries.list_lines(request.actor))  # type: ignore[attr-defined]
    count = table.count_shown
    news = (
        ngettext("%(count)s thing happened.", "%(count)s things happened.", count) % {"count": count}
        if table.is_count_exact
        else _("More than %(count)s things happened; the newest stand first.") % {"count": f"{count:,}"}
    )
    return table.respond("audit/log_list.html", {"news": news})
