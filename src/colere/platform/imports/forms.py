from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colere.platform.errors import Invalid
from colere.platform.imports.mapping import parsed_text
from colere.platform.imports.registry import all_kinds

MAX_MAP = 100_000


class ImportForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is in it"), choices=lambda: [(k.name, capfirst(str(k.label))) for k in all_kinds()]
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, JSON, Excel or Parquet, also packed (.gz, .zst). Encoding and delimiter are found out."
        ),
        error_messages={
            "required": gettext_lazy("Choose the file that you want to bring."),
            "empty": gettext_lazy("This file is empty: it has 0 bytes. Export it again, and choose the new one."),
        },
    )
    source = forms.CharField(
        label=gettext_lazy("Where it comes from"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "Such as “help desk”: rows are recognised by their id within it. Empty: the file’s name."
        ),
    )
    columns = forms.FileField(
        label=gettext_lazy("Map file"),
        required=False,
        help_text=gettext_lazy(
            "Says how columns of other systems are called here. Only if yours are called differently."
        ),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is not None and file.size > settings.IMPORT_MAX_BYTES:
            most = filesizeformat(settings.IMPORT_MAX_BYTES)
            raise forms.ValidationError(
                _("This file is larger than %(most)s. Load it with “colere import”.") % {"most": most}
            )
        return file

    def clean_columns(self) -> str:
        """The map file's text, which has been understood once."""
        given: Any = self.cleaned_data["columns"]
        if not given:
            return ""
        if given.size > MAX_MAP:
            raise forms.ValidationError(_("This is too large for a map file."))
        try:
            text: str = given.read().decode("utf-8")
            parsed_text(text)
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This is no text.")) from error
        except Invalid as error:
            raise forms.ValidationError(error.sentence) from error
        return text
