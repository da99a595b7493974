"""The outbox for operators: where each mail stands and what helps, never its words nor the whole address."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from colere.platform.mail import actions, queries
from colere.platform.mail.models import Mail
from colere.platform.mail.queries import Outbox
from colere.platform.mail.rules import masked
from colere.platform.permissions import requires
from colere.platform.ui import words
from colere.platform.ui.pages import redirect
from colere.platform.ui.tables import (
    BulkAction,
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    Mark,
    MarkColumn,
    NumberColumn,
    Table,
    TimeColumn,
)

TONES = {Mail.State.WAITING: "honey", Mail.State.SENDING: "sky", Mail.State.SENT: "leaf", Mail.State.FAILED: "clay"}


def _state(row: dict[str, Any]) -> Mark:
    state = Mail.State(row["state"])
    return Mark(str(state.label), TONES[state])  # type: ignore[arg-type]


def _trouble(row: dict[str, Any]) -> str | None:
    helps = queries.what_helps(row["trouble"])
    return f"{helps} ({row['code']})" if helps and row["code"] else helps or None


class MailTable(Table):
    """The outbox, newest first."""

    name = "mails"
    label = gettext_lazy("Mails")
    columns = (
        Column("to", gettext_lazy("To"), value=lambda row: masked(row["to"])),
        Column("kind", gettext_lazy("Kind")),
        MarkColumn("state", gettext_lazy("State"), value=_state),
        NumberColumn("attempts", gettext_lazy("Tries"), phone=False),
        Column("trouble", gettext_lazy("Last error"), value=_trouble),
        TimeColumn("queued_at", gettext_lazy("Written"), phone=False),
        TimeColumn("finished_at", gettext_lazy("Done"), phone=False),
    )
    filters = (
        ChoiceFilter("state", gettext_lazy("State"), Mail.State.choices, lookup="state"),
        ChoiceFilter("kind", gettext_lazy("Kind"), lambda actor: [(kind, kind) for kind in queries.list_kinds(actor)]),
        DatesFilter("written", gettext_lazy("Written"), lookup="queued_at"),
    )
    bulk = (BulkAction(gettext_lazy("Try again"), "audit:mail-again", "mail.manage", icon="refresh", is_main=True),)
    sort = "-id"
    empty = Empty(
        gettext_lazy("No mail has been written yet"),
        gettext_lazy("The weekly letter and whatever else leaves the house by mail stands here until it has gone."),
        gettext_lazy("See what happened"),
        "audit:log-list",
    )


@requires("mail.manage")
@require_safe
def mail_list(request: HttpRequest) -> HttpResponseBase:
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.outbox(actor)
    context = {"news": _news(found), "is_configured": found.is_configured}
    return MailTable(request, queries.list_mails(actor)).respond("audit/mail_list.html", context)


@requires("mail.manage")
@require_POST
def mail_again(request: HttpRequest) -> HttpResponseBase:
    chosen = [int(one) for one in request.POST.getlist("ids") if one.isascii() and one.isdigit() and len(one) < 18]
    tried = actions.try_all_again(chosen, actor=request.actor)  # type: ignore[attr-defined]
    said = (
        ngettext("%(n)s mail will be tried again.", "%(n)s mails will be tried again.", tried) % {"n": tried}
        if tried
        else _("None of these was given up, so there is nothing to try again.")
    )
    return redirect(request, reverse("audit:mail-list"), said=said)


def _news(found: Outbox) -> str:
    """What an operator has to know first: what could not go, then what waits."""
    if found.failed:
        said = ngettext("%(n)s mail could not be sent.", "%(n)s mails could not be sent.", found.failed)
        return said % {"n": words.number(found.failed)}
    if found.waiting and not found.is_configured:
        said = ngettext("%(n)s mail waits for a mail server.", "%(n)s mails wait for a mail server.", found.waiting)
        return said % {"n": words.number(found.waiting)}
    if found.waiting:
        said = ngettext("%(n)s mail waits to be sent.", "%(n)s mails wait to be sent.", found.waiting)
        return said % {"n": words.number(found.waiting)}
    return _("Every mail has gone.") if found.sent else _("Nothing waits to leave the house.")
