"""How imported rows of people are understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colere.platform.imports import Column, values

if TYPE_CHECKING:
    from colere.platform.imports import ImportContext

PEOPLE_COLUMNS = (
    Column("id", "id", is_required=True, help=gettext_lazy("The person’s id in your system."), example="p-17"),
    Column("name", max_length=200, help=gettext_lazy("Needed unless there is an address."), example="Ben Ode"),
    Column("email", "email", help=gettext_lazy("By it people are recognised everywhere."), example="ben@example.org"),
    Column("team", max_length=120, help=gettext_lazy("A team that is unknown is made."), example="Parcels"),
    Column("department", max_length=120, help=gettext_lazy("One that is unknown is made."), example="Care"),
    Column("role", max_length=120, help=gettext_lazy("The job’s name."), example="Agent"),
    Column("manager", max_length=254, help=gettext_lazy("Their id, address or name."), example="ada@example.org"),
    Column("hired_on", "date", help=gettext_lazy("The first day."), example="2024-02-01"),
    Column("birthday", "past_date", help=gettext_lazy("Its year is shown to nobody."), example="1991-05-23"),
    Column("language", max_length=10, help=gettext_lazy("As en or de."), example="en"),
)


def understand_person(found: dict[str, Any], context: ImportContext) -> dict[str, Any]:
    """A person has a name; where only an address is known, the name is made of it."""
    if not found["name"]:
        if not found["email"]:
            raise values.Unusable(_("A person needs a “name” or an “email”."))
        found["name"] = found["email"].split("@")[0].replace(".", " ").replace("_", " ").title()[:200]
    manager = found["manager"]
    if manager and "@" in manager:
        found["manager"] = manager.lower()
    if manager and manager in (found["id"], found["email"]):
        raise values.Unusable(_("“manager”: nobody can be their own manager."))
    return found
