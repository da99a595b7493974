"""How an answer is put into words."""

from typing import Any

from django.utils.translation import gettext as _

from colere.care.feedback.rules import LOW, SCALES, band
from colere.foundation.metrics import question_words
from colere.platform.ui import words
from colere.platform.ui.tables import Mark


def question_label(name: str) -> str:
    """The name of a question for people, as the foundation calls it in promises."""
    return question_words(name)


def score_words(name: str, score: float | None) -> str:
    """ "2 of 5"; a question of our own has only its number; empty without a score."""
    if score is None:
        return ""
    shown = words.number(score, 0 if float(score).is_integer() else 1)
    if name not in SCALES:
        return shown
    return _("%(score)s of %(most)s") % {"score": shown, "most": SCALES[name][1]}


def score_mark(row: dict[str, Any]) -> Mark | None:
    """The score, with a tone only where somebody may be needed: green for good would be a traffic light."""
    said = score_words(row["name"], row["score"])
    if not said:
        return None
    return Mark(said, "clay" if band(row["name"], row["score"]) == LOW else "plain")


def customer_name(row: dict[str, Any]) -> str:
    """Who answered: the record that stands for the customer today."""
    return row["customer__merged_into__name"] or row["customer__name"] or _("Unknown customer")
