"""What is measured about answers. An answer belongs to the day on which it was given."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from colere.care.feedback.events import ResponseReceived, ResponseUpdated
from colere.platform.metrics import Balance, Fact, Mean, Measure, Share, register_fact, register_measure

FACT = register_fact(
    Fact(
        name="responses",
        label=_("Answers"),
        key="response",
        at="at",
        columns={
            "response": "int64",
            "name": "string",
            "score": "float64",
            "at": "timestamp",
            "has_comment": "boolean",
            "customer": "int64",
            "conversation": "int64",
            "person": "int64",
            "team": "int64",
            "channel": "string",
            "topic": "string",
        },
        events=(ResponseReceived, ResponseUpdated),
        dimensions={"team": "team", "person": "person", "channel": "channel", "topic": "topic"},
    )
)


def scored(question: str) -> Callable[[Any], Any]:
    """The answers to one question that have a score."""

    def has_score(t: Any) -> Any:
        return (t["name"] == question) & t.score.notnull()

    return has_score


register_measure(
    Measure(
        "csat",
        _("Satisfied customers"),
        _("Share of the answers to “How satisfied are you?” (1-5) that are 4 or 5."),
        fact="responses",
        estimate=Share(yes=lambda t: t.score >= 4, among=scored("csat")),
        better="more",
    )
)
register_measure(
    Measure(
        "recommend",
        _("Recommendation score"),
        _("Share of the answers to “Would you recommend us?” (0-10) that are 9 or 10, minus the share of 0 to 6."),
        fact="responses",
        estimate=Balance(plus=lambda t: t.score >= 9, minus=lambda t: t.score <= 6, among=scored("recommend")),
        better="more",
    )
)
register_measure(
    Measure(
        "effort",
        _("It was easy"),
        _("Mean agreement with “It was easy to get my matter settled” (1-7)."),
        fact="responses",
        estimate=Mean(of=lambda t: t.score, among=scored("effort")),
        better="more",
    )
)
