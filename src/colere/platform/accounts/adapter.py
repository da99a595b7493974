"""How allauth is told about our rules: nobody signs up alone, nobody inactive comes in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Colere's people are invited; there is no open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made by an operator or a people partner."""
        return False

    def clean_email(self, email: str) -> Any:
        """The address in lower case, as accounts keep it."""
        return super().clean_email(email.strip().lower())
