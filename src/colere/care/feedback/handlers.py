"""What answers do when customers' records are merged or taken apart. Saying it twice does no harm."""

from colere.care.customers.events import CustomersMerged, CustomersUnmerged
from colere.care.customers.queries.records import records_of_merge
from colere.care.feedback.actions.following import restate_responses
from colere.platform.events import handles
from colere.platform.events.models import LogLine
from colere.platform.permissions import system_actor

FOLLOWER = system_actor("feedback")


@handles(CustomersMerged, name="feedback.follow_merge")
def follow_merge(event: CustomersMerged, line: LogLine) -> None:
    """The answers of the record that went over count for the one that took it over."""
    restate_responses(customers=records_of_merge(FOLLOWER, event.merge), actor=FOLLOWER)


@handles(CustomersUnmerged, name="feedback.follow_unmerge")
def follow_unmerge(event: CustomersUnmerged, line: LogLine) -> None:
    """They count for their own record again."""
    restate_responses(customers=records_of_merge(FOLLOWER, event.merge), actor=FOLLOWER)
