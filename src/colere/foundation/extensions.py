"""What the foundation plugs into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.foundation.actions.imports import import_people
from colere.foundation.schemas import PEOPLE_COLUMNS, understand_person
from colere.platform.imports import ImportKind, register_kind

register_kind(
    ImportKind(
        name="people",
        label=_("people"),
        columns=PEOPLE_COLUMNS,
        understand=understand_person,
        load=import_people,
        batch_weight=100_000,  # all at once: who leads whom is decided over the whole list
    )
)
