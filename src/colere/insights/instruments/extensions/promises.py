"""The page "Promises: said, done, felt"."""

import json

from django.utils.translation import gettext_lazy as _

from colere.foundation.queries.promises import list_promises
from colere.insights.instruments.extensions.pages import add_page
from colere.insights.instruments.forms.promises import PromisesForm
from colere.insights.instruments.queries.asking import Instrument, Question
from colere.insights.instruments.queries.promises import PromisesFound, find_promises
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.promises import draw_promises, own_of_promises, promises_report
from colere.platform.permissions import SYSTEM, Actor


def find(actor: Actor, question: Question, tell: Tell) -> PromisesFound:
    """All promises, over the days and among the conversations that were asked about."""
    return find_promises(actor, request=question.request, tell=tell)


def mark() -> str:
    """The promises themselves."""
    return json.dumps([[one.slug, one.words, one.target, one.rule, one.felt] for one in list_promises(SYSTEM)])


add_page(
    Instrument(
        name="promises",
        label=_("Promises: said, done, felt"),
        answers=_("Which promise do we keep by our measures and customers do not feel?"),
        needs=_(
            "As soon as there are promises with a measure, and customers have been asked how they feel them, it stands "
            "here where the two are furthest apart."
        ),
        icon="signature",
        order=20,
        keywords=_("promises kept felt gap broken words deeds"),
        form=PromisesForm,
        find=find,
        report=promises_report,
        draw=draw_promises,
        facts=("conversations", "responses"),
        mark=mark,
        extras=own_of_promises,
        template="instruments/promises.html",
    )
)
