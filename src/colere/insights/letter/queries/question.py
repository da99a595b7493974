"""One question to take along: of our own list, by what is the news, another each week."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from colere.insights.letter.rules.leading import Kind, turn_of
from colere.insights.letter.rules.weeks import Week

QUESTIONS: dict[Kind, tuple[str | Promise, ...]] = {
    Kind.NEW_PROBLEM: (
        _("What did we change in the days before this began, and who would know?"),
        _("If this went on for a year, what would we wish we had done this week?"),
        _("Who has the right to remove the cause, and do they know that it is theirs?"),
        _("What could we tell customers today, before the cause is found?"),
    ),
    Kind.NOT_FELT: (
        _("What does the customer take our promise to mean, and what do we count instead?"),
        _("What would we have to do differently for a customer to notice that we keep it?"),
        _("Would we rather change the promise, the work or the way we count?"),
        _("When did one of us last stand where the customer stands, and count along?"),
    ),
    Kind.NOT_KEPT: (
        _("What stands in the way of whoever wants to keep this promise?"),
        _("What are we asking people to do at the same time that cannot both be done?"),
        _("Is it the promise that is too large, or the means that are too small?"),
        _("Who decided what we promise, and have they seen what keeping it takes?"),
    ),
    Kind.WORSE: (
        _("What changed for customers, and what for us, when this began to go down?"),
        _("Whom could we ask who saw it happen?"),
        _("Which of our own decisions could have led to this?"),
        _("What is the smallest thing we could try this week, and how would we see that it helps?"),
    ),
    Kind.LASTING_PROBLEM: (
        _("What has kept us from removing this cause until now?"),
        _("Who has got so used to this that they no longer report it?"),
        _("What does it cost us each week to leave it as it is, and who pays?"),
        _("What would a newcomer ask about this?"),
    ),
    Kind.BETTER: (
        _("Who made this better, and have they been thanked by name?"),
        _("What did we do differently, and where else would it help?"),
        _("What must not be changed, so that this stays?"),
        _("What did it cost those who brought it about?"),
    ),
    Kind.OTHER_CHANGE: (
        _("What does this tell us that we did not know last week?"),
        _("Who is doing more work because of this, and have we asked them how it goes?"),
        _("Did we expect this? If not, what did we take for granted?"),
    ),
    Kind.QUIET: (
        _("What is going so well that nobody speaks of it, and who keeps it so?"),
        _("With nothing on fire, which old cause could we remove this week?"),
        _("Which customer have we not heard from, and why?"),
        _("What would our newest colleague change if they dared?"),
        _("Which of our rules did somebody have to break to help a customer?"),
    ),
    Kind.TOO_FEW: (
        _("How could more customers tell us what they think, with less effort?"),
        _("What would we ask customers if we could ask only one thing?"),
        _("Whom among us did customers tell something this week that stands in no figure?"),
    ),
}


def question_for(kind: Kind, week: Week) -> str:
    """The question of this week for this sort of news; the same whenever it is asked."""
    fitting = QUESTIONS[kind]
    return str(fitting[turn_of(week.number, len(fitting))])
