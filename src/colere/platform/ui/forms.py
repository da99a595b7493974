"""Django forms in our look: which class a widget wears, and what describes it to a screen reader."""

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.HiddenInput, ""),
    (forms.Widget, "form-control"),
)


def widget(field: BoundField) -> SafeString:
    """The field's widget with our classes, tied to its help and its errors."""
    kind = next(css for base, css in CLASSES if isinstance(field.field.widget, base))
    css = " ".join(
        filter(None, [field.field.widget.attrs.get("class", ""), kind, "is-invalid" if field.errors else ""])
    )
    attrs: dict[str, str | bool] = {"class": css}
    if described := described_by(field):
        attrs["aria-describedby"] = described
    if field.errors:
        attrs["aria-invalid"] = "true"
    if "placeholder" in field.field.widget.attrs:
        attrs["placeholder"] = False  # those of other packages' forms say the label again, which stands above already
    return field.as_widget(attrs=attrs)


def described_by(field: BoundField) -> str:
    """The ids of the field's error and help."""
    ids = [f"{field.auto_id}_error"] if field.errors else []
    return " ".join([*ids, *([f"{field.auto_id}_helptext"] if field.help_text else [])])


def is_optional(field: BoundField) -> bool:
    """Whether to say that a field may stay empty. A choice says so itself, by its first option."""
    return not field.field.required and not isinstance(field.field, forms.ChoiceField)


def widget_kind(field: BoundField) -> str:
    """How the field is laid out: "check", "choices", "hidden" or "line"."""
    found = field.field.widget
    if isinstance(found, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "choices"
    if isinstance(found, forms.CheckboxInput):
        return "check"
    return "hidden" if found.is_hidden else "line"


def choice_widget(choice: BoundWidget) -> SafeString:
    """One radio button or check box of several, without the label that Django would put around it."""
    choice.data["attrs"] = {**choice.data["attrs"], "class": "form-check-input"}
    return choice.tag(wrap_label=False)
