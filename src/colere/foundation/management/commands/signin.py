"""`colere signin EMAIL`: print a fresh link that lets somebody in once."""

from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from colere.foundation import actions
from colere.foundation.models import Person
from colere.platform.errors import NotFound
from colere.platform.permissions import system_actor


class Command(BaseCommand):
    """For somebody who has lost their password while no mail server is set up."""

    help = "Print a fresh link that lets somebody with an account in once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="Their e-mail address.")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=email.strip(), account__isnull=False).first()
        if person is None:
            raise NotFound(f"Nobody with an account has the address {email}.{self._near(email)}")
        token = actions.make_link(person, actor=system_actor("signin-command"))
        self.stdout.write(f"This link lets {person.name} in once, within three days:")
        self.stdout.write(f"{settings.BASE_URL}/enter/{token}")

    def _near(self, email: str) -> str:
        known = Person.objects.filter(account__isnull=False).values_list("email", flat=True)[:5000]
        near = get_close_matches(email.lower(), list(known), n=1)
        return f" Did you mean {near[0]}?" if near else " `colere operator EMAIL` makes an operator."
