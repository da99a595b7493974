"""What a worker does: read new words each week and when many have come in, and divide a theme that somebody has shown
how to. What pages ask is counted by `platform.kept`.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from colere.insights.themes.actions.dividing import divide_theme
from colere.insights.themes.actions.drawing import FEWEST
from colere.insights.themes.actions.running import run_themes
from colere.insights.themes.models import ThemeMap, ThemeRun
from colere.insights.themes.queries.counting import usual_request
from colere.insights.themes.queries.kept import THEMES
from colere.insights.themes.queries.unread import newest_arrival, newest_ids
from colere.platform.accounts.models import Account
from colere.platform.jobs import register_follower
from colere.platform.jobs.models import Job
from colere.platform.kept.keeping import count_and_keep
from colere.platform.permissions import actor_for, system_actor

WORKER = system_actor("themes")
QUIET = timedelta(minutes=3)  # since the last arrival: in the middle of an import nobody looks for themes
MANY = 0.25  # of what was read before: so much that is unread does not wait for Monday


@task()
def read_new_words(*, anew: bool = False) -> None:
    """Read what customers have said since the last time; run again after a crash, it ends in the same state."""
    if run_themes(actor=WORKER, anew=anew) is not None:
        usual = usual_request(WORKER)
        if usual is not None:
            count_and_keep(THEMES, question=usual, actor=WORKER)


@task()
def divide(*, theme: int, examples: list[int], account: int) -> None:
    """Divide a theme on behalf of who asked for it, with what they may do now."""
    who = Account.objects.filter(pk=account, is_active=True).first()
    if who is not None:
        divide_theme(theme, examples=examples, actor=actor_for(who))


def look_for_many() -> int:
    """One turn: have new words read when many are waiting and no more come in, as after an import. Always gives 0: the
    reading is a job of its own.
    """
    if not is_much_unread():
        return 0
    open_states = [Job.State.WAITING, Job.State.READY, Job.State.RUNNING]
    if Job.objects.filter(task=read_new_words.module_path, state__in=open_states).exists():
        return 0
    read_new_words.enqueue()
    return 0


def is_much_unread() -> bool:
    """Whether enough has been said since the last reading, nothing has come in for some minutes, and nobody has looked
    since.
    """
    newest = newest_ids(WORKER)
    drawn = ThemeMap.objects.filter(is_current=True).only("read_to", "texts").first()
    unread = sum(newest.values()) - (sum(drawn.read_to.values()) if drawn else 0)
    if unread < max(FEWEST, MANY * (drawn.texts if drawn else 0)):
        return False
    last = newest_arrival(WORKER)
    if last is None or last > timezone.now() - QUIET:
        return False
    return not ThemeRun.objects.filter(started_at__gt=last).exists()


register_follower("themes.reading", look_for_many, every=60.0)
