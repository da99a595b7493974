"""Stories that their people have let go out."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.letter.queries.figures import label_of
from colere.insights.letter.rules.content import Section, Told
from colere.insights.letter.rules.quoting import harmless, shortened
from colere.insights.letter.rules.weeks import Week
from colere.platform.permissions import Actor
from colere.platform.ui.stories import approved_stories, has_story_sources

SHOWN = 2
LONGEST = 600


def stories_section(week: Week, actor: Actor) -> Section:
    """The stories of the week; where there are none, a line that says so instead of an invented one."""
    found = approved_stories(actor, week.first, week.last)[:SHOWN] if has_story_sources() else []
    told = tuple(
        Told(label_of(one.title), shortened(harmless(one.text), LONGEST), label_of(one.teller)) for one in found
    )
    if not has_story_sources():
        sentence = _("Nobody collects stories in Colere yet, so none is told here.")
    elif not told:
        sentence = _("No story was approved this week.")
    else:
        sentence = ngettext("%(n)s story worth telling on.", "%(n)s stories worth telling on.", len(told)) % {
            "n": len(told)
        }
    return Section("stories", _("Stories"), sentence, stories=told)
