"""Steps in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from colere.insights.journey.rules.steps import SILENT

KINDS: dict[str, str | Promise] = {
    "first_purchase": _("Buys for the first time"),
    "next_purchase": _("Buys again"),
    "first_contact": _("Writes for the first time"),
    "next_contact": _("Writes about something new"),
    "same_again": _("Writes again about the same"),
    "reply": _("We answer"),
    "reply_late": _("Our answer is late"),
    "settled": _("We settle it"),
    "settled_late": _("Settling it takes too long"),
    "pleased": _("Says: satisfied"),
    "displeased": _("Says: not satisfied"),
    SILENT: _("Falls silent"),
}

AFTER: dict[str, str | Promise] = {
    "first_purchase": _("after their first purchase"),
    "next_purchase": _("after a further purchase"),
    "first_contact": _("after writing for the first time"),
    "next_contact": _("after writing about something new"),
    "same_again": _("after writing again about the same matter"),
    "reply": _("after we have answered"),
    "reply_late": _("after we have not answered in the time we promise"),
    "settled": _("after we have settled their matter"),
    "settled_late": _("after a matter took longer than we promise"),
    "pleased": _("after telling us that they are satisfied"),
    "displeased": _("after telling us that they are not satisfied"),
}
