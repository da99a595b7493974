"""Answers that were given together: about the same conversation, or by the same customer at the same moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from colere.stats.interval import Floats

ASKED_WITH = 0.8  # of the times that the outcome was answered beside something, a driver was there in so many
HEADLINES = ("csat", "recommend", "effort")


@dataclass(frozen=True, slots=True)
class Together:
    """One row for each occasion with two answers or more, one column for each question; NaN: not answered then."""

    questions: tuple[str, ...]
    table: Floats

    def pairs(self) -> Floats:
        """Questions × questions: on how many occasions both were answered."""
        import numpy as np

        there = (~np.isnan(self.table)).astype(np.float64)
        return np.asarray(there.T @ there)

    def complete(self, questions: tuple[str, ...]) -> Floats:
        """The rows on which all these questions were answered, one column for each."""
        import numpy as np

        chosen = self.table[:, [self.questions.index(question) for question in questions]]
        return np.asarray(chosen[~np.isnan(chosen).any(axis=1)])


def answered_together(
    question: NDArray[np.integer],
    score: Floats,
    *,
    conversation: NDArray[np.int64],
    customer: NDArray[np.int64],
    at: NDArray[np.datetime64],
    questions: tuple[str, ...],
) -> Together:
    """The occasions of answers given one a row: arrays of one length, `question` as places in `questions`.

    Ids below 0 say that there is none; an answer that belongs to nobody and to no conversation stands alone and is left
    out, as is one without a score. Two answers to one question on one occasion count as their mean.
    """
    import numpy as np

    if not questions:
        return Together((), np.empty((0, 0)))
    kept = np.isfinite(score) & (question >= 0) & ((conversation >= 0) | (customer >= 0))
    question, score, conversation = question[kept].astype(np.int64), score[kept], conversation[kept]
    customer, moment = customer[kept], np.unique(at[kept].astype(np.int64), return_inverse=True)[1]
    has_talk = conversation >= 0
    size = int(moment.max(initial=0)) + 2
    key = np.where(has_talk, conversation * size, customer * size + moment + 1)
    _, occasion = np.unique(key, return_inverse=True)
    width = len(questions)
    cell = occasion * width + question
    cells = (int(occasion.max(initial=-1)) + 1) * width
    count = np.bincount(cell, minlength=cells).astype(np.float64)
    sums = np.bincount(cell, weights=score, minlength=cells)
    table = np.divide(sums, count, out=np.full(cells, np.nan), where=count > 0).reshape(-1, width)
    return Together(questions, table[(~np.isnan(table)).sum(axis=1) >= 2])


def usual_outcome(found: Together) -> str | None:
    """The question that was answered most often beside others; None where no two were. Of equals a headline measure,
    then the one with the shortest name: the items of a longer questionnaire are called after the whole.
    """
    pairs = found.pairs()
    beside = pairs.sum(axis=1) - pairs.diagonal()
    most = max(beside.tolist(), default=0.0)
    if most <= 0:
        return None
    best = [name for name, count in zip(found.questions, beside.tolist(), strict=True) if count == most]
    return min(best, key=lambda name: (name not in HEADLINES, len(name), name))


def usual_drivers(found: Together, outcome: str, *, most: int) -> tuple[str, ...]:
    """The questions that were usually answered beside the outcome, in alphabetical order, at most `most` of them."""
    counts = found.pairs()[found.questions.index(outcome)].tolist()
    beside = {name: count for name, count in zip(found.questions, counts, strict=True) if name != outcome and count}
    least = ASKED_WITH * max(beside.values(), default=0.0)
    ordered = sorted(beside, key=lambda name: (-beside[name], name))
    return tuple(sorted(name for name in ordered[:most] if beside[name] >= least))
