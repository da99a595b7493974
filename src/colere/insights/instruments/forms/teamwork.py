"""What can be chosen on the page of team and customers, and the file of answers."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colere.insights.instruments.forms.question import QuestionForm

MOST_BYTES = 10_000_000


class TeamworkForm(QuestionForm):
    """Period, channel and topic of what customers said; teams are compared with themselves, all of them."""

    without = ("team",)


class PulsesForm(forms.Form):
    """The answers of colleagues to how they are."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("One row for each answer: team (its name), at (the day, 2026-03-31), score."),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """A file that can be read while somebody waits."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is not None and file.size > MOST_BYTES:
            said = {"most": filesizeformat(MOST_BYTES)}
            raise forms.ValidationError(
                _("This file is larger than %(most)s. Take it in with “colere teamwork --pulse FILE --keep”.") % said
            )
        return file
