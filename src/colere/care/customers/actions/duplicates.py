"""Finding records that are perhaps one person, so that a page only has to read what was found."""

from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.utils import timezone

from colere.care.customers.events import DuplicateDismissed
from colere.care.customers.models import Customer, LikelyDuplicate
from colere.care.customers.queries.duplicates import portraits
from colere.care.customers.rules.likeness import OFFERED_FROM, Likeness, blocking_keys, candidate_pairs, likeness
from colere.platform.events import publish
from colere.platform.permissions import Actor, require

AT_A_TIME = 500
MOST_OFFERED = 20_000


def find_duplicates(*, actor: Actor) -> int:
    """Compare all records that share a blocking key and keep the pairs that look alike; gives how many are open.

    Pairs that somebody has called two people stay dismissed. What is no longer alike (or merged) is taken away.
    """
    require(actor, "customers.merge")
    keyed = ((key, portrait.id) for portrait in portraits() for key in blocking_keys(portrait))
    pairs = candidate_pairs(keyed)
    started = timezone.now()
    kept = 0
    while kept < MOST_OFFERED and (some := list(islice(pairs, AT_A_TIME))):
        kept += _keep(list(_alike(some)))
    with transaction.atomic():
        LikelyDuplicate.objects.filter(dismissed_at=None, found_at__lt=started).delete()
    return LikelyDuplicate.objects.filter(dismissed_at=None).count()


@transaction.atomic
def dismiss_duplicate(pair: LikelyDuplicate, *, actor: Actor) -> None:
    """These are two people: do not offer to merge them again."""
    require(actor, "customers.merge")
    pair.dismissed_at, pair.dismissed_by = timezone.now(), actor.ref
    pair.save(update_fields=["dismissed_at", "dismissed_by"])
    publish(DuplicateDismissed(customer=pair.first_id, other=pair.second_id), actor=actor)


@transaction.atomic
def reopen_duplicate(pair: LikelyDuplicate, *, actor: Actor) -> None:
    """Offer the pair again (undo of a dismissal)."""
    require(actor, "customers.merge")
    pair.dismissed_at, pair.dismissed_by = None, ""
    pair.save(update_fields=["dismissed_at", "dismissed_by"])


def _alike(pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int, Likeness]]:
    known = {p.id: p for p in portraits(ids=sorted({pk for pair in pairs for pk in pair}))}
    for first, second in pairs:
        if first in known and second in known:
            found = likeness(known[first], known[second])
            if found.score >= OFFERED_FROM:
                yield first, second, found


@transaction.atomic
def _keep(found: list[tuple[int, int, Likeness]]) -> int:
    """Write the pairs unless one of the records has gone over into another since it was read."""
    ids = {pk for first, second, _likeness in found for pk in (first, second)}
    alive = set(Customer.objects.filter(pk__in=ids, merged_into=None).values_list("pk", flat=True))
    rows = [
        LikelyDuplicate(first_id=first, second_id=second, score=alike.score, reasons=list(alike.reasons))
        for first, second, alike in found
        if first in alive and second in alive
    ]
    LikelyDuplicate.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["score", "reasons", "found_at"],
    )
    return len(rows)
