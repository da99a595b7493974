"""Forms to choose a password: allauth's, with what makes a good one said in a sentence."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm, SetPasswordForm
from django import forms
from django.utils.translation import gettext_lazy as _

WHAT_IS_ASKED = _("At least ten characters; not a word that many use, and not your name or address.")


class _SaysWhatIsAsked(forms.BaseForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = WHAT_IS_ASKED  # allauth's is a list written as HTML
        self.fields["password2"].label = _("The same once more")


class ChoosePassword(_SaysWhatIsAsked, SetPasswordForm):
    """The first password."""


class ChangePassword(_SaysWhatIsAsked, ChangePasswordForm):
    """Another password in the place of one that is known."""


class ReplacePassword(_SaysWhatIsAsked, ResetPasswordKeyForm):
    """Another password in the place of one that was forgotten."""
