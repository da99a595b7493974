"""Answers that are kept, so that a page need not count again what has not changed."""

from django.db import models
from django.utils import timezone


class KeptAnswer(models.Model):
    """The figures of one question, and the state of the facts that they are of.

    `asked_at` is when somebody last looked at it: what nobody looks at is no longer renewed, and pruned in the end.
    """

    key = models.CharField(max_length=64, primary_key=True)
    request = models.JSONField()
    facts = models.CharField(max_length=64)
    answer = models.JSONField()
    seconds = models.FloatField(default=0.0)
    computed_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="kept_answer_asked")]

    def __str__(self) -> str:
        return self.key
