"""What can be known of the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from colere.platform.mail.models import Mail
from colere.platform.mail.rules import Trouble
from colere.platform.permissions import Actor, require

WHAT_TO_DO: dict[Trouble, str | Promise] = {
    Trouble.UNREACHABLE: _("The mail server does not answer. Look at host and port in COLERE_MAIL_URL."),
    Trouble.LOGIN: _("The mail server refuses our user or password. Mend them in COLERE_MAIL_URL."),
    Trouble.ENCRYPTION: _(
        "The mail server does not encrypt the way COLERE_MAIL_URL says: smtps:// from the first byte (port 465), "
        "smtp:// by STARTTLS (port 587). Nothing was told to it."
    ),
    Trouble.CERTIFICATE: _(
        "The mail server’s certificate is not to be trusted: it is of another name, too old, or signed by somebody "
        "whom this machine does not know. Nothing was told to it. For an authority of your own, name its file in "
        "SSL_CERT_FILE."
    ),
    Trouble.SENDER: _("The mail server does not let us send as COLERE_MAIL_FROM. Choose an address that it allows."),
    Trouble.RECIPIENT: _("The mail server refuses the address. Mend it on the account, then try again."),
    Trouble.CONTENT: _("The mail server refuses what the mail holds. Ask who runs the server why."),
    Trouble.BUSY: _("The mail server asks for patience."),
    Trouble.TOO_OLD: _("It waited for more than five days. Try again if it still matters."),
    Trouble.UNREADABLE: _("The mail could not be put together. That is a fault of Colere: please report it."),
}


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many mails wait, have gone and were given up."""

    is_configured: bool
    waiting: int
    sent: int
    failed: int


def is_configured() -> bool:
    """Whether a place for mail is set; without one, mail waits."""
    return bool(settings.MAIL_IS_SET)


def outbox(actor: Actor) -> Outbox:
    """The outbox in numbers."""
    require(actor, "mail.manage")
    counts = dict(Mail.objects.values_list("state").annotate(n=Count("pk")))
    waiting = counts.get(Mail.State.WAITING, 0) + counts.get(Mail.State.SENDING, 0)
    return Outbox(is_configured(), waiting, counts.get(Mail.State.SENT, 0), counts.get(Mail.State.FAILED, 0))


def list_failed(actor: Actor, *, limit: int = 50) -> list[Mail]:
    """The mails that were given up, the newest first, without their words."""
    require(actor, "mail.manage")
    return list(Mail.objects.filter(state=Mail.State.FAILED).order_by("-finished_at").defer("text", "html")[:limit])


def list_mails(actor: Actor) -> QuerySet[Mail, Any]:
    """All mails as dicts of where each stands, without their words."""
    require(actor, "mail.manage")
    return Mail.objects.values(
        "id", "kind", "to", "state", "attempts", "trouble", "code", "due_at", "queued_at", "finished_at"
    )


def list_kinds(actor: Actor) -> list[str]:
    """The kinds of mail that stand in the outbox, by name."""
    require(actor, "mail.manage")
    return list(Mail.objects.order_by("kind").values_list("kind", flat=True).distinct())


def what_to_do(mail: Mail) -> str:
    """The sentence for a mail that did not go: what is wrong and what helps."""
    return what_helps(mail.trouble)


def what_helps(trouble: str) -> str:
    """The same for the name of a `Trouble`; nothing for none."""
    return str(WHAT_TO_DO[Trouble(trouble)]) if trouble else ""
