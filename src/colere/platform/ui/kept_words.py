"""What a page says while there is no answer to its question yet, or of a question that has none."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from colere.platform.kept.models import State
from colere.platform.kept.reading import Kept


def without_answer(kept: Kept[Any] | None, *, counting: str) -> dict[str, str]:
    """The `state` that the component `ui/components/kept.html` draws, and the `news` on top; `counting` is what is said
    meanwhile.
    """
    if kept is None or kept.state is State.WAITING:
        return {"state": "counting", "news": counting}
    if kept.state is State.REFUSED:
        return {"state": "refused", "news": kept.refusal}
    return {"state": "failed", "news": _("This could not be counted.")}
