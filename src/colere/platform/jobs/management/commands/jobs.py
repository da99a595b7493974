"""`colere jobs`: what has failed for good, jobs and lines of the log, and trying it again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.platform.events import delivery
from colere.platform.jobs import actions
from colere.platform.jobs.models import Job
from colere.platform.permissions import SYSTEM


class Command(BaseCommand):
    help = "Show what has failed for good in the background, and let it be tried again."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--retry", nargs="+", metavar="NUMBER", help="Try these jobs again, or “all” that has failed."
        )

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

        for letter in delivery.dead_letters()[:20]:
            self.stdout.write(f"\n{letter.handler}, line {letter.line_id} of the log\n    {letter.error}")

    def _retry(self, numbers: list[str]) -> None:
        lines = 0
        if numbers == ["all"]:
            ids = list(Job.objects.filter(state=Job.State.FAILED).values_list("pk", flat=True))
            lines = actions.retry_dead_letters(actor=SYSTEM)
        else:
            ids = [_number(text) for text in numbers]
        for job_id in ids:
            actions.retry_job(job_id, actor=SYSTEM)
        said = ngettext("%(n)s job will be tried again.", "%(n)s jobs will be tried again.", len(ids))
        self.stdout.write(said % {"n": len(ids)})
        if lines:
            said = ngettext(
                "%(n)s line of the log will be handed over again.",
                "%(n)s lines of the log will be handed over again.",
                lines,
            )
            self.stdout.write(said % {"n": lines})


def _number(text: str) -> int:
    if not text.lstrip("#").isdecimal():
        raise CommandError(
            _("“%(text)s” is not the number of a job. “colere jobs” shows them.") % {"text": text}, returncode=2
        )
    return int(text.lstrip("#"))
