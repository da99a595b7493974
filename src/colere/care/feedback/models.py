"""Answers of customers."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from colere.care.customers.models import Customer
from colere.foundation.models import Person, Team
from colere.platform.imports.models import Source


class Response(models.Model):
    """One answer to one question.

    `name` is the question: csat (1-5), recommend (0-10), effort (1-7, agreement) or a survey's own name. `about` is the
    conversation that was asked about, as "conversation:12"; person, team, channel and topic are those of that
    conversation at the time, unless the import said otherwise.
    """

    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    external_id = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=80)
    score = models.FloatField(null=True)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    about = models.CharField(max_length=60, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    channel = models.CharField(max_length=8, blank=True)
    topic = models.CharField(max_length=120, blank=True)
    fingerprint = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # our own rows have no source, so they are distinct; with a condition SQLite could not look ids up by it
            models.UniqueConstraint(fields=["external_id", "source"], name="response_source_once"),
            models.CheckConstraint(
                condition=~Q(name="csat") | Q(score__isnull=True) | Q(score__gte=1, score__lte=5), name="csat_is_1_to_5"
            ),
            models.CheckConstraint(
                condition=~Q(name="recommend") | Q(score__isnull=True) | Q(score__gte=0, score__lte=10),
                name="recommend_is_0_to_10",
            ),
            models.CheckConstraint(
                condition=~Q(name="effort") | Q(score__isnull=True) | Q(score__gte=1, score__lte=7),
                name="effort_is_1_to_7",
            ),
        ]
        indexes = [
            models.Index(fields=["-at", "-id", "name", "score", "team", "channel", "topic"], name="response_recent"),
            models.Index(
                fields=["name", "-at", "-id", "score", "team", "channel", "topic"], name="response_of_question"
            ),
            models.Index(fields=["team", "-at", "-id", "name", "score", "channel", "topic"], name="response_of_team"),
            models.Index(fields=["customer", "-at"], name="response_of_customer"),
            models.Index(fields=["about"], name="response_about"),
            models.Index(
                fields=["-at", "-id", "name", "score", "team", "channel", "topic"],
                name="response_with_words",
                condition=~Q(comment=""),
            ),
        ]
