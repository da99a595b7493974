"""The page of one's own account: how the product looks and speaks, and the password."""

from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from colere.platform.accounts import actions
from colere.platform.accounts.models import Account
from colere.platform.permissions import requires
from colere.platform.ui.pages import redirect, render

THEMES = [
    ("auto", gettext_lazy("As my computer does")),
    ("light", gettext_lazy("Light")),
    ("dark", gettext_lazy("Dark")),
]


class PreferencesForm(forms.Form):
    """How the product looks and speaks."""

    theme = forms.ChoiceField(label=gettext_lazy("Light or dark"), choices=THEMES, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), required=False, help_text=gettext_lazy("Times are shown on this clock.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("language", _("As my browser does"), [(code, _(name)) for code, name in settings.LANGUAGES])
        if len(settings.LANGUAGES) < 2:  # nothing to choose
            del self.fields["language"]
        self._offer("time_zone", _("The company’s"), [(z, z.replace("_", " ")) for z in sorted(available_timezones())])

    def _offer(self, name: str, default: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [("", default), *choices]


@requires("ui.today")
def account_page(request: HttpRequest) -> HttpResponseBase:
    account = cast("Account", request.user)
    now = {"theme": account.theme, "language": account.language, "time_zone": account.time_zone}
    form = PreferencesForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        actions.set_preferences(account, **(now | form.cleaned_data), actor=request.actor)  # type: ignore[attr-defined]
        return redirect(request, reverse("ui:account"), said=_("Saved."))
    status = 422 if form.errors else 200
    return render(
        request, "ui/account.html", {"form": form, "has_password": account.has_usable_password()}, status=status
    )


@requires("ui.today")
@require_POST
def switch_theme(request: HttpRequest) -> HttpResponse:
    """The switch in the menu; it needs no answer."""
    account = cast("Account", request.user)
    theme = request.POST.get("theme", "")
    if theme in dict(THEMES):
        actions.set_preferences(
            account,
            theme=theme,
            language=account.language,
            time_zone=account.time_zone,
            actor=request.actor,  # type: ignore[attr-defined]
        )
    return HttpResponse(status=204)
