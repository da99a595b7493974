"""Who and what is refused."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from colere.insights.journey.queries.counting import find_journey
from colere.platform.errors import Refused
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import Actor


def test_where_nothing_has_happened_that_is_said(settings: Any, tmp_path: Path, db: None) -> None:
    settings.FACTS_DIR = tmp_path / "facts"
    with pytest.raises(CommandError, match="nothing to follow"):
        call_command("journey", stdout=io.StringIO())


def test_who_may_see_no_figures_is_refused(db: None) -> None:
    with pytest.raises(Refused):
        find_journey(Actor(ref="nobody"), request=ReportRequest())
