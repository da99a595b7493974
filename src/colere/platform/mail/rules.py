"""Pure decisions about mail: what may stand in a header, what went wrong, when to try again."""

from __future__ import annotations

import re
import smtplib
import ssl
from datetime import timedelta
from enum import StrEnum

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=5)
PERMANENT = range(500, 600)

CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
PLAIN_ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@[^\s@<>\"(),:;\[\]\\]{1,190}")
HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")


class Trouble(StrEnum):
    """Why a mail did not go, as far as the difference tells somebody what to do."""

    UNREACHABLE = "unreachable"
    LOGIN = "login"
    ENCRYPTION = "encryption"
    CERTIFICATE = "certificate"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"
    BUSY = "busy"
    TOO_OLD = "too_old"
    UNREADABLE = "unreadable"


FINAL = frozenset({Trouble.RECIPIENT, Trouble.CONTENT, Trouble.TOO_OLD, Trouble.UNREADABLE})
OF_THE_SERVER = frozenset({Trouble.UNREACHABLE, Trouble.LOGIN, Trouble.ENCRYPTION, Trouble.CERTIFICATE, Trouble.SENDER})


def is_safe_header(text: str) -> bool:
    """Whether the text can stand in a header: nothing in it begins a new line, and so no header of somebody else's."""
    return not CONTROL.search(text)


def is_safe_name(name: str) -> bool:
    """Whether this is the name of a header."""
    return HEADER_NAME.fullmatch(name) is not None


def is_address(text: str) -> bool:
    """Whether this is one plain mail address: no second one, no name, no comment."""
    return PLAIN_ADDRESS.fullmatch(text) is not None and is_safe_header(text)


def wait_before(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 1, 2, 4 … minutes, at most four hours."""
    return min(FIRST_WAIT * (1 << min(max(attempts - 1, 0), 12)), LONGEST_WAIT)


def trouble_of(error: Exception) -> tuple[Trouble, int | None]:
    """What an error of sending means, and the server's code. The server's words are not kept: they name the address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next((answer[0] for answer in error.recipients.values()), 0)
        return (Trouble.RECIPIENT if code in PERMANENT else Trouble.BUSY), code
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Trouble.LOGIN, error.smtp_code
    if isinstance(error, smtplib.SMTPSenderRefused):
        return (Trouble.SENDER if error.smtp_code in PERMANENT else Trouble.BUSY), error.smtp_code
    if isinstance(error, smtplib.SMTPDataError):
        return (Trouble.CONTENT if error.smtp_code in PERMANENT else Trouble.BUSY), error.smtp_code
    if isinstance(error, ssl.SSLCertVerificationError):
        return Trouble.CERTIFICATE, None
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return Trouble.ENCRYPTION, None
    if isinstance(error, smtplib.SMTPResponseException):
        return Trouble.UNREACHABLE, error.smtp_code
    if isinstance(error, smtplib.SMTPException | OSError):
        return Trouble.UNREACHABLE, None
    return Trouble.UNREADABLE, None


def is_final(trouble: Trouble, *, age: timedelta) -> bool:
    """Whether trying again is of no use: the address or the mail was refused, or five days have passed."""
    return trouble in FINAL or age > GIVE_UP_AFTER


def is_of_the_server(trouble: Trouble) -> bool:
    """Whether the next mail would have the same trouble, so that this turn may end."""
    return trouble in OF_THE_SERVER


def masked(address: str) -> str:
    """The address as somebody may read it who looks after mail and need not know to whom: "h…@example.org"."""
    name, _at, place = address.rpartition("@")
    return f"{name[:1]}…@{place}" if name else "…"
