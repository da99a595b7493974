"""One run at a time: begun, giving signs of life, ended. Kept for the page; the log hears of what came of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.db import OperationalError, transaction
from django.utils import timezone

from colere.insights.themes.models import ThemeMap, ThemeRun, ThemeText
from colere.insights.themes.queries.known import find_work
from colere.platform.permissions import Actor, require

SIGN_EVERY = timedelta(seconds=1)
KEPT = 60  # runs: a year of weeks and a few more
SWEPT = 20_000

Tell = Callable[[str, int, int], None]


def begin_run(*, actor: Actor) -> ThemeRun | None:
    """A new run, with what a dead one left behind swept away; None while another one is at work."""
    require(actor, "themes.tend")
    with transaction.atomic():
        if find_work(actor) is not None:
            return None
        ThemeRun.objects.filter(state=ThemeRun.State.RUNNING).update(state=ThemeRun.State.FAILED)
        run = ThemeRun.objects.create()
        old = ThemeRun.objects.order_by("-pk").values_list("pk", flat=True)[KEPT:]
        ThemeRun.objects.filter(pk__in=list(old)).delete()
    _sweep()
    return run


def end_run(run: ThemeRun, *, is_done: bool, actor: Actor) -> None:
    """The run has come to its end; its figures are kept."""
    require(actor, "themes.tend")
    run.state = ThemeRun.State.DONE if is_done else ThemeRun.State.FAILED
    run.finished_at = timezone.now()
    run.save()


def teller(run: ThemeRun, *, actor: Actor) -> Tell:
    """Tells the page, about once a second, which step is going on and how far it is."""
    require(actor, "themes.tend")

    def tell(step: str, done: int, total: int) -> None:
        now = timezone.now()
        if step == run.step and now - run.seen_at < SIGN_EVERY:
            return
        run.step, run.done, run.total, run.seen_at = step, done, total, now
        with suppress(OperationalError):  # that nobody hears how far it is is no reason to stop
            ThemeRun.objects.filter(pk=run.pk).update(step=step, done=done, total=total, seen_at=now)

    return tell


def _sweep() -> None:
    """Maps that were never finished, and rows of runs that were not."""
    for unfinished in ThemeMap.objects.filter(is_current=False).values_list("pk", flat=True):
        while _delete_some(map=unfinished):
            pass
        ThemeMap.objects.filter(pk=unfinished).delete()
    for pk, run in ThemeMap.objects.values_list("pk", "run"):
        while _delete_some(map=pk, run__gt=run):
            pass


def _delete_some(**wanted: int) -> int:
    some = list(ThemeText.objects.filter(**wanted).values_list("pk", flat=True)[:SWEPT])
    return ThemeText.objects.filter(pk__in=some).delete()[0] if some else 0
