"""What pages and the command line say of an import."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.platform.imports.models import ImportRun
from colere.platform.ui.tables import Mark


def state_mark(state: str, *, is_check: bool) -> Mark:
    """A run's state in one word."""
    if state == ImportRun.DONE:
        return Mark(_("looked at"), "sky") if is_check else Mark(_("loaded"), "leaf")
    said = {
        ImportRun.WAITING: Mark(_("waits"), "honey"),
        ImportRun.RUNNING: Mark(_("on its way"), "honey"),
        ImportRun.STOPPED: Mark(_("stopped"), "clay"),
        ImportRun.FAILED: Mark(_("failed"), "clay"),
    }
    return said[state]


def news_of(run: ImportRun) -> str:
    """The one sentence that tells how an import is."""
    facts = {"file": run.file_name, "read": f"{run.read:,}"}
    if run.state == ImportRun.WAITING:
        return _("%(file)s waits for its turn.") % facts
    if run.state == ImportRun.RUNNING:
        return _("%(file)s: %(read)s rows read so far.") % facts
    if run.state == ImportRun.FAILED:
        return _("%(file)s could not be read.") % facts
    if run.state == ImportRun.STOPPED:
        return _("%(file)s was stopped after %(read)s rows. What is loaded stays.") % facts
    return _outcome(run)


def kept_words(run: ImportRun) -> str:
    """What is safe, and what can be done: the line below the news."""
    if run.state == ImportRun.STOPPED:
        return _("Import the file again to have the rest; what is loaded is recognised.")
    if run.state == ImportRun.FAILED:
        if not run.is_check and (run.created or run.updated):
            return _("What was loaded until then stays, and is recognised when you import the file again.")
        return _("Nothing was changed.")
    if run.state != ImportRun.DONE:
        return ""
    if not (run.created or run.updated or run.unchanged or run.rejected):
        return _("It has its column names and nothing below them. Was everything exported?")
    if run.is_check:
        return _("Nothing has been changed yet.")
    return _("What was refused can be mended and imported by itself: nothing comes in twice.") if run.rejected else ""


def _outcome(run: ImportRun) -> str:
    facts = {"file": run.file_name, "what": _brought(run), "count": f"{run.unchanged:,}"}
    if facts["what"]:
        said = _("%(file)s would bring %(what)s") if run.is_check else _("%(file)s brought %(what)s")
    elif run.unchanged:
        said = ngettext(
            "%(file)s has nothing new: its %(count)s row is here already",
            "%(file)s has nothing new: %(count)s rows are here already",
            run.unchanged,
        )
    elif run.rejected:
        said = _("Nothing in %(file)s can be loaded") if run.is_check else _("%(file)s brought nothing")
    else:
        said = _("There are no rows in %(file)s")
    return said % facts + (f"; {_refused(run)}." if run.rejected else ".")


def _brought(run: ImportRun) -> str:
    new = ngettext("%(count)s new row", "%(count)s new rows", run.created) % {"count": f"{run.created:,}"}
    changed = ngettext("%(count)s changed one", "%(count)s changed ones", run.updated) % {"count": f"{run.updated:,}"}
    if run.created and run.updated:
        return _("%(new)s and %(changed)s") % {"new": new, "changed": changed}
    if run.updated:
        return ngettext("%(count)s changed row", "%(count)s changed rows", run.updated) % {"count": f"{run.updated:,}"}
    return new if run.created else ""


def _refused(run: ImportRun) -> str:
    count = {"count": f"{run.rejected:,}"}
    if run.is_check:
        return ngettext("%(count)s is refused", "%(count)s are refused", run.rejected) % count
    return ngettext("%(count)s was refused", "%(count)s were refused", run.rejected) % count
