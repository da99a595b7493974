"""`colere jobs`: what has failed, and trying it again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count
from django.utils.translation import ngettext

from colere.platform.jobs import actions
from colere.platform.jobs.models import Job
from colere.platform.permissions import SYSTEM


class Command(BaseCommand):
    help = "Show the background jobs that have failed for good, and let them be tried again."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry", nargs="+", metavar="NUMBER", help="Try these again, or “all”.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry"]:
            self._retry(options["retry"])
            return
        counts = dict(Job.objects.values_list("state").annotate(n=Count("pk")))
        for state in Job.State:
            self.stdout.write(f"{counts.get(state.value, 0):>8}  {state.label}")
        for job in Job.objects.filter(state=Job.State.FAILED).order_by("-finished_at")[:20]:
            last = job.failures[-1] if job.failures else {"exception": "?", "where": []}
            where = f" ({last['where'][-1]})" if last["where"] else ""
            self.stdout.write(
                f"\n#{job.pk}  {job.task}  {job.finished_at:%Y-%m-%d %H:%M}\n    {last['exception']}{where}"
            )

    def _retry(self, numbers: list[str]) -> None:
        if numbers == ["all"]:
            ids = list(Job.objects.filter(state=Job.State.FAILED).values_list("pk", flat=True))
        else:
            ids = [int(number.lstrip("#")) for number in numbers]
        for job_id in ids:
            actions.retry_job(job_id, actor=SYSTEM)
        said = ngettext("%(n)s job will be tried again.", "%(n)s jobs will be tried again.", len(ids))
        self.stdout.write(said % {"n": len(ids)})
