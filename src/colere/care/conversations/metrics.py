"""What is measured about conversations. A conversation belongs to the day on which it was opened."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from colere.care.conversations.events import ConversationOpened, ConversationUpdated
from colere.care.conversations.models import CHANNELS
from colere.platform.metrics import (
    Context,
    Count,
    Dimension,
    Fact,
    Measure,
    Quantile,
    Share,
    register_dimension,
    register_fact,
    register_measure,
)

COMES_BACK_WITHIN = timedelta(days=7)
SETTLED_WITHIN = timedelta(days=14)  # nearly all that will be: a week that ended yesterday is never resolved as others

FACT = register_fact(
    Fact(
        name="conversations",
        label=_("Conversations"),
        key="conversation",
        at="opened_at",
        columns={
            "conversation": "int64",
            "customer": "int64",
            "channel": "string",
            "team": "int64",
            "assignee": "int64",
            "topic": "string",
            "opened_at": "timestamp",
            "resolved_at": "timestamp",
            "first_customer_at": "timestamp",
            "first_reply_at": "timestamp",
            "reopened_at": "timestamp",
            "messages": "int64",
        },
        events=(ConversationOpened, ConversationUpdated),
        dimensions={"team": "team", "person": "assignee", "channel": "channel", "topic": "topic"},
    )
)

register_dimension(Dimension("channel", _("Channel"), choices=lambda: {channel: channel for channel in CHANNELS}))
register_dimension(Dimension("topic", _("Topic")))


def is_resolved(t: Any) -> Any:
    """Somebody has marked it as done."""
    return t.resolved_at.notnull()


def is_reopened(t: Any) -> Any:
    """The customer wrote after it was resolved, within seven days."""
    import ibis

    within = t.reopened_at <= t.resolved_at + ibis.interval(days=COMES_BACK_WITHIN.days)
    return (t.reopened_at > t.resolved_at) & within


def first_response(t: Any) -> Any:
    """Microseconds from the first customer message to the first agent message after it; nothing where there is none."""
    return t.first_reply_at.delta(t.first_customer_at, unit="microsecond")


def resolution(t: Any) -> Any:
    """Microseconds from opening to resolution; nothing where it is open."""
    return t.resolved_at.delta(t.opened_at, unit="microsecond")


def next_of_same_kind(t: Any) -> dict[str, Any]:
    """The last time within seven days at which the same customer had opened a conversation on the same topic, itself
    included.

    A conversation without a customer stands alone (its own number, negative, takes the place of the customer's).
    """
    import ibis

    window = ibis.range_window(
        group_by=[t.customer.coalesce(-t.conversation), t.topic],
        order_by=t.opened_at,
        preceding=0,
        following=ibis.interval(days=COMES_BACK_WITHIN.days),
    )
    return {"last_of_kind_at": t.opened_at.max().over(window)}


def is_solved_at_first_contact(t: Any) -> Any:
    """Resolved, not reopened, and not followed within seven days by another one of that customer on that topic."""
    came_back = t.customer.notnull() & (t.topic.fill_null("") != "") & (t.last_of_kind_at > t.opened_at)
    return is_resolved(t) & ~is_reopened(t).fill_null(False) & ~came_back


register_measure(
    Measure(
        "conversations_opened",
        _("Conversations opened"),
        _("How many conversations were opened."),
        fact="conversations",
        estimate=Count(),
    )
)
register_measure(
    Measure(
        "conversations_resolved",
        _("Conversations resolved"),
        _("How many of the conversations opened in the period have been resolved since."),
        fact="conversations",
        estimate=Count(where=is_resolved),
        settles=SETTLED_WITHIN,
    )
)
for share, name in ((0.5, "p50"), (0.9, "p90")):
    register_measure(
        Measure(
            f"first_response_time_{name}",
            _("First response, half within") if share == 0.5 else _("First response, nine of ten within"),
            _(
                "From the customer’s first message to the first message of an agent after it. "
                "Conversations without one are left out."
            ),
            fact="conversations",
            estimate=Quantile(of=first_response, q=share, key="first_response"),
            better="less",
        )
    )
for share, name in ((0.5, "p50"), (0.9, "p90")):
    register_measure(
        Measure(
            f"resolution_time_{name}",
            _("Resolution, half within") if share == 0.5 else _("Resolution, nine of ten within"),
            _(
                "From the opening of a conversation until it was resolved. "
                "Conversations that are still open are left out."
            ),
            fact="conversations",
            estimate=Quantile(of=resolution, q=share, key="resolution"),
            better="less",
            settles=SETTLED_WITHIN,
        )
    )
register_measure(
    Measure(
        "resolution_rate",
        _("Resolved"),
        _("Share of the conversations opened in the period that have been resolved since."),
        fact="conversations",
        estimate=Share(yes=is_resolved),
        better="more",
        settles=SETTLED_WITHIN,
    )
)
register_measure(
    Measure(
        "reopened_rate",
        _("Reopened"),
        _("Share of the resolved conversations in which the customer wrote again within seven days."),
        fact="conversations",
        estimate=Share(yes=is_reopened, among=is_resolved),
        better="less",
        settles=SETTLED_WITHIN,
    )
)
register_measure(
    Measure(
        "first_contact_resolution",
        _("Solved at first contact"),
        _(
            "Share of the resolved conversations that were not reopened and after which the same customer "
            "opened no other one on the same topic within seven days. "
            "Conversations without a customer or a topic cannot be followed by another."
        ),
        fact="conversations",
        estimate=Share(yes=is_solved_at_first_contact, among=is_resolved),
        context=Context(columns=next_of_same_kind, after=COMES_BACK_WITHIN),
        better="more",
        settles=SETTLED_WITHIN,
    )
)
