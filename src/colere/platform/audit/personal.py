"""Where people stand: every table that holds something about a person, findable from one place.

What a person may ask for ("what do you know about me", "forget me") walks this register, and a test finds the table
that somebody forgot. A domain registers its tables from `extensions.py`:

    register_personal(PersonalTable("customers.CustomerNote", of="customer", path="customer", erase="delete"))
"""

from dataclasses import dataclass
from typing import Literal

Whose = Literal["customer", "person", "account"]


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """A table that holds something about a person.

    `table` is "app.Model"; `of` whose it is; `path` the way from a row to that person's key ("": the row itself).
    `erase` says what forgetting means for a row: "delete" it, "blank" the columns in `words` and keep the figures,
    "unlink" it from the person, or "keep" it, with the reason in `why` (a book-keeping duty, no words in it).
    """

    table: str
    of: Whose
    path: str
    erase: Literal["delete", "blank", "unlink", "keep"]
    words: tuple[str, ...] = ()
    why: str = ""


_tables: dict[tuple[str, str, str], PersonalTable] = {}


def register_personal(*tables: PersonalTable) -> None:
    """Make the tables known."""
    for one in tables:
        _tables[one.table, one.of, one.path] = one


def personal_tables(of: Whose | None = None) -> list[PersonalTable]:
    """Every registered table (of one kind of person), by name."""
    return [one for _key, one in sorted(_tables.items()) if of is None or one.of == of]
