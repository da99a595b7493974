"""`colere operator EMAIL`: make somebody an operator, and print a link that lets them in once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from colere.foundation import actions
from colere.foundation.models import Person
from colere.platform.permissions import system_actor


class Command(BaseCommand):
    """Works without anybody signed in: whoever can run it has the database in hand anyway."""

    help = "Make somebody an operator and print a link that lets them in once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="Their e-mail address.")
        parser.add_argument("--name", default="", help="Their name, when they are new.")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        token = actions.let_operator_in(email=email, name=name, actor=system_actor("operator-command"))
        person = Person.objects.get(email__iexact=email.strip())
        self.stdout.write(f"{person.name} is an operator. This link lets them in once, within three days:")
        self.stdout.write(f"{settings.BASE_URL}/enter/{token}")
