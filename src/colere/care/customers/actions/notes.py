"""Notes and consent."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.care.customers.events import ConsentRecorded, CustomerNoted, NoteChanged
from colere.care.customers.models import Consent, Customer, CustomerNote
from colere.platform.errors import Invalid, NotFound
from colere.platform.events import publish
from colere.platform.permissions import Actor, require

LONGEST_NOTE = 4000


@transaction.atomic
def add_note(customer: Customer, *, text: str, is_pinned: bool = False, actor: Actor) -> CustomerNote:
    """A note for colleagues, signed by the person behind the actor. Raises `Invalid` when it is empty or too long."""
    require(actor, "customers.edit", customer)
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words or len(words) > LONGEST_NOTE:
        raise Invalid(_("A note has between 1 and 4,000 characters. Yours was not saved."), fields=["text"])
    author = next(iter(actor.ids("person")), None)
    note = CustomerNote.objects.create(customer=customer, author_id=author, text=words, is_pinned=is_pinned)
    publish(CustomerNoted(customer=customer.pk, note=note.pk), actor=actor)
    return note


@transaction.atomic
def pin_note(note: CustomerNote, *, is_pinned: bool, actor: Actor) -> None:
    """Keep the note on top, or let it go back among the others."""
    require(actor, "customers.edit", note.customer)
    if note.is_pinned == is_pinned:
        return
    note.is_pinned = is_pinned
    note.save(update_fields=["is_pinned"])
    change = "pinned" if is_pinned else "unpinned"
    publish(NoteChanged(customer=note.customer_id, note=note.pk, change=change), actor=actor)


@transaction.atomic
def remove_note(note: CustomerNote, *, actor: Actor) -> None:
    """Take the note away (the page offers to bring it back)."""
    require(actor, "customers.edit", note.customer)
    if note.removed_at is not None:
        return
    note.removed_at = timezone.now()
    note.save(update_fields=["removed_at"])
    publish(NoteChanged(customer=note.customer_id, note=note.pk, change="removed"), actor=actor)


@transaction.atomic
def restore_note(note: CustomerNote, *, actor: Actor) -> None:
    """Bring a removed note back."""
    require(actor, "customers.edit", note.customer)
    if note.removed_at is None:
        raise NotFound(_("This note is there already."))
    note.removed_at = None
    note.save(update_fields=["removed_at"])
    publish(NoteChanged(customer=note.customer_id, note=note.pk, change="restored"), actor=actor)


@transaction.atomic
def record_consent(
    customer: Customer, *, purpose: str, is_given: bool, evidence: str = "", at: datetime | None = None, actor: Actor
) -> Consent:
    """The customer agreed to a purpose ("email"), or took that back. Older lines stay; the newest counts."""
    require(actor, "customers.edit", customer)
    cleaned = purpose.strip().lower()[:40]
    if not cleaned:
        raise Invalid(_("Consent is given for a purpose. Say which."), fields=["purpose"])
    consent = Consent.objects.create(
        customer=customer, purpose=cleaned, is_given=is_given, evidence=evidence.strip()[:200], at=at or timezone.now()
    )
    publish(ConsentRecorded(customer=customer.pk, purpose=cleaned, is_given=is_given), actor=actor)
    return consent
