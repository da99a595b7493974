"""What a page does: show what is kept, and have counted what is not."""

from __future__ import annotations

from colere.platform.kept.jobs import count_for_page
from colere.platform.kept.keeping import note_question
from colere.platform.kept.kinds import A, Kind, Q
from colere.platform.kept.reading import Kept, find_kept
from colere.platform.permissions import Actor


def look_up(kind: Kind[Q, A], *, question: Q, actor: Actor) -> Kept[A] | None:
    """What is kept for the question; a worker is asked to count what is not."""
    if note_question(kind, question=question, actor=actor):
        count_for_page.enqueue(kind=kind.name, question=question.as_json())
    return find_kept(actor, kind, question=question)
