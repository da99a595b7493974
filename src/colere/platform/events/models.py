"""The tables of the log."""

from typing import Any

from django.db import models
from django.db.models import Func
from django.utils import timezone


class CurrentTransaction(Func):
    """The number of the writing transaction on PostgreSQL; 0 on SQLite, which has one writer."""

    arity = 0
    output_field = models.BigIntegerField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        """0: with a single writer the ids alone are in commit order."""
        return "0", ()

    def as_postgresql(self, compiler: Any, connection: Any, **kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        """The top-level transaction's 64-bit number."""
        return "(pg_current_xact_id()::text::bigint)", ()


class LogLine(models.Model):
    """One thing that happened. Append-only: a trigger refuses UPDATE and DELETE.

    `at` is when the line was written, `happened_at` when it happened in the world: for most lines the same moment, for
    imported ones long before.
    """

    id = models.BigAutoField(primary_key=True)
    txid = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    at = models.DateTimeField(default=timezone.now)
    happened_at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=80)
    version = models.SmallIntegerField(default=1)
    actor = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    about = models.CharField(max_length=60, blank=True)
    payload = models.JSONField()
    request_id = models.CharField(max_length=36, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["txid", "id"], name="log_commit_order"),
            models.Index(fields=["about", "happened_at", "id"], name="log_story"),
            models.Index(fields=["subject", "id"], name="log_subject"),
            models.Index(fields=["kind", "txid", "id"], name="log_kind"),
            models.Index(fields=["at"], name="log_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Cursor(models.Model):
    """How far a named reader has come: everything up to and including (txid, line) is done."""

    name = models.CharField(max_length=120, primary_key=True)
    txid = models.BigIntegerField(default=0)
    line = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(default=timezone.now)


class Delivery(models.Model):
    """A line that a handler could not take: tried again later, and kept as a dead letter when it never works."""

    handler = models.CharField(max_length=120)
    line = models.ForeignKey(LogLine, on_delete=models.PROTECT, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=1)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=200)
    is_dead = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handler", "line"], name="one_delivery_per_handler_and_line")]
        indexes = [models.Index(fields=["is_dead", "next_at"], name="delivery_due")]
