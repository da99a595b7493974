"""Writing the letter of a week, sending it, and who gets it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.insights.letter.events import LetterSent, LetterSubscribed, LetterUnsubscribed, LetterWritten
from colere.insights.letter.models import KeptLetter, Sending, Subscription
from colere.insights.letter.queries.gathering import gather_letter
from colere.insights.letter.queries.html import as_html
from colere.insights.letter.queries.kept import letter_days
from colere.insights.letter.queries.pdf import as_pdf
from colere.insights.letter.queries.plain import as_text
from colere.insights.letter.queries.readers import list_readers
from colere.insights.letter.rules.addresses import Addresses
from colere.insights.letter.rules.content import Letter
from colere.insights.letter.rules.weeks import Week, due_moment, week_named
from colere.platform.accounts.models import Account
from colere.platform.errors import Conflict, Invalid, NotFound
from colere.platform.events import publish
from colere.platform.mail.actions import Attachment, Draft, queue_mail
from colere.platform.mail.models import Mail
from colere.platform.metrics import company_zone
from colere.platform.permissions import Actor, require

ASK_AGAIN = timedelta(minutes=2)  # a worker that needs longer for a letter has died
WISH_AGAIN = timedelta(minutes=10)
LEAVE_DAYS = 180
SALT = "letter.leave"


def note_wanted(week: Week, *, actor: Actor) -> bool:
    """Note that somebody wants to read this week's letter; gives whether it has to be written and nobody does so yet.

    Raises `NotFound` for a week that is not over, or of which nothing is known.
    """
    require(actor, "letter.read")
    days = letter_days(actor)
    if days is None or not days[0] <= week <= days[1]:
        raise NotFound(_("There is no letter of this week: it is not over, or nothing is known of it."))
    now = timezone.now()
    row, is_new = KeptLetter.objects.get_or_create(week=week.name, defaults={"asked_at": now})
    if is_new or row.content is not None:
        return is_new
    return bool(KeptLetter.objects.filter(pk=row.pk, asked_at__lt=now - ASK_AGAIN).update(asked_at=now))


def write_letter(week: Week, *, actor: Actor) -> KeptLetter:
    """Write the letter of the week and keep it; one that is written stays as it is."""
    require(actor, "letter.read")
    known = KeptLetter.objects.filter(week=week.name, content__isnull=False).first()
    if known is not None:
        return known
    letter, mark = gather_letter(actor, week=week), f"leave-{secrets.token_hex(16)}"
    addresses = addresses_of(letter)
    mailed = Addresses(addresses.page, addresses.sections, mark)
    values = {
        "content": letter.as_json(),
        "html": as_html(letter, mailed),
        "text": as_text(letter, mailed),
        "pdf": as_pdf(letter, addresses),
        "leave_mark": mark,
        "written_at": timezone.now(),
    }
    with transaction.atomic():
        row, _is_new = KeptLetter.objects.get_or_create(week=week.name)
        # another worker may have been quicker; and None in a filter of JSON would mean the word null
        if KeptLetter.objects.filter(pk=row.pk, content__isnull=True).update(**values):
            publish(LetterWritten(week=week.name, news=letter.kind), actor=actor)
    return KeptLetter.objects.get(pk=row.pk)


def addresses_of(letter: Letter, *, actor: Actor | None = None) -> Addresses:
    """Where the links of the letter lead; the same for everybody."""
    sections = {part.name: settings.BASE_URL + reverse(part.place) for part in letter.sections if part.place}
    return Addresses(settings.BASE_URL + reverse("letter:letter-detail", args=[letter.week]), sections)


def send_weekly(week: Week, *, actor: Actor) -> int:
    """Send the letter of the week to all who have subscribed before it was due and have not got it; gives to how many.

    Each reader's mail is written down in one transaction with the note that it was, so that whoever dies half-way
    leaves nobody who gets two and nobody who gets none.
    """
    require(actor, "letter.read")
    due = due_moment(week, timezone.now().astimezone(company_zone()))
    row = write_letter(week, actor=actor)
    KeptLetter.objects.filter(pk=row.pk, sent_at=None).update(sent_at=timezone.now())
    readers = [one for one in list_readers(actor) if one.since <= due]
    return sum(_send_once(row, reader.account, actor=actor) for reader in readers)


@transaction.atomic
def _send_once(row: KeptLetter, account: Account, *, actor: Actor) -> bool:
    _sending, is_new = Sending.objects.get_or_create(letter=row, account=account)
    if is_new:
        queue_mail(_draft(row, account, key=f"letter:{row.week}:{account.pk}"), actor=actor)
        publish(LetterSent(week=row.week, account=account.pk, is_wish=False), actor=actor)
    return is_new


@transaction.atomic
def send_to_me(week: Week, *, actor: Actor) -> Mail:
    """Send the letter to the actor's own address. Raises `NotFound`, or `Conflict` when that was asked just now."""
    require(actor, "letter.read")
    row = KeptLetter.objects.filter(week=week.name, content__isnull=False).first()
    if row is None or actor.account_id is None:
        raise NotFound(_("There is no letter of this week yet."))
    since = timezone.now() - WISH_AGAIN
    if Mail.objects.filter(kind="letter.wish", account=actor.account_id, queued_at__gte=since).count() >= 3:
        raise Conflict(_("You have just had three letters sent to you. Wait some minutes before the next."))
    publish(LetterSent(week=row.week, account=actor.account_id, is_wish=True), actor=actor)
    return queue_mail(_draft(row, Account.objects.get(pk=actor.account_id)), actor=actor)


def _draft(row: KeptLetter, account: Account, *, key: str | None = None) -> Draft:
    leave = leave_address(account)
    return Draft(
        kind="letter.weekly" if key else "letter.wish",
        to=account.email,
        subject=row.letter.title,
        text=row.text.replace(row.leave_mark, leave),
        html=row.html.replace(row.leave_mark, leave),
        account=account,
        headers={"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        attachments=(Attachment(name=f"letter-{row.week}.pdf", media_type="application/pdf", content=bytes(row.pdf)),),
        key=key,
    )


def leave_address(account: Account, *, actor: Actor | None = None) -> str:
    """The address at which this account leaves without signing in: signed, and of no use after half a year."""
    token = signing.dumps(account.pk, salt=SALT)
    return settings.BASE_URL + reverse("letter:letter-leave", args=[token])


@transaction.atomic
def subscribe(*, actor: Actor) -> None:
    """Let the actor get the letter from the next one on."""
    require(actor, "letter.read")
    if actor.account_id is None:
        raise Invalid(_("Only somebody with an account can get the letter."))
    _row, is_new = Subscription.objects.get_or_create(account_id=actor.account_id)
    if is_new:
        publish(LetterSubscribed(account=actor.account_id), actor=actor)


@transaction.atomic
def unsubscribe(*, actor: Actor) -> None:
    """Let the actor get it no longer. Nobody who wants to leave is refused."""
    if Subscription.objects.filter(account=actor.account_id).delete()[0]:
        publish(LetterUnsubscribed(account=actor.account_id or 0, way="page"), actor=actor)


@transaction.atomic
def leave_by_link(token: str, *, actor: Actor) -> None:
    """Let whoever this link was written to get the letter no longer. Raises `NotFound` for a link that is none of ours
    or older than half a year; signatures are compared in constant time.
    """
    account = account_of_link(token)
    if Subscription.objects.filter(account=account).delete()[0]:
        publish(LetterUnsubscribed(account=account, way="link"), actor=actor)


def account_of_link(token: str, *, actor: Actor | None = None) -> int:
    """The number of the account to which the link was written. Raises `NotFound`."""
    try:
        return int(signing.loads(token, salt=SALT, max_age=timedelta(days=LEAVE_DAYS)))
    except (signing.BadSignature, ValueError, TypeError) as error:
        sentence = _("This link is too old or not complete. Sign in: the letter’s page has a button for it.")
        raise NotFound(sentence) from error


def get_week(name: str, *, actor: Actor) -> Week:
    """The week of this name. Raises `NotFound`."""
    require(actor, "letter.read")
    week = week_named(name)
    if week is None:
        raise NotFound(_("There is no week “%(name)s”. Write it as 2026-W20.") % {"name": name[:20]})
    return week
