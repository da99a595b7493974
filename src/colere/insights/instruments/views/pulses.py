"""Handing over how teams are, until there is a room that asks them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.instruments.actions import take_pulses
from colere.insights.instruments.forms.teamwork import PulsesForm
from colere.platform.errors import DomainError
from colere.platform.permissions import Actor, requires
from colere.platform.ui import words
from colere.platform.ui.pages import redirect, render

PAGE = "instruments/pulses.html"
SHOWN = 5


@requires("imports.run")
def pulses_hand_over(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = PulsesForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return render(request, PAGE, {"form": form, "refused": []})
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "refused": []}, status=422)
    file: Any = form.cleaned_data["file"].file
    try:
        taken, refused = take_pulses(file, actor=actor)
    except DomainError as error:
        form.add_error("file", error.sentence)
        return render(request, PAGE, {"form": form, "refused": []}, status=422)
    said = taken_words(sum(pulse.answers for pulse in taken), len(refused))
    if refused:
        context = {"form": PulsesForm(), "refused": refused[:SHOWN], "news": said}
        return render(request, PAGE, context)
    return redirect(request, reverse("instruments:team-and-customers"), said=said)


def taken_words(answers: int, refused: int) -> str:
    """What became of a file."""
    said = ngettext("%(n)s answer was taken in", "%(n)s answers were taken in", answers) % {"n": words.number(answers)}
    if not refused:
        return _("%(said)s.") % {"said": said}
    left = ngettext("%(n)s row could not be used", "%(n)s rows could not be used", refused)
    return _("%(said)s; %(left)s.") % {"said": said, "left": left % {"n": words.number(refused)}}
