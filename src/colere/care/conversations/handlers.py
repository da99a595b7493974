"""What conversations do when customers' records are merged or taken apart. Saying it twice does no harm."""

from colere.care.conversations.actions.following import restate_conversations
from colere.care.customers.events import CustomersMerged, CustomersUnmerged
from colere.care.customers.queries.records import records_of_merge
from colere.platform.events import handles
from colere.platform.events.models import LogLine
from colere.platform.permissions import system_actor

FOLLOWER = system_actor("conversations")


@handles(CustomersMerged, name="conversations.follow_merge")
def follow_merge(event: CustomersMerged, line: LogLine) -> None:
    """The conversations of the record that went over count for the one that took it over."""
    restate_conversations(customers=records_of_merge(FOLLOWER, event.merge), actor=FOLLOWER)


@handles(CustomersUnmerged, name="conversations.follow_unmerge")
def follow_unmerge(event: CustomersUnmerged, line: LogLine) -> None:
    """They count for their own record again."""
    restate_conversations(customers=records_of_merge(FOLLOWER, event.merge), actor=FOLLOWER)
