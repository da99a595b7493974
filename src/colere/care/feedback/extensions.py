"""What customers' answers plug into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.care.feedback.actions.imports import import_embedded_answers, import_responses
from colere.care.feedback.schemas import COLUMNS, understand_csat, understand_response
from colere.platform.imports import ImportKind, Part, register_kind, register_part

register_kind(
    ImportKind(
        name="responses", label=_("answers"), columns=COLUMNS, understand=understand_response, load=import_responses
    )
)
register_part(
    Part(
        kind="conversations",
        field="csat",
        columns=("score", "comment", "at"),
        understand=understand_csat,
        load=import_embedded_answers,
    )
)
