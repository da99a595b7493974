"""Reviews and mentions."""

from django.db import models
from django.utils import timezone

from colere.platform.imports.models import Source


class Mention(models.Model):
    """Somebody's public words about us. `site` is where they stand; `rating` as given there (usually 1-5)."""

    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    external_id = models.CharField(max_length=200, blank=True)
    site = models.CharField(max_length=120, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    author = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    rating = models.FloatField(null=True)
    fingerprint = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["external_id", "source"], name="mention_source_once")]
        indexes = [
            models.Index(fields=["-at", "-id"], name="mention_recent"),
            models.Index(fields=["site", "-at", "-id"], name="mention_of_site"),
        ]
