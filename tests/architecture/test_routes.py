"""No page without a decision who may open it."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# allauth's own pages, looked at one by one. A new one of theirs fails here until somebody has looked at it.
ALLAUTH_OPEN = {
    "account_login": "who signs in is not signed in yet",
    "account_logout": "signing out asks for nothing and shows nothing",
    "account_signup": "closed by AccountAdapter.is_open_for_signup; the page says so",
    "account_confirm_login_code": "signing in by a code sent by mail is switched off; shows no data",
    "account_inactive": "says that an account is switched off; shows no data",
    "account_reset_password": "who forgot the password is not signed in",
    "account_reset_password_done": "a fixed sentence",
    "account_reset_password_from_key": "the key in the address is the permission",
    "account_reset_password_from_key_done": "a fixed sentence",
}
ALLAUTH_SIGNED_IN = {
    "account_change_password", "account_set_password", "account_reauthenticate",
}  # fmt: skip


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


def marks(view: object) -> Iterator[str]:
    """Every mark on the view and on what its decorators wrap."""
    seen = view
    while seen is not None:
        yield from (name for name in ("permission", "public_reason") if getattr(seen, name, None))
        seen = getattr(seen, "__wrapped__", None)


def is_foreign(pattern: URLPattern) -> bool:
    return pattern.callback.__module__.startswith("allauth.")


def test_every_route_names_its_permission_or_says_why_it_is_open():
    bare = [
        f"/{path} ({pattern.callback.__module__}.{pattern.callback.__qualname__})"
        for path, pattern in routes(get_resolver())
        if not is_foreign(pattern) and not set(marks(pattern.callback))
    ]
    assert not bare, f"Mark the view with @requires(…) or @public('why'): {bare}"


def test_every_page_of_allauth_has_been_looked_at():
    unknown = (
        {str(pattern.name) for _, pattern in routes(get_resolver()) if is_foreign(pattern)}
        - ALLAUTH_OPEN.keys()
        - ALLAUTH_SIGNED_IN
    )
    assert not unknown


def test_the_permissions_that_routes_name_exist():
    from colere.platform.permissions import all_permissions

    known = {getattr(permission, "name", permission) for permission in all_permissions()}
    named = {getattr(pattern.callback, "permission", None) for _, pattern in routes(get_resolver())} - {None}
    assert named <= known, f"No such permission: {named - known}"
