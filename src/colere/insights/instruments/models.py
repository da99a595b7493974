"""What an instrument answered, kept so that a page need not count."""

from django.db import models
from django.utils import timezone


class State(models.TextChoices):
    """How far the answer to a question is."""

    WAITING = "waiting"
    COUNTED = "counted"
    REFUSED = "refused"  # the question has no answer; `sentence` says why
    FAILED = "failed"  # something broke; the log of the worker says what


class KeptReport(models.Model):
    """The answer to one question to one instrument, and the mark of the facts and the code that it is of.

    `sentences` has the sentence on top by language, `report` all else; the last answer stays while a new one is
    counted. `counting_since` is when a worker last gave a sign of counting it, and `step` what it is doing. `asked_at`
    is when somebody last looked: what nobody looks at is not counted again, and deleted after a month.
    """

    key = models.CharField(max_length=64, primary_key=True)
    instrument = models.CharField(max_length=40)
    question = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    facts = models.CharField(max_length=64, blank=True)
    report = models.JSONField(null=True)
    sentences = models.JSONField(default=dict)
    sentence = models.TextField(blank=True)
    seconds = models.FloatField(default=0.0)
    step = models.CharField(max_length=20, blank=True)
    computed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    counting_since = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="kept_report_asked")]

    def __str__(self) -> str:
        return f"{self.instrument} {self.key}"
