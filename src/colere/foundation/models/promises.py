"""What we promise to customers, and who may decide what without asking."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from colere.foundation.models.people import Person


class Promise(models.Model):
    """A promise in the customers' words, with the measure that shows whether it is kept and the question that shows
    how it is felt.

    `rule` says what keeping means, for one conversation or answer:
    {"measure": "first_response_time" | "resolution_time", "within_seconds": 3600} or {"measure": "csat" | "effort" |
    …, "at_least": 4},
    each with optional "channel", "team" (id), "topic". Empty: the promise has no measure yet, and says so.
    `felt` names the survey question (a kind of answer, such as "csat" or "promise-quick") and the score from which
    it counts as felt: {"name": "promise-quick", "at_least": 4}.
    """

    slug = models.SlugField(max_length=60, unique=True)
    words = models.CharField(max_length=300)
    owner = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    target = models.FloatField(default=0.9)
    rule = models.JSONField(default=dict, blank=True)
    felt = models.JSONField(default=dict, blank=True)
    made_on = models.DateField(default=timezone.localdate)
    position = models.PositiveSmallIntegerField(default=0)
    is_archived = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(target__gt=0, target__lte=1), name="promise_target_is_a_share")
        ]

    def __str__(self) -> str:
        return self.words


class CharterRule(models.Model):
    """What a role may decide alone for a customer: money in one case, time of their own, or an exception to a rule."""

    MONEY, TIME, EXCEPTION = "money", "time", "exception"

    role = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=[(MONEY, "Money"), (TIME, "Time"), (EXCEPTION, "Exception")])
    text = models.CharField(max_length=300)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    minutes = models.PositiveIntegerField(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_archived = models.BooleanField(default=False)

    class Meta:
        ordering = ["role", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["money", "time", "exception"]), name="charter_kind_known"),
            models.CheckConstraint(condition=~Q(kind="money") | Q(amount__gt=0), name="charter_money_has_amount"),
            models.CheckConstraint(condition=~Q(kind="time") | Q(minutes__gt=0), name="charter_time_has_minutes"),
        ]
