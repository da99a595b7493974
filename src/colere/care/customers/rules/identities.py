"""One way of writing each address, number and handle, so that the same one is found again."""

import re
import unicodedata
from typing import NamedTuple

MAX_LENGTH = 254
_EMAIL = re.compile(r"[^@\s\"<>(),;:\\\[\]]+@[^@\s\"<>(),;:\\\[\]]+\.[^@\s\"<>(),;:\\\[\]]{2,}")
_ANGLED = re.compile(r"<([^<>]+)>\s*$")


class Identity(NamedTuple):
    """A kind ("email", "phone" or "handle") and the value in its one way of writing."""

    kind: str
    value: str


def normalise_email(text: str) -> str | None:
    """The address in lower case, also out of `Ada Moss <ada@example.org>`; None when it is none.

    normalise_email(" Ada@Example.ORG ") gives "ada@example.org". Dots and "+tags" stay: two addresses that differ in
    them may belong to two people.
    """
    cleaned = unicodedata.normalize("NFKC", text).strip()
    if angled := _ANGLED.search(cleaned):
        cleaned = angled.group(1).strip()
    cleaned = cleaned.removeprefix("mailto:").lower()
    if len(cleaned) > MAX_LENGTH or not _EMAIL.fullmatch(cleaned) or ".." in cleaned:
        return None
    return cleaned


def normalise_phone(text: str, *, country: str) -> str | None:
    """The number as E.164 ("+4930123456"); None when it cannot be one.

    `country` (ISO 3166 letters, "" when unknown) tells what a number without a country code means: "030 123456" in
    "DE" is "+4930123456". Extensions are left out.
    """
    import phonenumbers  # late: its tables cost 50 ms, and most pages never see a number

    cleaned = unicodedata.normalize("NFKC", text).strip()
    if not 5 <= sum(c.isdigit() for c in cleaned) <= 20 or len(cleaned) > 60:
        return None
    try:
        number = phonenumbers.parse(cleaned, country.upper() or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def show_phone(value: str) -> str:
    """An E.164 number as people read it: "+4930123456" gives "+49 30 123456"."""
    import phonenumbers

    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return value
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def normalise_handle(network: str, name: str) -> str | None:
    """ "network:name" in lower case without a leading "@": ("Mastodon", "@Ada@example.social") gives
    "mastodon:ada@example.social".
    """
    where = re.sub(r"[^a-z0-9_-]", "", network.strip().lower())
    who = unicodedata.normalize("NFKC", name).strip().removeprefix("@").lower()
    if not where or not who or re.search(r"\s", who):
        return None
    value = f"{where}:{who}"
    return value if len(value) <= MAX_LENGTH else None


def read_identity(text: str, *, country: str) -> Identity | None:
    """What a person has typed: an address, a "network:name" or a number; None when it is none of them."""
    if "@" in text and (email := normalise_email(text)):
        return Identity("email", email)
    network, colon, name = text.partition(":")
    if colon and network.strip().isalnum() and (handle := normalise_handle(network, name)):
        return Identity("handle", handle)
    phone = normalise_phone(text, country=country)
    return Identity("phone", phone) if phone else None
