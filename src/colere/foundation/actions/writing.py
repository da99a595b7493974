"""What every verb of this domain needs: clean words, and names that are taken said in a sentence."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from colere.platform.errors import Conflict, Invalid

M = TypeVar("M", bound=models.Model)


def clean_words(text: str, *, most: int, field: str, required: bool = True) -> str:
    """The text without blank edges. Raises `Invalid` when it is empty though it must not be, or too long."""
    words = text.replace("\x00", "").strip()
    if required and not words:
        raise Invalid(_("Some words are missing. Nothing was changed."), fields={field: _("Please write something.")})
    if len(words) > most:
        sentence = _("Please keep it to %(most)s characters; these are %(count)s.") % {
            "most": most,
            "count": len(words),
        }
        raise Invalid(sentence, fields={field: sentence})
    return words


@contextmanager
def taken_as(sentence: str, *, field: str = "name") -> Iterator[None]:
    """Turn a broken uniqueness into a `Conflict` with this sentence; the surrounding transaction stays usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Conflict(sentence, fields={field: sentence}) from error


def changed_fields(thing: models.Model, wanted: Mapping[str, Any]) -> tuple[str, ...]:
    """Sets the fields that differ and gives their names, in the given order; saves nothing."""
    changed = tuple(name for name, value in wanted.items() if getattr(thing, name) != value)
    for name in changed:
        setattr(thing, name, wanted[name])
    return changed


def next_position(rows: "models.QuerySet[Any]") -> int:
    """The place after the last of these rows."""
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def reorder(rows: "models.QuerySet[M]", thing: M, by: int, move: Callable[..., list[int]]) -> bool:
    """Moves a thing among its siblings and numbers them afresh; gives whether anything moved."""
    ids = list(rows.values_list("pk", flat=True))
    wanted = move(ids, thing.pk, by=by)
    if wanted == ids:
        return False
    for position, pk in enumerate(wanted):
        rows.model._default_manager.filter(pk=pk).update(position=position)
    return True
