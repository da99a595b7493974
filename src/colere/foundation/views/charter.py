"""The charter: who may decide what without asking."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from colere.foundation.actions import charter as actions
from colere.foundation.forms.beliefs import CharterForm, charter_form_of, default_charter_form
from colere.foundation.models import CharterRule
from colere.foundation.queries import charter as queries
from colere.foundation.queries.organisation import get_organisation
from colere.foundation.views.saving import WRONG, actor_of, archiving, saved
from colere.platform.accounts.roles import ROLE_LABELS, Role
from colere.platform.permissions import requires
from colere.platform.ui.pages import redirect, render

CHARTER = "foundation:charter"


@requires("foundation.read")
def charter_page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    charter = queries.list_charter(actor)
    own = [rule for role, rules in charter for rule in rules if role in actor.roles]
    context = {
        "charter": [(role, ROLE_LABELS[role], role in actor.roles, rules) for role, rules in charter],
        "archived": [rule for _role, rules in queries.list_charter(actor, is_archived=True) for rule in rules],
        "news": charter_news(own, has_charter=bool(charter)),
        "limit_words": limit_words,
        "role_label": lambda name: ROLE_LABELS[Role(name)],
    }
    return render(request, "foundation/charter.html", context)


def charter_news(own: list[CharterRule], *, has_charter: bool) -> str:
    """What the reader may decide alone, in one sentence."""
    if not has_charter:
        return _("Nobody knows yet what they may decide without asking.")
    if not own:
        return _("Here is what your colleagues may decide without asking.")
    widest = max((rule for rule in own if rule.kind == CharterRule.MONEY), key=lambda r: r.amount or 0, default=None)
    if widest is None:
        return _("You may decide this without asking: %(what)s") % {"what": own[0].text}
    return _("You may give up to %(limit)s in one case without asking.") % {"limit": limit_words(widest)}


def limit_words(rule: CharterRule) -> str:
    """ "30 EUR", "60 min" or "an exception"."""
    if rule.kind == CharterRule.MONEY and rule.amount is not None:
        digits = 0 if rule.amount == rule.amount.to_integral_value() else 2
        return f"{formats.number_format(Decimal(rule.amount), digits, force_grouping=True)} {rule.currency}"
    if rule.kind == CharterRule.TIME:
        return _("%(n)s min") % {"n": rule.minutes}
    return _("an exception")


@requires("foundation.edit")
def charter_new(request: HttpRequest) -> HttpResponse:
    form = CharterForm(request.POST) if request.method == "POST" else default_charter_form(get_organisation().currency)
    if request.method == "POST":
        added = saved(form, lambda: actions.add_charter_rule(terms=form.terms(), actor=actor_of(request)))
        if added is not None:
            return redirect(request, reverse(CHARTER), said=_("Added. It counts from now on."))
    return _form_page(request, form, None)


@requires("foundation.edit")
def charter_edit(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    rule = queries.get_charter_rule(actor, key)
    form = CharterForm(request.POST) if request.method == "POST" else charter_form_of(rule)
    if request.method == "POST":
        done = saved(form, lambda: actions.change_charter_rule(rule, terms=form.terms(), actor=actor) or True)
        if done:
            return redirect(request, reverse(CHARTER), said=_("Saved."))
    return _form_page(request, form, rule)


def _form_page(request: HttpRequest, form: CharterForm, rule: CharterRule | None) -> HttpResponse:
    context = {"form": form, "rule": rule}
    return render(request, "foundation/charter_form.html", context, status=WRONG if form.errors else 200)


charter_archive, charter_restore = archiving(
    "foundation.edit",
    find=queries.get_charter_rule,
    archive=actions.archive_charter_rule,
    restore=actions.restore_charter_rule,
    to=CHARTER,
    gone=lambda rule: _("Taken out of the charter."),
    back=lambda rule: _("Back in the charter."),
    undo="foundation:charter-restore",
)
