"""What a worker does with mail."""

from __future__ import annotations

from django_tasks import task

from colere.platform.mail import actions
from colere.platform.permissions import system_actor

WORKER = system_actor("mail")


@task(max_attempts=3)
def send_due_mail() -> int:
    """Hand over what is due. Comes round each minute, so that mail is tried again without anybody asking."""
    return actions.send_due_mail(actor=WORKER)


@task(priority=-50, max_attempts=3)
def prune_mail() -> int:
    """Delete mail that was kept long enough."""
    return actions.prune_mail(actor=WORKER)
