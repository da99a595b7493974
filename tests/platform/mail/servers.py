"""A mail server of the tests' own, which does what a test tells it to."""

from __future__ import annotations

import email
import email.policy
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


@dataclass
class Post:
    """What came in, and what the server answers: `answers` are used up one after the other, then it takes mail."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    at_recipient: list[str] = field(default_factory=list)
    at_data: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=True)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        answer = self.at_recipient.pop(0) if self.at_recipient else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.at_data.pop(0) if self.at_data else "250 OK"
        if answer == "go away":
            server.transport.abort()
            return "451 too late"
        if answer.startswith("250"):
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            self.taken.append(message)
        return answer


class OnAnyPort(Controller):
    """A controller that takes a free port and notes which."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(
    *, encrypted: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, **behaviour: Any
) -> Iterator[Post]:
    """A server on a port of its own: in the clear, encrypted from the first byte, or from STARTTLS on."""
    post = Post(**behaviour)
    safely: dict[str, Any] = {}
    if encrypted is not None or starttls is not None:
        safely = {"authenticator": post.authenticate, "auth_required": True, "auth_require_tls": starttls is not None}
    if encrypted is not None:
        safely["ssl_context"] = encrypted
    if starttls is not None:
        safely |= {"tls_context": starttls, "require_starttls": True}
    controller = OnAnyPort(post, hostname="127.0.0.1", port=0, ready_timeout=5, **safely)
    controller.start()
    try:
        post.port = controller.port
        yield post
    finally:
        controller.stop()
