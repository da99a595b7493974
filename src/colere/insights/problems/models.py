"""What was found, kept so that a page need not count a year of contacts."""

from django.db import models
from django.utils import timezone


class KeptFindings(models.Model):
    """The findings of one question (period and filters), and the state of the facts that they are of.

    `found` is empty while a worker still counts. `asked_at` is when somebody last looked: what nobody looks at is not
    counted again, and deleted after a month.
    """

    key = models.CharField(max_length=64, primary_key=True)
    request = models.JSONField()
    facts = models.CharField(max_length=64, blank=True)
    found = models.JSONField(null=True)
    seconds = models.FloatField(default=0.0)
    computed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="kept_findings_asked")]

    def __str__(self) -> str:
        return self.key
