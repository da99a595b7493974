"""When a team works: several intervals a day, dated exceptions, public holidays, a time zone."""

from django.db import models
from django.db.models import F, Q


class WorkingCalendar(models.Model):
    """Working hours in one time zone. Public holidays come from the package `holidays` by country and subdivision."""

    name = models.CharField(max_length=120, unique=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    subdivision = models.CharField(max_length=10, blank=True)
    is_default = models.BooleanField(default=False)
    is_archived = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_calendar")
        ]

    def __str__(self) -> str:
        return self.name


class WorkingInterval(models.Model):
    """One stretch of work on a weekday (0 is Monday), local time; `ends` 00:00 means midnight."""

    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.CASCADE, related_name="intervals")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_is_0_to_6"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")) | Q(ends="00:00"), name="interval_ends_after_start"
            ),
        ]


class CalendarException(models.Model):
    """A date that differs from its weekday: closed, or open in other intervals ([["09:00", "12:00"], …])."""

    calendar = models.ForeignKey(WorkingCalendar, on_delete=models.CASCADE, related_name="exceptions")
    on = models.DateField()
    intervals = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="one_exception_a_day")]
