"""`colere mail`: what waits, what could not be sent and why, and trying it again."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.platform.errors import DomainError
from colere.platform.mail import actions, queries
from colere.platform.mail.models import Mail
from colere.platform.permissions import SYSTEM


class Command(BaseCommand):
    help = "Show the mail that waits and the mail that could not be sent, and let it be tried again."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry", nargs="+", metavar="NUMBER", help="Try these again, or “all”.")
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry"]:
            self._retry(options["retry"])
            return
        found, failed = queries.outbox(SYSTEM), queries.list_failed(SYSTEM)
        if options["json"]:
            rows = [{"mail": one.pk, "kind": one.kind, "trouble": one.trouble, "code": one.code} for one in failed]
            counts = {"waiting": found.waiting, "sent": found.sent, "failed": found.failed}
            self.stdout.write(json.dumps({"is_configured": found.is_configured, **counts, "given_up": rows}, indent=1))
            return
        if not found.is_configured:
            self.stdout.write(_("No mail server is set, so mail waits and nothing is lost. Set COLERE_MAIL_URL."))
        for n, label in ((found.waiting, _("waiting")), (found.sent, _("sent")), (found.failed, _("given up"))):
            self.stdout.write(f"{n:>8}  {label}")
        for mail in failed:
            code = f" ({mail.code})" if mail.code else ""
            self.stdout.write(f"\n#{mail.pk}  {mail.kind}  {mail.finished_at:%Y-%m-%d %H:%M}{code}")
            self.stdout.write(f"    {queries.what_to_do(mail)}")

    def _retry(self, numbers: list[str]) -> None:
        given_up = Mail.objects.filter(state=Mail.State.FAILED).values_list("pk", flat=True)
        try:
            ids = list(given_up) if numbers == ["all"] else [int(number.lstrip("#")) for number in numbers]
            for mail_id in ids:
                actions.try_again(mail_id, actor=SYSTEM)
        except ValueError:
            raise CommandError(_("Mails are named by their numbers, or “all”."), returncode=2) from None
        except DomainError as error:
            raise CommandError(error.sentence, returncode=2) from error
        said = ngettext("%(n)s mail will be tried again.", "%(n)s mails will be tried again.", len(ids))
        self.stdout.write(said % {"n": len(ids)})
