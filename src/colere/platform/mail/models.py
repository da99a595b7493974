"""The outbox."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from colere.platform.accounts.models import Account


class Mail(models.Model):
    """One letter to one address. A mail that is being sent belongs to whoever claimed it until `lease_until`.

    `message_id` stays the same however often it is tried, so that a mail program shows it once. `key` names the
    occasion ("letter:2026-W20:account:7"): the same occasion is never queued twice.
    """

    class State(models.TextChoices):
        """Where a mail stands."""

        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be sent")

    key = models.CharField(max_length=120, null=True, unique=True)
    kind = models.CharField(max_length=60)
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=12, blank=True)
    code = models.PositiveSmallIntegerField(null=True)
    queued_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="mail_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="mail_sending"),
            models.Index(fields=["finished_at"], condition=Q(state__in=["sent", "failed"]), name="mail_finished"),
            models.Index(fields=["kind", "-id"], name="mail_of_kind"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk} ({self.state})"


class MailFile(models.Model):
    """A file that goes with a mail."""

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name
