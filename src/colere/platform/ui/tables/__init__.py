"""List pages: columns, filters and sorting that live in the address, paging that does not slow down, CSV, bulk actions.

    class PeopleTable(Table):
        name = "people"
        columns = (
            Column("name", _("Name"), sort="name", href=lambda p: url("foundation:person-detail", p.pk)),
            Column("team", _("Team"), value="team.name", sort="team__name"),
            DayColumn("hired_on", _("With us since"), sort="hired_on"),
        )
        filters = (
            TextFilter("q", _("Name"), apply=lambda rows, text, actor: rows.filter(name__icontains=text)),
            ChoiceFilter("team", _("Team"), lookup="team", choices=team_choices),
        )
        sort = "name"
        empty = Empty(_("No people yet"), _("Bring your list of colleagues."), _("Import people"), "imports:import-new")

    @requires("foundation.read_people")
    def person_list(request):
        table = PeopleTable(request, queries.list_people(request.actor))
        return table.respond("foundation/person_list.html", {"news": …})

and in the page: `{{ table_view(table, csrf_input) }}` from `ui/components/table.html`.
Rows may be a QuerySet of models, a QuerySet with `.values(…)` (quicker; it must hold "id" or "pk"), or a list for small
tables.
"""

from colere.platform.ui.tables.columns import (
    Column,
    DayColumn,
    DurationColumn,
    Mark,
    MarkColumn,
    NumberColumn,
    PercentColumn,
    TimeColumn,
)
from colere.platform.ui.tables.filters import ChoiceFilter, DatesFilter, Filter, TextFilter, ToggleFilter
from colere.platform.ui.tables.table import BulkAction, Empty, Table

__all__ = [
    "BulkAction",
    "ChoiceFilter",
    "Column",
    "DatesFilter",
    "DayColumn",
    "DurationColumn",
    "Empty",
    "Filter",
    "Mark",
    "MarkColumn",
    "NumberColumn",
    "PercentColumn",
    "Table",
    "TextFilter",
    "TimeColumn",
    "ToggleFilter",
]
