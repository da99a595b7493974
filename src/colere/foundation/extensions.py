"""What the foundation plugs into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.foundation.actions import let_operator_in
from colere.foundation.actions.imports import import_people
from colere.foundation.models import Person
from colere.foundation.queries.exports import people_rows
from colere.foundation.schemas import PEOPLE_COLUMNS, understand_person
from colere.foundation.views.hits import person_hits, who_works_here
from colere.foundation.views.today import any_promise, any_value, let_in, named_company, today_mission, today_promises
from colere.platform.audit.personal import PersonalTable, register_personal
from colere.platform.health.first_operator import register_operators
from colere.platform.imports import ExportKind, ImportKind, register_export, register_kind
from colere.platform.search import SearchIndex, register_index
from colere.platform.ui.places import register_place
from colere.platform.ui.registry import (
    FirstStep,
    NavItem,
    PaletteCommand,
    TodayCard,
    register_command,
    register_first_step,
    register_nav,
    register_today,
)

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
register_export(
    ExportKind(
        name="people",
        label=_("people"),
        columns=tuple(column.name for column in PEOPLE_COLUMNS),
        rows=people_rows,
        permission="people.manage",
    )
)

register_operators(let_operator_in)

# Screens

register_nav(NavItem(_("Promises"), "foundation:promise-list", "signature", "foundation.read", order=70))
register_nav(NavItem(_("Foundation"), "foundation:landing", "mountain", "foundation.read", order=95))
register_nav(NavItem(_("People"), "foundation:person-list", "users-group", "people.read", order=110, group="more"))

register_today(
    TodayCard(
        "promises",
        "foundation.read",
        "foundation/_today_promises.html",
        today_promises,
        order=40,
        column="side",
        live_topics=("foundation",),
    )
)
register_today(
    TodayCard("mission", "foundation.read", "foundation/_today_mission.html", today_mission, order=60, column="side")
)

register_first_step(
    FirstStep(
        _("Say who you are"),
        _("The company’s name, and the time zone in which its days begin."),
        _("Company"),
        "foundation:organisation",
        "organisation.manage",
        named_company,
        order=10,
    )
)
register_first_step(
    FirstStep(
        _("Let your colleagues in"),
        _("Give a head of care and the leads their roles: they read, promise and decide here."),
        _("People"),
        "foundation:person-list",
        "people.invite",
        let_in,
        order=20,
    )
)
register_first_step(
    FirstStep(
        _("Promise something"),
        _("In the words of customers, with the measure that shows whether it is kept."),
        _("Make a promise"),
        "foundation:promise-new",
        "foundation.edit",
        any_promise,
        order=40,
    )
)
register_first_step(
    FirstStep(
        _("Say what you believe"),
        _("Few values, each with behaviours that anybody can see."),
        _("Name a value"),
        "foundation:value-new",
        "foundation.edit",
        any_value,
        order=50,
    )
)

for _label, _name, _permission, _keywords, _icon in (
    (_("Mission"), "mission", "foundation.read", _("what we are for"), "mountain"),
    (_("Values"), "value-list", "foundation.read", _("we do we don't behaviours"), "heart-handshake"),
    (_("Leadership"), "principle-list", "foundation.read", _("principles leaders"), "flag"),
    (_("Charter"), "charter", "foundation.read", _("who may decide money time exception"), "shield-check"),
    (_("Working hours"), "calendar-list", "people.read", _("calendar holidays open"), "clock"),
    (_("Departments and teams"), "team-list", "people.read", _("teams"), "sitemap"),
    (_("Company"), "organisation", "organisation.manage", _("settings time zone currency language"), "building"),
    (_("Make a promise"), "promise-new", "foundation.edit", _("new promise"), "plus"),
    (_("Add a value"), "value-new", "foundation.edit", _("new value"), "plus"),
    (_("Add a colleague"), "person-new", "people.manage", _("new person invite"), "user-plus"),
):
    register_command(PaletteCommand(_label, f"foundation:{_name}", _permission, _keywords, _icon, 60))

register_index(
    SearchIndex(
        name="people",
        label=_("People"),
        model=Person,
        columns=("name", "email", "title"),
        permission="people.read",
        visible=who_works_here,
        fields=("name", "title", "team__name"),
        hits=person_hits,
        order=40,
        is_prefix=True,
    )
)
register_place("person", "foundation:person-detail")
register_place("calendar", "foundation:calendar")

# Where people stand

register_personal(
    PersonalTable("foundation.Person", "person", "", "blank", ("name", "email", "birthday", "title", "language")),
    PersonalTable("foundation.Person", "person", "manager", "unlink"),
    PersonalTable("foundation.Person", "account", "account", "unlink"),
    PersonalTable("foundation.MissionStatement", "person", "author", "unlink"),
    PersonalTable("foundation.Acknowledgement", "person", "person", "delete"),
    PersonalTable("foundation.Promise", "person", "owner", "unlink"),
)
