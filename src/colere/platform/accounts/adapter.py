"""How allauth is told about our rules: nobody signs up alone, nobody inactive comes in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """Colere's people are invited; there is no open sign-up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This address and this password do not belong together. Look at both, or choose a new password below."
        ),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not the password that you have now."),
        "too_many_login_attempts": _(
            "That was wrong too often. Your account is safe; wait five minutes, or ask your operator for a link."
        ),
        "rate_limited": _("That was too often in a short time. Wait a few minutes, and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made by an operator or a people partner."""
        return False

    def clean_email(self, email: str) -> Any:
        """The address in lower case, as accounts keep it."""
        return super().clean_email(email.strip().lower())
