"""What we are for and how we act: mission, values with behaviours, leadership principles."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from colere.foundation.models.people import Department, Person


class MissionStatement(models.Model):
    """One version of what the company (or a department) is for. The newest published version counts; older ones
    stay.
    """

    department = models.ForeignKey(Department, null=True, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    text = models.TextField(max_length=2000)
    published_at = models.DateTimeField(default=timezone.now)
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["department", "version"], name="mission_version_once"),
            models.UniqueConstraint(
                fields=["version"], condition=Q(department__isnull=True), name="company_mission_version_once"
            ),
        ]


class Acknowledgement(models.Model):
    """Somebody has read this version and said so."""

    statement = models.ForeignKey(MissionStatement, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "person"], name="acknowledged_once")]


class Value(models.Model):
    """A value of the company, in words that people use."""

    name = models.CharField(max_length=120, unique=True)
    meaning = models.TextField(max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_archived = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Behaviour(models.Model):
    """What living a value looks like, so that anybody can see whether it happens: "we do" or "we don't"."""

    DO, DONT = "do", "dont"

    value = models.ForeignKey(Value, on_delete=models.CASCADE, related_name="behaviours")
    kind = models.CharField(max_length=4, choices=[(DO, "We do"), (DONT, "We don't")])
    text = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    is_archived = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "position", "id"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=["do", "dont"]), name="behaviour_kind_known")]


class LeadershipPrinciple(models.Model):
    """What people can expect from everybody who leads."""

    text = models.CharField(max_length=300)
    meaning = models.TextField(max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_archived = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
