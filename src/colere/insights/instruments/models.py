"""What an instrument answered, kept so that a page need not count; and which customers were said to be at risk."""

from django.db import models
from django.utils import timezone

from colere.care.customers.models import Customer
from colere.foundation.models import Team


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


class RiskListing(models.Model):
    """A customer was found likely to stay away on a day. Those held out were never shown, so that what showing the
    others has brought can be judged; once written down, a customer stays on their side.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    listed_on = models.DateField()
    is_held_out = models.BooleanField()
    chance = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "listed_on"], name="risk_listed_once_a_day")]
        indexes = [models.Index(fields=["listed_on"], name="risk_listed_on")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.listed_on}"


class PulseDay(models.Model):
    """How a team said it was on a day: how many answers and their sum, never whose.

    A stand-in for a room of pulses: the answers come from a file.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    answers = models.PositiveIntegerField()
    total = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "day"], name="pulse_of_team_and_day_once")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.day}"
