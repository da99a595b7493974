"""Writing down who is at risk, and taking in how teams are."""

from datetime import timedelta
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from colere.care.customers.models import Customer
from colere.insights.instruments.events import PulsesTaken
from colere.insights.instruments.models import PulseDay, RiskListing
from colere.insights.instruments.queries.at_risk import Everybody, held_out_of
from colere.insights.instruments.queries.teamwork import read_pulses
from colere.insights.instruments.rules.at_risk import LISTED_ANEW
from colere.insights.instruments.rules.moods import Pulse
from colere.platform.events import publish
from colere.platform.metrics import company_zone
from colere.platform.permissions import Actor, require


def list_risks(found: Everybody, *, actor: Actor) -> int:
    """Write down who is at risk today, held out or not, unless they were listed of late; gives how many were added."""
    require(actor, "customers.read")
    today = timezone.localdate(timezone=company_zone())
    late = RiskListing.objects.filter(customer__in=found.customers, listed_on__gt=today - timedelta(days=LISTED_ANEW))
    known = set(late.values_list("customer_id", flat=True))
    there = set(Customer.objects.filter(pk__in=found.customers).values_list("pk", flat=True))
    held = held_out_of(found.customers, actor=actor)
    rows = [
        RiskListing(customer_id=one, listed_on=today, is_held_out=one in held, chance=chance)
        for one, chance in zip(found.customers, found.chances, strict=True)
        if one in there and one not in known
    ]
    return len(RiskListing.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True))


def take_pulses(source: str | BinaryIO, *, actor: Actor) -> tuple[list[Pulse], list[str]]:
    """Keep the answers of a file to how teams are; gives them by team and day, and a sentence for each refused row.

    Only sums by team and day are kept. They take the place of all that was kept of the days from the file's first to
    its last, so the same file again changes nothing. Raises `Invalid` for a file of which no row can be used.
    """
    require(actor, "imports.run")
    pulses, refused = read_pulses(source, actor=actor)
    days = [pulse.day for pulse in pulses]
    rows = [PulseDay(team_id=one.team, day=one.day, answers=one.answers, total=one.total) for one in pulses]
    told = PulsesTaken(
        answers=sum(pulse.answers for pulse in pulses),
        teams=len({pulse.team for pulse in pulses}),
        first=min(days),
        last=max(days),
    )
    with transaction.atomic():
        PulseDay.objects.filter(day__range=(min(days), max(days))).delete()
        PulseDay.objects.bulk_create(rows, batch_size=500)
        publish(told, actor=actor)
    return pulses, refused
