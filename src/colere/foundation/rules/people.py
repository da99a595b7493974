"""Who leads whom, and how people are told apart."""

from collections.abc import Mapping
from datetime import date


def closes_a_circle(managers: Mapping[int, int | None], *, person: int, manager: int | None) -> list[int]:
    """The circle that would arise if `manager` led `person`: the people in it, beginning and ending with `person`.

    `managers` says who leads whom today. Empty when all is well. A circle that is there already and does not hold
    `person` is not this change's fault and gives an empty list too.
    """
    path, current = [person], manager
    while current is not None and current not in path:
        path.append(current)
        current = managers.get(current)
    return [*path, person] if current == person else []


def in_circles(managers: Mapping[int, int | None]) -> frozenset[int]:
    """Everybody who leads themselves by way of others (or at once), in a list that came from outside."""
    done: set[int] = set()
    circling: set[int] = set()
    for start in managers:
        path: dict[int, int] = {}
        current: int | None = start
        while current is not None and current not in done and current not in path:
            path[current] = len(path)
            current = managers.get(current)
        if current is not None and current in path:
            circling |= {person for person, place in path.items() if place >= path[current]}
        done |= path.keys()
    return frozenset(circling)


def next_birthday(birthday: date, *, today: date) -> date:
    """When the birthday comes next (today counts); 29 February is kept on 1 March in other years."""
    for year in (today.year, today.year + 1):
        try:
            comes = birthday.replace(year=year)
        except ValueError:
            comes = date(year, 3, 1)
        if comes >= today:
            return comes
    raise AssertionError("a birthday comes every year")
