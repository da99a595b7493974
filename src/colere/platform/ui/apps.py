from django import forms
from django.utils.translation import gettext_lazy as _

from colere.platform.rooms import Room


class UiRoom(Room):
    name = "colere.platform.ui"
    label = "ui"

    def ready(self) -> None:
        super().ready()
        forms.Field.default_error_messages["required"] = _("Please fill this in.")
