"""The organisation, its departments and teams, and its people."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from colere.foundation.models.calendars import WorkingCalendar
from colere.platform.accounts.models import Account
from colere.platform.imports.models import Source


class Organisation(models.Model):
    """The company itself: one row. Its time zone decides to which day something belongs."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=10, default="en-gb")
    currency = models.CharField(max_length=3, default="EUR")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_organisation")]


class Department(models.Model):
    """A part of the company, such as Care or Finance."""

    name = models.CharField(max_length=120)
    is_archived = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="department_name_once")]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People who work together. Conversations of a private team are read only by its members, its leads and heads
    of care.
    """

    name = models.CharField(max_length=120)
    department = models.ForeignKey(Department, null=True, on_delete=models.SET_NULL, related_name="+")
    calendar = models.ForeignKey(WorkingCalendar, null=True, on_delete=models.SET_NULL, related_name="+")
    is_private = models.BooleanField(default=False)
    is_archived = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A member of staff, with or without an account.

    `is_stub`: known only by an address in imported conversations; becomes whole when `people` is imported.
    `title` is the job's name; what somebody may do is decided by the roles of their account (kept in `roles` until
    they have one).
    """

    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL, related_name="+")
    external_id = models.CharField(max_length=200, blank=True)
    account = models.OneToOneField(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    title = models.CharField(max_length=120, blank=True)
    roles = models.JSONField(default=list)
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    department = models.ForeignKey(Department, null=True, on_delete=models.SET_NULL, related_name="+")
    manager = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    hired_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    birthday = models.DateField(null=True)
    language = models.CharField(max_length=10, blank=True)
    is_stub = models.BooleanField(default=False)
    fingerprint = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="person_email_once"),
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="person_source_once"
            ),
            models.CheckConstraint(
                condition=Q(manager__isnull=True) | ~Q(manager=F("id")), name="person_not_own_manager"
            ),
        ]
        indexes = [models.Index(fields=["name"], name="person_name")]

    def __str__(self) -> str:
        return self.name
