"""Which customers were said to be at risk, and how teams said they were."""

from django.db import models

from colere.care.customers.models import Customer
from colere.foundation.models import Team


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
