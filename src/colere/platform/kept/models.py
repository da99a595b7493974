"""What was counted, kept so that a page need not count."""

from django.db import models
from django.utils import timezone


class State(models.TextChoices):
    """How far the answer to a question is."""

    WAITING = "waiting"
    COUNTED = "counted"
    REFUSED = "refused"  # the question has no answer; `sentence` says why
    FAILED = "failed"  # something broke; the log of the worker says what


class CountedAnswer(models.Model):
    """The answer to one question of a kind, and the marks of the code and of all else that it is of.

    The last answer stays in `found` while a new one is counted. `counting_since` is when a worker last gave a sign of
    counting it, and `step` what it is doing. `asked_at` is when somebody last looked: what nobody looks at is not
    counted again, and deleted after a month.
    """

    key = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=60)
    question = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    code = models.CharField(max_length=64)
    mark = models.CharField(max_length=200, blank=True)
    found = models.JSONField(null=True)
    sentence = models.TextField(blank=True)
    seconds = models.FloatField(default=0.0)
    step = models.CharField(max_length=20, blank=True)
    computed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    counting_since = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="counted_answer_asked")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
