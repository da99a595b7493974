"""Themes, which words belong to them, and how the work on them goes."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from colere.care.conversations.models import Conversation
from colere.care.feedback.models import Response
from colere.care.listening.models import Mention
from colere.foundation.models import Team

KINDS = ["conversation", "response", "mention"]
LONGEST_NAME = 80


class ThemeMap(models.Model):
    """The themes that are known, as places among the texts (`stats.words.identity`).

    One map is current. Another one is drawn beside it when themes are looked for anew, and takes its place when it is
    whole. `known` and `fitted` hold what was learned, as bytes without any words; `read_to` the highest id of each kind
    that was read; `version` counts what people have decided, so that kept answers know that they are old.
    """

    id = models.SmallAutoField(primary_key=True)
    is_current = models.BooleanField(default=False)
    vectors = models.CharField(max_length=40)
    known = models.BinaryField(default=bytes)
    fitted = models.BinaryField(default=bytes)
    run = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    read_to = models.JSONField(default=dict)
    read_until = models.DateTimeField(null=True)
    texts = models.PositiveIntegerField(default=0)
    fits_none = models.FloatField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="one_current_theme_map")
        ]


class Theme(models.Model):
    """What many customers speak of. A number is never given twice.

    `words` are what stands out in it, `name` what people call it. A theme that has gone into another one keeps its row
    and its texts: readers follow `merged_into`. `is_settled`: people have decided something, and the data no longer
    merge or split it. `born_on` is empty for themes of the first look. `known_before`: its number when themes were
    looked for anew.
    """

    number = models.PositiveIntegerField(primary_key=True)
    map = models.ForeignKey(ThemeMap, on_delete=models.CASCADE, related_name="+")
    words = models.JSONField(default=list)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    is_excluded = models.BooleanField(default=False)
    is_settled = models.BooleanField(default=False)
    born_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    merged_on = models.DateField(null=True)
    drift = models.FloatField(default=0.0)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"theme {self.number}"

    @property
    def label(self) -> str:
        """What to call it: its name, else its words."""
        return self.name or ", ".join(self.words[:3])


class ThemeText(models.Model):
    """Which theme a customer's words belong to: those that a conversation began with, a comment, or a review.

    The words stay where they are; `digest` is the hash by which their vector is kept. `theme` is the number at the time
    of reading, empty for words that fit none yet. `feeling` is how they sound: −1 unhappy, 0 mixed, 1 happy, empty
    without words. Rows of a `run` that the map has not come to are left from one that died.
    """

    map = models.ForeignKey(ThemeMap, on_delete=models.CASCADE, related_name="+", db_index=False)
    run = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    conversation = models.ForeignKey(
        Conversation, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    response = models.ForeignKey(Response, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    mention = models.ForeignKey(Mention, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    theme = models.PositiveIntegerField(null=True)
    closeness = models.FloatField(default=0.0)
    feeling = models.SmallIntegerField(null=True)
    at = models.DateTimeField()
    day = models.DateField()
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    channel = models.CharField(max_length=8, blank=True)
    digest = models.BinaryField(max_length=16)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="theme_text_kind_known"),
            # no conditions: SQLite could not look ids up by them, and empty ids are distinct
            models.UniqueConstraint(fields=["conversation", "map"], name="theme_of_conversation_once"),
            models.UniqueConstraint(fields=["response", "map"], name="theme_of_response_once"),
            models.UniqueConstraint(fields=["mention", "map"], name="theme_of_mention_once"),
        ]
        indexes = [
            # counting reads nothing but this index
            models.Index(
                fields=["map", "theme", "day", "kind", "feeling", "team", "channel", "run"], name="theme_text_counted"
            ),
            models.Index(fields=["map", "run"], name="theme_text_of_run"),
        ]


class ThemeRun(models.Model):
    """One reading of what customers have said since the last: how far it is, and what came of it."""

    class State(models.TextChoices):
        """How a run stands."""

        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    step = models.CharField(max_length=12, default="reading")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    texts = models.PositiveIntegerField(default=0)
    born = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    split = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
