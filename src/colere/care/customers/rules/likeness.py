"""Whether two records are perhaps one person: how alike, and why.

A pair is compared only when the two share a blocking key (`blocking_keys`), so that a million records need a sort and
not a million times a million comparisons.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from hashlib import blake2b
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

OFFERED_FROM = 0.7
LARGEST_BLOCK = 12  # a key that more records share ("info@", "Anna Schmidt") says nothing by itself
COMMON_BOXES = frozenset(
    {"info", "mail", "office", "contact", "kontakt", "hello", "service", "support", "sales", "admin", "post", "team"}
)


@dataclass(frozen=True, slots=True)
class Portrait:
    """What the comparison looks at: normalised e-mail addresses and phone numbers (E.164)."""

    id: int
    name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    company: int | None = None
    birthday: date | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two records are (0-1) and the codes of the reasons, the strongest first.

    Codes: same_name, similar_name, same_mailbox, similar_phone, same_company, same_birthday, other_birthday.
    """

    score: float
    reasons: tuple[str, ...]


def likeness(one: Portrait, other: Portrait) -> Likeness:
    """How alike two records are. A name alone never reaches `OFFERED_FROM`: many people share one.

    Evidence adds up as 1 − ∏(1 − weight); two different birthdays speak strongly against one person.
    """
    weights: list[tuple[float, str]] = []
    names = name_similarity(one.name, other.name)
    if names >= 0.999:
        weights.append((0.6, "same_name"))
    elif names >= 0.8:
        weights.append((0.6 * names - 0.1, "similar_name"))
    if set(_mailboxes(one)) & set(_mailboxes(other)):
        weights.append((0.6, "same_mailbox"))
    if set(_line_ends(one)) & set(_line_ends(other)):
        weights.append((0.75, "similar_phone"))
    if one.company is not None and one.company == other.company:
        weights.append((0.25, "same_company"))
    if one.birthday and one.birthday == other.birthday:
        weights.append((0.6, "same_birthday"))
    against = 1.0
    for weight, _reason in weights:
        against *= 1 - weight
    score = 1 - against
    reasons = [reason for _weight, reason in sorted(weights, reverse=True)]
    if one.birthday and other.birthday and one.birthday != other.birthday:
        score, reasons = score * 0.4, [*reasons, "other_birthday"]
    return Likeness(round(score, 3), tuple(reasons))


def name_similarity(one: str, other: str) -> float:
    """0-1; the order of the parts, accents and case do not matter: ("Moss, Ada", "ada moss") gives 1."""
    first, second = _name_parts(one), _name_parts(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    return SequenceMatcher(None, " ".join(first), " ".join(second), autojunk=False).ratio()


def blocking_keys(portrait: Portrait) -> list[str]:
    """The keys under which a record is compared with others: its name, its name by sound, mailboxes, numbers."""
    parts = _name_parts(portrait.name)
    keys = []
    if len(parts) > 1:
        keys += ["n:" + " ".join(parts), "s:" + " ".join(_skeleton(part) for part in parts)]
    keys += [f"m:{box}" for box in _mailboxes(portrait)]
    keys += [f"p:{end}" for end in _line_ends(portrait)]
    return keys


def candidate_pairs(keyed: Iterable[tuple[str, int]]) -> Iterator[tuple[int, int]]:
    """The pairs (lower id first) of records that share a key, each once; keys shared by more than 12 are passed over.

    Keeps 16 bytes for each key and sorts them: a million records take some seconds and 50 MB.
    """
    import numpy as np

    hashes, ids = _packed(keyed)
    if not len(hashes):
        return
    order = np.lexsort((ids, hashes))
    hashes, ids = hashes[order], ids[order]
    starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1])))
    ends = np.append(starts[1:], len(hashes))
    seen: set[tuple[int, int]] = set()
    for start, end in zip(starts, ends, strict=True):
        if not 1 < end - start <= LARGEST_BLOCK:
            continue
        for pair in combinations(sorted({int(i) for i in ids[start:end]}), 2):
            if pair not in seen:
                seen.add(pair)
                yield pair


def _packed(keyed: Iterable[tuple[str, int]]) -> tuple["np.ndarray", "np.ndarray"]:
    import numpy as np

    hashes, ids = bytearray(), bytearray()
    for key, pk in keyed:
        hashes += blake2b(key.encode(), digest_size=8).digest()
        ids += pk.to_bytes(8, "little")
    return np.frombuffer(bytes(hashes), dtype="<i8"), np.frombuffer(bytes(ids), dtype="<i8")


def _name_parts(name: str) -> Sequence[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return sorted(re.findall(r"\w+", plain))


def _skeleton(part: str) -> str:
    """The first letter and the consonants without repeats: "Meyer", "Maier" and "Mayer" give "mr"."""
    rest = re.sub(r"[aeiouyhw]", "", part[1:])
    return part[:1] + re.sub(r"(.)\1+", r"\1", rest)


def _mailboxes(portrait: Portrait) -> list[str]:
    """The parts before the "@" that are a person's own: at least 5 letters, no "info@"."""
    boxes = [email.partition("@")[0].partition("+")[0].replace(".", "") for email in portrait.emails]
    return [box for box in boxes if len(box) >= 5 and box not in COMMON_BOXES]


def _line_ends(portrait: Portrait) -> list[str]:
    """The last 7 digits of each number: the same line, written with or without its codes."""
    return [phone[-7:] for phone in portrait.phones if len(phone) >= 9]
