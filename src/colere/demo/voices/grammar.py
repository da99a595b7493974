"""A small grammar for believable messages.

A text file holds sections (`@late delivery`), rules (`open:`) and, indented, the lines a rule may become. In a line
`[a|b]` is a choice and `{order}` a slot that the conversation fills. A line of the rule `qa` is a question and its
answer, parted by `=>`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from itertools import product
from math import prod

Line = str | tuple[str, ...] | list[tuple[str, ...]]
Rules = dict[str, tuple[Line, ...]]
Dice = Callable[[], float]

FULL = 128
"""Up to so many variants of a line are written out beforehand, which makes choosing one quick."""
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
ENGLISH = ("common", "subjects", "parcels", "billing", "advice", "workshop", "trade")
FILES = {"en": ENGLISH, "de": ("german",), "fr": ("french",)}


def compile_line(text: str) -> Line:
    """A line with its slots as `%(slot)s`: one text, all its variants, or, where those are too many, its parts."""
    text = _SLOT.sub(r"%(\1)s", text.replace("%", "%%").replace("\\n", "\n"))
    pieces = _CHOICE.split(text)
    parts = [tuple(piece.split("|")) if number % 2 else (piece,) for number, piece in enumerate(pieces)]
    if prod(len(part) for part in parts) > FULL:
        return [part for part in parts if part != ("",)]
    variants = tuple("".join(chosen).rstrip(" ") for chosen in product(*parts))
    return variants if len(variants) > 1 else variants[0]


def parse(text: str) -> dict[str, Rules]:
    """Sections of a text file, each with its rules."""
    sections: dict[str, dict[str, list[Line]]] = {}
    rules: dict[str, list[Line]] = {}
    lines: list[Line] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("@"):
            rules = sections.setdefault(line[1:].strip(), {})
        elif not raw.startswith(" "):
            lines = rules.setdefault(line.removesuffix(":"), [])
        elif line.count("[") != line.count("]") or line.count("{") != line.count("}"):
            raise ValueError(f"line {number}: a bracket is not closed: {line}")
        else:
            lines.append(compile_line(line))
    return {name: {rule: tuple(found) for rule, found in rules.items()} for name, rules in sections.items()}


@cache
def sections(language: str) -> dict[str, Rules]:
    """Everything that is said in a language, by section."""
    merged: dict[str, Rules] = {}
    for name in FILES[language]:
        text = files("colere.demo.voices").joinpath(f"{name}.txt").read_text(encoding="utf-8")
        for section, rules in parse(text).items():
            known = merged.setdefault(section, {})
            for rule, lines in rules.items():
                known[rule] = known.get(rule, ()) + lines
    return merged


@cache
def voice(language: str, topic: str, cause: str) -> Rules:
    """The rules of one kind of conversation: of the cause where it has some, else of the topic, else of everybody.

    What colleagues write among themselves is in English whatever the customer speaks.
    """
    known, ours = sections(language), sections("en")
    among_us = {name: ours["common"][name] for name in ("call_in", "handed", "note_any")} | {
        "note": ours[topic]["note"]
    }
    rules = among_us | known["common"] | known.get(topic, {})
    rules["own qa"] = known.get(topic, {}).get("qa", ())
    rules["qa"] = known["common"]["qa"]
    rules |= known.get(f"cause {cause}", {}) if cause else {}
    for name, instead in (("short", "open"), ("good", "pleased"), ("bad", "poor")):
        rules.setdefault(name, rules[instead])
    return rules


def say(lines: tuple[Line, ...], dice: Dice) -> str:
    """One line of a rule with its choices made and its slots still open (as `%(slot)s`)."""
    line = lines[int(dice() * len(lines))]
    if type(line) is str:
        return line
    if type(line) is tuple:
        return line[int(dice() * len(line))]
    return "".join([part[int(dice() * len(part))] if len(part) > 1 else part[0] for part in line])
