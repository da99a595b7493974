from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from colere.care.customers.actions import duplicates, merging
from colere.care.customers.jobs import look_for_duplicates
from colere.care.customers.queries import duplicates as pairs
from colere.care.customers.queries import records as reading
from colere.care.customers.rules.likeness import Portrait, likeness
from colere.care.customers.views.answers import to_customer
from colere.platform.permissions import Actor, requires
from colere.platform.ui.pages import redirect, render
from colere.platform.ui.tables import Column, Empty, Table


@requires("customers.merge")
def duplicate_list(request: HttpRequest) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    table = DuplicateTable(request, pairs.list_duplicates(actor))
    return table.respond("customers/duplicate_list.html", {"news": _duplicate_news(pairs.count_duplicates(actor))})


def _duplicate_news(count: int) -> str:
    if not count:
        return _("No two records look like one person.")
    if count > pairs.COUNTED:
        return _("More than %(n)s pairs of records look like one person.") % {"n": pairs.COUNTED}
    return ngettext(
        "%(n)s pair of records looks like one person.", "%(n)s pairs of records look like one person.", count
    ) % {"n": count}


class DuplicateTable(Table):
    name = "duplicates"
    label = gettext_lazy("Records that look alike")
    columns = (
        Column(
            "first",
            gettext_lazy("Record"),
            value=lambda row: row["first__name"] or f"{row['first_id']}",
            detail=lambda row: row["first__company__name"],
            href=lambda row: reverse("customers:customer-compare", args=[row["first_id"], row["second_id"]]),
        ),
        Column(
            "second",
            gettext_lazy("and record"),
            value=lambda row: row["second__name"] or f"{row['second_id']}",
            detail=lambda row: row["second__company__name"],
        ),
        Column("reasons", gettext_lazy("Why"), value=lambda row: ", ".join(reason_words(row["reasons"])), phone=False),
    )
    sort = "-score"
    with_csv = False
    empty = Empty(
        gettext_lazy("There is nothing to decide"),
        gettext_lazy("Every night we compare names, addresses and numbers. “Look now” does it at once."),
    )


def reason_words(codes: list[str]) -> list[str]:
    """The reasons of a likeness for people."""
    words = {
        "same_name": _("same name"),
        "similar_name": _("similar name"),
        "same_mailbox": _("same mailbox at another address"),
        "similar_phone": _("same end of a telephone number"),
        "same_company": _("same company"),
        "same_birthday": _("same birthday"),
        "other_birthday": _("but another birthday"),
    }
    return [words[code] for code in codes if code in words]


@requires("customers.merge")
@require_POST
def duplicate_look(request: HttpRequest) -> HttpResponseBase:
    look_for_duplicates.enqueue()
    said = _("We compare all records now; what we find appears here in a moment.")
    return redirect(request, reverse("customers:duplicate-list"), said=said)


@requires("customers.merge")
def customer_compare(request: HttpRequest, pk: int, other: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    first, second = reading.get_customer(actor, pk), reading.get_customer(actor, other)
    if first.pk == second.pk:
        return to_customer(request, first.pk, said=_("The two are one record already."))
    one, two = (reading.get_record(actor, c.pk) for c in (first, second))
    alike = likeness(_portrait(one), _portrait(two))
    context = {
        "one": one,
        "two": two,
        "rows": _compared(one, two),
        "reasons": reason_words(list(alike.reasons)),
        "pair": pairs.find_pair(actor, one=one.pk, two=two.pk),
    }
    return render(request, "customers/customer_compare.html", context)


def _portrait(record: reading.CustomerRecord) -> Portrait:
    known: dict[str, list[str]] = {"email": [], "phone": []}
    for identity in record.known:
        known.setdefault(identity.kind, []).append(identity.value)
    return Portrait(
        record.pk, record.name, tuple(known["email"]), tuple(known["phone"]), record.company_id, record.birthday
    )


def _compared(one: reading.CustomerRecord, two: reading.CustomerRecord) -> list[tuple[str, list[Any], list[Any], bool]]:
    """(what, here, there, whether they agree) for everything that at least one of the records knows."""
    sides: list[tuple[str, list[Any], list[Any]]] = [
        (
            _("Name"),
            [one.name],
            [two.name],
        ),
        (_("Company"), [one.company], [two.company]),
        (_("E-mail"), one.values("email"), two.values("email")),
        (_("Telephone"), one.values("phone"), two.values("phone")),
        (_("Handles"), one.values("handle"), two.values("handle")),
        (_("In other systems"), one.values("source"), two.values("source")),
        (_("Birthday"), [one.birthday], [two.birthday]),
        (_("Customer since"), [one.customer_since], [two.customer_since]),
        (_("Last contact"), [one.last_contact_at], [two.last_contact_at]),
    ]
    known = [(what, [v for v in here if v], [v for v in there if v]) for what, here, there in sides]
    return [(what, here, there, here == there) for what, here, there in known if here or there]


@requires("customers.merge")
@require_POST
def customer_merge(request: HttpRequest, pk: int, other: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kept, absorbed = reading.get_customer(actor, pk), reading.get_customer(actor, other)
    merge = merging.merge_customers(kept, absorbed=absorbed, actor=actor)
    said = _("The two records are one now; the old address leads here too.")
    return to_customer(request, kept.pk, said=said, undo=reverse("customers:merge-undo", args=[merge.pk]))


@requires("customers.merge")
def merge_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    customer = reading.get_customer(actor, pk)
    context = {"customer": customer, "merges": reading.list_merges(actor, customer.pk)}
    return render(request, "customers/merge_list.html", context)


@requires("customers.merge")
@require_POST
def merge_undo(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    merge = reading.get_merge(actor, pk)
    merging.unmerge_customers(merge, actor=actor)
    return to_customer(request, merge.kept_id, said=_("The two records are apart again, each with what it had."))


@requires("customers.merge")
@require_POST
def duplicate_dismiss(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    duplicates.dismiss_duplicate(pairs.get_duplicate(actor, pk), actor=actor)
    return redirect(
        request,
        reverse("customers:duplicate-list"),
        said=_("Two people. We will not ask again."),
        undo=reverse("customers:duplicate-reopen", args=[pk]),
    )


@requires("customers.merge")
@require_POST
def duplicate_reopen(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    duplicates.reopen_duplicate(pairs.get_duplicate(actor, pk), actor=actor)
    return redirect(request, reverse("customers:duplicate-list"), said=_("The pair is back."))
