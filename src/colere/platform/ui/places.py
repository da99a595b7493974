"""Where a thing of the log can be seen: "conversation:12" → its page. Neighbours point at each other's things by it.

A domain registers its things from `extensions.py`:

    register_place("conversation", "conversations:conversation-detail")
"""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

_places: dict[str, str] = {}


def register_place(prefix: str, url_name: str) -> None:
    """Things called "prefix:number" have a page of this name, which takes the number."""
    _places[prefix] = url_name


def place_of(ref: str) -> str | None:
    """The address of a thing; None when nobody has a page for it."""
    prefix, _colon, number = ref.partition(":")
    if prefix not in _places or not number.isascii() or not number.isdigit():
        return None
    return address_of(_places[prefix], int(number))


def address_of(url_name: str, pk: int) -> str:
    """`reverse(url_name, args=[pk])` for a route that ends with the number: quick enough for each row of a list."""
    return f"{_stem(url_name, get_script_prefix())}{pk}"


def plain_address_of(url_name: str) -> str:
    """`reverse(url_name)`, kept: every page says the same thirty addresses."""
    return _plain(url_name, get_script_prefix())


@lru_cache(maxsize=1_000)
def _plain(url_name: str, prefix: str) -> str:
    return reverse(url_name)


@lru_cache(maxsize=200)
def _stem(url_name: str, prefix: str) -> str:
    return reverse(url_name, args=[0]).removesuffix("0")
