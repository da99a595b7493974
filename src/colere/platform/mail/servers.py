"""Where mail is handed over, read from one address.

    smtps://user:password@mail.example.org        encrypted from the first byte (port 465)
    smtp://user:password@mail.example.org         encrypted by STARTTLS before the password is told (port 587)
    smtp://localhost:25?tls=off                   in the clear, for a mail server on the same machine
    file:///var/lib/colere/mail                   one file for each mail
    console:                                      printed
    (empty)                                       mail waits until a server is set

A password with `@`, `/` or `:` in it is written with percent signs, as in every address.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465}
BACKENDS = {
    "none": "django.core.mail.backends.console.EmailBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
}


@dataclass(frozen=True, slots=True)
class MailServer:
    """A place for mail. `is_tls`: encrypted from the first byte; `is_starttls`: before anything is told."""

    kind: Literal["none", "console", "file", "smtp"] = "none"
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    is_starttls: bool = False
    folder: str | None = None

    @property
    def backend(self) -> str:
        """Django's name for it. Without a server, the few mails that somebody waits for at the screen are printed."""
        return BACKENDS[self.kind]


def server_from(address: str) -> MailServer:
    """The server that the address names. Raises `ValueError` with a sentence that does not repeat the password."""
    if not address:
        return MailServer()
    parts = urlsplit(address)
    if parts.scheme == "console":
        return MailServer("console")
    if parts.scheme == "file":
        if not parts.path.startswith("/") or parts.netloc:
            raise ValueError("COLERE_MAIL_URL: a folder is written file:///with/its/whole/path.")
        return MailServer("file", folder=unquote(parts.path))
    if parts.scheme not in PORTS:
        raise ValueError("COLERE_MAIL_URL begins with smtps://, smtp://, file:/// or console:")
    if not parts.hostname:
        raise ValueError("COLERE_MAIL_URL names no mail server.")
    is_tls = parts.scheme == "smtps"
    return MailServer(
        "smtp",
        host=parts.hostname,
        port=_port(parts.port if _has_port(parts.netloc) else None, parts.scheme),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
        is_starttls=not is_tls and not _is_clear(parts.query, has_password=bool(parts.password)),
    )


def _has_port(netloc: str) -> bool:
    tail = netloc.rpartition("@")[2].rpartition("]")[2]
    if ":" in tail and not tail.rpartition(":")[2].isdecimal():
        raise ValueError(
            "COLERE_MAIL_URL: the port is not a number (in a password, “:”, “/” and “@” are percent-encoded)."
        )
    return ":" in tail


def _port(port: int | None, scheme: str) -> int:
    return PORTS[scheme] if port is None else port


def _is_clear(query: str, *, has_password: bool) -> bool:
    wanted = parse_qs(query)
    if set(wanted) - {"tls"} or wanted.get("tls", ["on"]) not in (["on"], ["off"]):
        raise ValueError("COLERE_MAIL_URL knows ?tls=off and nothing else behind the address.")
    is_clear = wanted.get("tls") == ["off"]
    if is_clear and has_password:
        raise ValueError("COLERE_MAIL_URL: a password is not sent in the clear. Leave out ?tls=off.")
    return is_clear
