"""Where imported rows come from, and how each load went."""

from django.db import models


class Source(models.Model):
    """A place that rows come from, such as "zendesk"; a row's own id is unique within its source."""

    id = models.SmallAutoField(primary_key=True)
    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name
