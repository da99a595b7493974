"""What imports add to the shell."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from colere.platform.imports.models import ImportRun
from colere.platform.live import register_topic
from colere.platform.prepared import prepared
from colere.platform.ui.registry import (
    FirstStep,
    NavItem,
    PaletteCommand,
    register_command,
    register_first_step,
    register_nav,
)


@prepared
def _imported() -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(is_check=False, state=ImportRun.DONE).order_by()


register_nav(NavItem(_("Imports"), "imports:import-list", "file-import", "imports.run", order=120, group="more"))
register_command(
    PaletteCommand(_("Import a file"), "imports:import-new", "imports.run", _("upload csv bring data"), "upload", 60)
)
register_first_step(
    FirstStep(
        _("Bring your own data"),
        _("People first, then conversations and what customers answered: CSV, JSON, Excel or Parquet."),
        _("Import a file"),
        "imports:import-new",
        "imports.run",
        _imported,
        order=5,
    )
)
register_topic("imports", "imports.run")
register_topic("import", "imports.run")
