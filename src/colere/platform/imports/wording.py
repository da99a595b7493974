"""What pages and the command line say of an import."""

from __future__ import annotations

from django.utils.translation import gettext as _

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
    facts = {name: f"{getattr(run, name):,}" for name in ("read", "created", "updated", "unchanged", "rejected")}
    facts["file"] = run.file_name
    if run.state == ImportRun.WAITING:
        return _("%(file)s waits for its turn.") % facts
    if run.state == ImportRun.RUNNING:
        return _("%(file)s: %(read)s rows read so far.") % facts
    if run.state == ImportRun.FAILED:
        return _("%(file)s could not be read.") % facts
    if run.state == ImportRun.STOPPED:
        return _("%(file)s was stopped after %(read)s rows. What is loaded stays.") % facts
    if run.is_check:
        return _("%(file)s would bring %(created)s new rows and change %(updated)s.") % facts
    if not run.created and not run.updated:
        return (
            _("%(file)s brought nothing new.") % facts if not run.rejected else _("%(file)s brought nothing.") % facts
        )
    return _("%(file)s brought %(created)s new rows and changed %(updated)s.") % facts
