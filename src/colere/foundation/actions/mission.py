"""What we are for: publishing a mission, and saying that one has read it."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.foundation.actions.writing import clean_words, taken_as
from colere.foundation.events import MissionAcknowledged, MissionPublished
from colere.foundation.models import Acknowledgement, Department, MissionStatement, Person
from colere.platform.errors import Conflict, Invalid
from colere.platform.events import publish
from colere.platform.permissions import Actor, require


@transaction.atomic
def publish_mission(
    *, text: str, department: Department | None = None, seen_version: int | None = None, actor: Actor
) -> MissionStatement:
    """The next version of the company's (or a department's) mission, which counts from now on.

    `seen_version` is the version that the author started from; raises `Conflict` when somebody has published another
    since. Raises `Invalid` when the words are the same as those that count now.
    """
    require(actor, "foundation.edit")
    words = clean_words(text, most=2000, field="text")
    earlier = MissionStatement.objects.filter(department=department)
    latest = earlier.aggregate(latest=Max("version"))["latest"] or 0
    if seen_version is not None and seen_version != latest:
        raise Conflict(_("Somebody has published another version since. Look at it first; your words are kept below."))
    if earlier.filter(version=latest, text=words).exists():
        raise Invalid(_("These are the words that count already. Nothing was changed."))
    author = Person.objects.filter(pk__in=actor.ids("person")).first()
    with taken_as(_("Somebody has published another version since. Look at it first."), field="text"):
        statement = MissionStatement.objects.create(
            department=department, version=latest + 1, text=words, published_at=timezone.now(), author=author
        )
    publish(
        MissionPublished(
            statement=statement.pk, department=department.pk if department else None, number=statement.version
        ),
        actor=actor,
    )
    return statement


@transaction.atomic
def acknowledge_mission(statement: MissionStatement, *, actor: Actor) -> None:
    """The actor has read this version. Saying so twice changes nothing.

    Raises `Conflict` when a newer version counts, `Invalid` when nobody in the list of colleagues is behind the
    account.
    """
    require(actor, "foundation.read")
    person = Person.objects.filter(pk__in=actor.ids("person")).first()
    if person is None:
        raise Invalid(_("Your account belongs to nobody in the list of people. Ask an operator to join the two."))
    newer = MissionStatement.objects.filter(department=statement.department_id, version__gt=statement.version)
    if newer.exists():
        raise Conflict(_("A newer version counts. Please read that one."))
    _row, is_new = Acknowledgement.objects.get_or_create(
        statement=statement, person=person, defaults={"at": timezone.now()}
    )
    if is_new:
        publish(MissionAcknowledged(statement=statement.pk, person=person.pk), actor=actor)
