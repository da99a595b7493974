"""Customers' records: adding them and changing what they say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from colere.care.customers.events import CustomerAdded, CustomerChanged
from colere.care.customers.models import AttributeDefinition, Company, Customer, CustomerIdentity
from colere.care.customers.queries.identities import find_holder, home_country
from colere.care.customers.rules.attributes import Unfit, read_attribute
from colere.care.customers.rules.identities import Identity, read_identity
from colere.platform.errors import Conflict, Invalid
from colere.platform.events import publish
from colere.platform.permissions import Actor, require


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a record says, as a person gives it. `attributes`: key → text."""

    name: str = ""
    company: str = ""
    birthday: date | None = None
    customer_since: date | None = None
    language: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def add_customer(*, facts: Facts, known_by: list[str] | None = None, actor: Actor) -> Customer:
    """A new record; `known_by` are addresses, numbers and handles as typed.

    Raises `Conflict` (with `customer`, the id) when one of them belongs to somebody already, `Invalid` when one of them
    cannot be read or when nothing at all is given.
    """
    require(actor, "customers.edit")
    identities = [_read(text) for text in known_by or [] if text.strip()]
    if not facts.name.strip() and not identities:
        raise Invalid(_("Give a name, or something by which we know this customer."), fields=["name"])
    customer = Customer(attributes={}, **_plain(facts))
    customer.attributes = _typed({}, facts.attributes)
    customer.save(force_insert=True)
    for identity in dict.fromkeys(identities):
        _attach(customer, identity)
    publish(CustomerAdded(customer=customer.pk), actor=actor)
    return customer


@transaction.atomic
def change_customer(customer: Customer, *, facts: Facts, actor: Actor) -> tuple[str, ...]:
    """Make the record say this; gives the names of the fields that changed. Attributes not mentioned stay."""
    require(actor, "customers.edit", customer)
    _refuse_absorbed(customer)
    wanted: dict[str, Any] = {**_plain(facts), "attributes": _typed(customer.attributes, facts.attributes)}
    changed = tuple(sorted(name for name, value in wanted.items() if getattr(customer, name) != value))
    if changed:
        for name in changed:
            setattr(customer, name, wanted[name])
        customer.save(update_fields=list(changed))
        publish(CustomerChanged(customer=customer.pk, fields=changed), actor=actor)
    return changed


@transaction.atomic
def add_identity(customer: Customer, *, text: str, actor: Actor) -> CustomerIdentity:
    """The customer is also known by this address, number or handle.

    Raises `Conflict` (with `customer`, the id) when it belongs to another record: then the two are perhaps one person.
    """
    require(actor, "customers.edit", customer)
    _refuse_absorbed(customer)
    identity = _attach(customer, _read(text))
    publish(CustomerChanged(customer=customer.pk, fields=("identities",)), actor=actor)
    return identity


@transaction.atomic
def remove_identity(identity: CustomerIdentity, *, actor: Actor) -> None:
    """The customer is not known by this any more. Raises `Invalid` for a source's own id, which imports match by."""
    require(actor, "customers.edit", identity.customer)
    if identity.kind == CustomerIdentity.SOURCE:
        raise Invalid(_("This belongs to an imported row and stays, so that the next import finds the record again."))
    identity.delete()
    publish(CustomerChanged(customer=identity.customer_id, fields=("identities",)), actor=actor)


def _read(text: str) -> Identity:
    identity = read_identity(text.replace("\x00", ""), country=home_country())
    if identity is None:
        raise Invalid(
            _("“%(text)s” is no e-mail address, telephone number or handle such as “mastodon:ada”.")
            % {"text": text[:80]},
            fields=["known_by"],
        )
    return identity


def _attach(customer: Customer, identity: Identity) -> CustomerIdentity:
    try:
        with transaction.atomic():
            return CustomerIdentity.objects.create(customer=customer, kind=identity.kind, value=identity.value)
    except IntegrityError as error:
        holder = find_holder(identity)
        raise Conflict(
            _("%(value)s belongs to %(name)s already. Open that record, or merge the two if they are one person.")
            % {"value": identity.value, "name": (holder and holder.name) or _("a customer without a name")},
            customer=holder.pk if holder else None,
        ) from error


def _plain(facts: Facts) -> dict[str, Any]:
    if facts.birthday and facts.birthday > date.today():
        raise Invalid(_("A birthday lies in the past."), fields=["birthday"])
    return {
        "name": " ".join(facts.name.replace("\x00", "").split())[:200],
        "company": _company(facts.company),
        "birthday": facts.birthday,
        "customer_since": facts.customer_since,
        "language": facts.language.strip()[:10],
    }


def _company(name: str) -> Company | None:
    cleaned = " ".join(name.replace("\x00", "").split())[:200]
    if not cleaned:
        return None
    return Company.objects.filter(name__iexact=cleaned).first() or Company.objects.create(name=cleaned)


def _typed(known: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """`known` with the given texts as values of their types; an empty text takes the fact away."""
    definitions = {d.key: d for d in AttributeDefinition.objects.filter(key__in=list(given))} if given else {}
    result = dict(known)
    for key, text in given.items():
        definition = definitions.get(key)
        if definition is None:
            raise Invalid(_("There is no customer fact called “%(key)s”. Define it first.") % {"key": key[:60]})
        try:
            value = read_attribute(definition.type, text, choices=definition.choices)
        except Unfit as error:
            raise Invalid(_unfit_words(definition, error.expected), fields=[f"attribute_{key}"]) from error
        if value is None:
            result.pop(key, None)
        else:
            result[key] = value
    return result


def _unfit_words(definition: AttributeDefinition, expected: str) -> str:
    said = {
        "number": _("“%(label)s” is a number, such as 12 or 3.5."),
        "date": _("“%(label)s” is a day, such as 2026-03-01."),
        "flag": _("“%(label)s” is yes or no."),
        "choice": _("“%(label)s” is one of: %(choices)s."),
        "short text": _("“%(label)s” may have up to 1,000 characters."),
    }[expected]
    return said % {"label": definition.label, "choices": ", ".join(definition.choices)}


def _refuse_absorbed(customer: Customer) -> None:
    if customer.merged_into_id is not None:
        raise Conflict(
            _("This record has gone over into another one. Change that one."), customer=customer.merged_into_id
        )
