"""Problems, what was changed about them, who was told, and what colleagues remarked."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from colere.culture.improvement.rules import State, Verdict, Whom
from colere.foundation.models import Department, Person, Team

TITLE_LENGTH = 160
TEXT_LENGTH = 4000


class Problem(models.Model):
    """Something that comes back, in plain words, with who cares that it stops.

    `topic`, `theme`, `team` and `channel` say in which conversations it shows. The cost is that of the days before it
    was raised, counted by the house. `version` grows with each change, so that of two people who write at once the
    second one hears of it. `reopened_at`: from here on everything counts anew. `withdrawn_at`: it was no problem.
    """

    title = models.CharField(max_length=TITLE_LENGTH)
    why = models.TextField(max_length=TEXT_LENGTH, blank=True)
    topic = models.CharField(max_length=120, blank=True)
    theme = models.PositiveBigIntegerField(null=True)
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(max_length=10, blank=True)
    owner = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    department = models.ForeignKey(Department, null=True, on_delete=models.SET_NULL, related_name="+")
    raised_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, default=State.OPEN.value, choices=[(s.value, s.value) for s in State])
    cause = models.TextField(max_length=TEXT_LENGTH, blank=True)
    cause_found_at = models.DateTimeField(null=True)
    cost_contacts = models.PositiveIntegerField(null=True)
    cost_minutes = models.FloatField(null=True)
    cost_low = models.FloatField(null=True)
    cost_high = models.FloatField(null=True)
    cost_from = models.DateField(null=True)
    cost_until = models.DateField(null=True)
    opened_at = models.DateTimeField(default=timezone.now)
    reopened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.CLOSED.value, closed_at__isnull=False)
                | (~Q(state=State.CLOSED.value) & Q(closed_at__isnull=True)),
                name="problem_closed_has_its_time",
            )
        ]
        indexes = [
            models.Index(fields=["opened_at", "id"], name="problem_opened"),
            models.Index(fields=["owner"], name="problem_owned", condition=Q(closed_at=None, withdrawn_at=None)),
            models.Index(fields=["topic"], name="problem_of_topic", condition=Q(closed_at=None, withdrawn_at=None)),
        ]

    def __str__(self) -> str:
        return self.title


class Change(models.Model):
    """What was done about a problem from which day on, and what that did to how often people write.

    `effect` is how many times as many contacts came as would have come without it, with the bounds of its 95 %
    interval; `n` the contacts looked at, `measured_until` the last of the days.
    """

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="changes")
    text = models.TextField(max_length=TEXT_LENGTH)
    made_on = models.DateField()
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=8, blank=True, choices=[(v.value, v.value) for v in Verdict])
    effect = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    n = models.PositiveIntegerField(null=True)
    measured_at = models.DateTimeField(null=True)
    measured_until = models.DateField(null=True)

    class Meta:
        ordering = ["-made_on", "-id"]

    def __str__(self) -> str:
        return self.text

    @property
    def is_measured(self) -> bool:
        """Whether it can be said what it did, if only that nothing can be told from chance."""
        return self.verdict not in ("", Verdict.TOO_FEW)


class Telling(models.Model):
    """Customers or colleagues were told what became of the problem: in which words, and when."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="tellings")
    whom = models.CharField(max_length=10, choices=[(w.value, w.value) for w in Whom])
    text = models.TextField(max_length=TEXT_LENGTH)
    told_on = models.DateField()
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-told_on", "-id"]

    def __str__(self) -> str:
        return self.text


class Remark(models.Model):
    """What a colleague wants others to know about the problem."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(max_length=TEXT_LENGTH)
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text
