"""What a worker does for the numbers: follow the log into the facts, renew the answers that pages keep, forget the old
ones.
"""

from django_tasks import task

from colere.platform.jobs import register_follower
from colere.platform.metrics.following import follow, root
from colere.platform.metrics.keeping import prune, renew

RENEW_SECONDS = 1.0


def renew_answers() -> int:
    """One turn: count again what the facts have moved under. Gives 0 when everything kept is current."""
    return renew(root(), seconds=RENEW_SECONDS)


@task()
def prune_answers() -> int:
    """Forget kept answers that nobody has looked at for a month; gives how many."""
    return prune()


register_follower("metrics.facts", follow, every=1.0)
register_follower("metrics.answers", renew_answers, every=2.0)
