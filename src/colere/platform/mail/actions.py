"""Queueing mail, handing it over, and what an operator does with mail that could not be sent."""

from __future__ import annotations

import contextlib
import logging
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.platform.accounts.models import Account
from colere.platform.errors import Conflict, Invalid, NotFound
from colere.platform.events import publish
from colere.platform.mail import rules
from colere.platform.mail.events import MailGivenUp, MailQueued, MailSent, MailTriedAgain
from colere.platform.mail.models import Mail, MailFile
from colere.platform.mail.queries import is_configured
from colere.platform.mail.rules import Trouble
from colere.platform.permissions import Actor, require

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
TIMEOUT = 30  # seconds for each answer of the server
KEEP_SENT = timedelta(days=30)
KEEP_FAILED = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A mail as a domain writes it. `kind` is for operators ("letter.weekly"), `key` names the occasion."""

    kind: str
    to: str
    subject: str
    text: str
    html: str = ""
    account: Account | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    key: str | None = None


@transaction.atomic
def queue_mail(draft: Draft, *, actor: Actor) -> Mail:
    """Write the mail down; a worker sends it once the caller's transaction has been kept.

    The caller's domain checks the permission. For an occasion (`key`) that is known already, gives the mail that is
    there. Raises `Invalid` for an address or a header that could smuggle in another.
    """
    _check(draft)
    if draft.key is not None and (known := Mail.objects.filter(key=draft.key).first()) is not None:
        return known
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    mail = Mail.objects.create(
        key=draft.key,
        kind=draft.kind,
        account=draft.account,
        to=draft.to,
        subject=draft.subject,
        text=draft.text,
        html=draft.html,
        headers=dict(draft.headers),
        message_id=f"<{uuid.uuid4()}@{domain}>",
    )
    MailFile.objects.bulk_create(
        MailFile(mail=mail, name=one.name, media_type=one.media_type, content=one.content) for one in draft.attachments
    )
    publish(MailQueued(mail=mail.pk, kind_of_mail=mail.kind), actor=actor)
    return mail


def _check(draft: Draft) -> None:
    if not rules.is_address(draft.to):
        raise Invalid(_("This is not one mail address. Nothing was sent."))
    names, values = draft.headers.keys(), [draft.subject, *draft.headers.values()]
    files = [text for one in draft.attachments for text in (one.name, one.media_type)]
    if not all(map(rules.is_safe_name, names)) or not all(map(rules.is_safe_header, [*values, *files])):
        raise Invalid(_("A line of a mail’s head has a line break in it. Nothing was sent."))


def send_due_mail(*, actor: Actor, most: int = 100) -> int:
    """Hand over what is due, at most so many, over one connection; gives how many went. At least once: who dies
    between the server's yes and our note leaves a mail that goes again under the same Message-ID.
    """
    require(actor, "mail.manage")
    if not is_configured():
        return 0
    sent = 0
    connection = get_connection(timeout=TIMEOUT) if "smtp" in settings.EMAIL_BACKEND else get_connection()
    try:
        for _turn in range(most):
            mail = _claim()
            if mail is None:
                break
            trouble, code = _hand_over(mail, connection)
            if trouble is None:
                _note_sent(mail, actor=actor)
                sent += 1
                continue
            _note_trouble(mail, trouble, code, actor=actor)
            with contextlib.suppress(Exception):
                connection.close()
            if rules.is_of_the_server(trouble):
                break
    finally:
        with contextlib.suppress(Exception):
            connection.close()
    return sent


def _claim() -> Mail | None:
    """The mail that is due longest, ours until its lease runs out; None when nothing is due."""
    while True:
        now = timezone.now()
        is_due = Q(state=Mail.State.WAITING, due_at__lte=now) | Q(state=Mail.State.SENDING, lease_until__lt=now)
        pk = Mail.objects.filter(is_due).order_by("due_at", "id").values_list("pk", flat=True).first()
        if pk is None:
            return None
        taken = {"state": Mail.State.SENDING, "lease_until": now + LEASE, "attempts": F("attempts") + 1}
        if Mail.objects.filter(is_due, pk=pk).update(**taken) == 1:  # another worker may have been quicker
            return Mail.objects.select_related("account").prefetch_related("files").get(pk=pk)


def _hand_over(mail: Mail, connection: Any) -> tuple[Trouble | None, int | None]:
    if not mail.trouble and timezone.now() - mail.queued_at > rules.GIVE_UP_AFTER:
        return Trouble.TOO_OLD, None  # nobody sent for days, or each who tried died of it
    try:
        message = message_of(mail)
        message.connection = connection
        message.send()
    except Exception as error:
        trouble, code = rules.trouble_of(error)
        # neither the address nor the server's words: both would name a person
        log.warning("mail %s did not go: %s (%s, %s)", mail.pk, trouble, type(error).__name__, code)
        return trouble, code
    return None, None


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The mail as it travels: plain text first, HTML beside it, files behind."""
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", **mail.headers}
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for one in mail.files.all():
        message.attach(one.name, bytes(one.content), one.media_type)
    return message


@transaction.atomic
def _note_sent(mail: Mail, *, actor: Actor) -> None:
    Mail.objects.filter(pk=mail.pk).update(
        state=Mail.State.SENT, finished_at=timezone.now(), lease_until=None, trouble="", code=None
    )
    publish(MailSent(mail=mail.pk, kind_of_mail=mail.kind, attempts=mail.attempts), actor=actor)


@transaction.atomic
def _note_trouble(mail: Mail, trouble: Trouble, code: int | None, *, actor: Actor) -> None:
    now = timezone.now()
    values: dict[str, Any] = {"trouble": trouble, "code": code, "lease_until": None}
    if rules.is_final(trouble, age=now - mail.queued_at):
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.FAILED, finished_at=now, **values)
        given_up = MailGivenUp(mail=mail.pk, kind_of_mail=mail.kind, trouble=str(trouble), attempts=mail.attempts)
        publish(given_up, actor=actor)
        return
    due = now + rules.wait_before(mail.attempts)
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.WAITING, due_at=due, **values)


@transaction.atomic
def try_again(mail_id: int, *, actor: Actor) -> Mail:
    """Let a mail that was given up wait for a worker again, as if it were new.

    The address is taken anew from the account, where it may have been mended. Raises `NotFound`, or `Conflict` when
    the mail was not given up.
    """
    require(actor, "mail.manage")
    mail = Mail.objects.select_for_update(of=("self",)).select_related("account").filter(pk=mail_id).first()
    if mail is None:
        raise NotFound(_("There is no mail %(number)s.") % {"number": mail_id})
    if mail.state != Mail.State.FAILED:
        raise Conflict(_("Mail %(number)s was not given up, so there is nothing to try again.") % {"number": mail_id})
    now = timezone.now()
    mail.to = mail.account.email if mail.account is not None else mail.to
    mail.state, mail.attempts, mail.due_at, mail.queued_at, mail.finished_at = Mail.State.WAITING, 0, now, now, None
    mail.save(update_fields=["to", "state", "attempts", "due_at", "queued_at", "finished_at"])
    publish(MailTriedAgain(mail=mail.pk, kind_of_mail=mail.kind), actor=actor)
    return mail


@transaction.atomic
def try_all_again(mail_ids: Collection[int], *, actor: Actor) -> int:
    """Let those of these mails that were given up wait for a worker again; gives how many there were."""
    require(actor, "mail.manage")
    given_up = Mail.objects.filter(pk__in=mail_ids, state=Mail.State.FAILED).values_list("pk", flat=True)
    return len([try_again(pk, actor=actor) for pk in list(given_up)])


def prune_mail(*, actor: Actor) -> int:
    """Delete mail sent 30 days ago and mail given up 90 days ago; gives how many."""
    require(actor, "mail.manage")
    now = timezone.now()
    old = Q(state=Mail.State.SENT, finished_at__lt=now - KEEP_SENT)
    old |= Q(state=Mail.State.FAILED, finished_at__lt=now - KEEP_FAILED)
    return Mail.objects.filter(old).delete()[1].get("mail.Mail", 0)
