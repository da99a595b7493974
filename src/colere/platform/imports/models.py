"""Where imported rows come from, and how each load went."""

from django.db import models
from django.utils import timezone


class Source(models.Model):
    """A place that rows come from, such as "zendesk"; a row's own id is unique within its source."""

    id = models.SmallAutoField(primary_key=True)
    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One load of one file, from the command line or from the page, and how far it has come.

    `folder` is the place below the directory of files that holds what was uploaded and what was refused; `refusals` are
    the first refused rows (line, id, sentence, never the row). `columns` is the map file's text. `is_check`: a dry run,
    which a person may turn into a load.
    """

    WAITING, RUNNING, DONE, STOPPED, FAILED = "waiting", "running", "done", "stopped", "failed"
    STATES = [WAITING, RUNNING, DONE, STOPPED, FAILED]

    kind = models.CharField(max_length=40)
    source_name = models.CharField(max_length=120)
    file_name = models.CharField(max_length=200)
    folder = models.CharField(max_length=40, blank=True)
    columns = models.TextField(blank=True)
    is_check = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=[(state, state) for state in STATES], default=WAITING)
    stop_asked = models.BooleanField(default=False)
    actor = models.CharField(max_length=60)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    done_bytes = models.BigIntegerField(default=0)
    total_bytes = models.BigIntegerField(null=True)
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    refusals = models.JSONField(default=list)
    unused = models.JSONField(default=list)
    failure = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["-started_at", "-id"], name="import_recent")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "running", "done", "stopped", "failed"]),
                name="import_state_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.file_name}"
