"""What figures can be grouped and filtered by: the names behind the numbers in a fact's columns."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from colere.platform.permissions import Actor

WEEK, MONTH, DAY = "week", "month", "day"
CALENDAR = (DAY, WEEK, MONTH)


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something that figures can be grouped by.

    A dimension with `names` holds ids: `names(ids)` gives their names, and `visible(actor, ids)` those of which the
    actor may see figures (None: all). One without holds the words themselves. `choices()` gives what can be filtered
    by, as name and key; None where there is no short list.
    """

    name: str
    label: str | Promise
    names: Callable[[Collection[int]], dict[int, str]] | None = None
    choices: Callable[[], Mapping[str, int | str]] | None = None
    visible: Callable[[Actor, Collection[int]], Collection[int]] | None = None

    @property
    def holds_ids(self) -> bool:
        """Whether the columns hold ids rather than the words themselves."""
        return self.names is not None


_dimensions: dict[str, Dimension] = {}


def register_dimension(dimension: Dimension) -> Dimension:
    """Make a dimension known."""
    _dimensions[dimension.name] = dimension
    return dimension


def all_dimensions() -> list[Dimension]:
    """Every dimension, in the order in which they were registered."""
    return list(_dimensions.values())


def get_dimension(name: str) -> Dimension:
    """The dimension of this name; an unknown one raises `KeyError`."""
    return _dimensions[name]


def names_of(dimension: Dimension, keys: Collection[int | str]) -> dict[int | str, str]:
    """A name for each key; keys whose names are the same get their id in brackets, so that no two groups share a
    name.
    """
    if dimension.names is None:
        return {key: str(key) for key in keys}
    ids = [int(key) for key in keys]
    known = dimension.names(ids)
    found = {key: known.get(key) or f"#{key}" for key in ids}
    seen: dict[str, int] = {}
    for name in found.values():
        seen[name] = seen.get(name, 0) + 1
    return {key: f"{name} ({key})" if seen[name] > 1 else name for key, name in found.items()}
