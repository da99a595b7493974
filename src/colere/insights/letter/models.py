"""Letters as they were written, who gets them, and who got which."""

from django.db import models
from django.utils import timezone

from colere.insights.letter.rules.content import Letter
from colere.platform.accounts.models import Account


class KeptLetter(models.Model):
    """The letter of one week, kept as it was sent. `content` is empty while a worker still writes it.

    `leave_mark` stands in the HTML and the text where each reader's own address for leaving goes.
    """

    week = models.CharField(max_length=8, unique=True)
    content = models.JSONField(null=True)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    pdf = models.BinaryField(default=b"")
    leave_mark = models.CharField(max_length=60, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    written_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.week

    @property
    def letter(self) -> Letter:
        """What it says; ask only where it is written."""
        assert self.content is not None
        return Letter.from_json(self.content)


class Subscription(models.Model):
    """Somebody who gets the letter each week."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"subscription of account {self.account_id}"


class Sending(models.Model):
    """That a letter was sent to somebody: once for each week and reader, whatever happens in between."""

    letter = models.ForeignKey(KeptLetter, on_delete=models.CASCADE, related_name="sendings")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "account"], name="letter_goes_once")]

    def __str__(self) -> str:
        return f"{self.letter_id} to account {self.account_id}"
