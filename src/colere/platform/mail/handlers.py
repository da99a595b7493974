"""What the outbox does when a mail was written: it wakes a worker, so that nobody waits for the next minute."""

from colere.platform.events import handles
from colere.platform.events.models import LogLine
from colere.platform.mail.events import MailQueued, MailTriedAgain
from colere.platform.mail.jobs import send_due_mail


@handles(MailQueued, name="mail.send_queued")
def send_queued(event: MailQueued, line: LogLine) -> None:
    """Have it sent."""
    send_due_mail.enqueue()


@handles(MailTriedAgain, name="mail.send_again")
def send_again(event: MailTriedAgain, line: LogLine) -> None:
    """Have it sent."""
    send_due_mail.enqueue()
