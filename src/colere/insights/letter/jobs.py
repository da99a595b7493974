"""What a worker does for the letter: write one that somebody wants to read, and send the weekly one."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from colere.insights.letter.actions import get_week, send_weekly, write_letter
from colere.insights.letter.queries.kept import letter_days
from colere.insights.letter.rules.weeks import due_moment, last_whole_week
from colere.platform import metrics
from colere.platform.permissions import system_actor

WORKER = system_actor("letter")


@task()
def write_for_page(*, week: str) -> None:
    """Write the letter that a page has asked for; run again, it gives the same."""
    write_letter(get_week(week, actor=WORKER), actor=WORKER)


@task()
def send_weekly_letter() -> int:
    """Once an hour: when the last week's letter is due (Monday at six where the company is), send it to whoever has
    not got it. A machine that slept on Monday sends it when it wakes; after a week the next letter takes its place.
    """
    now = timezone.now().astimezone(metrics.company_zone())
    week = last_whole_week(now.date())
    if now < due_moment(week, now):
        return 0
    metrics.catch_up()
    days = letter_days(WORKER)
    if days is None or week > days[1]:
        return 0
    return send_weekly(week, actor=WORKER)
