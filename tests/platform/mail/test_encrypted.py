"""Mail over TLS to a real server: a certificate that fits lets mail go, any other keeps mail and password here."""

from __future__ import annotations

import logging
import ssl
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from colere.platform.mail.actions import Draft, queue_mail, send_due_mail
from colere.platform.mail.models import Mail
from colere.platform.mail.queries import what_to_do
from colere.platform.mail.servers import server_from
from colere.platform.permissions import SYSTEM
from tests.platform.mail.authority import OPENSSL, Authority, new_authority
from tests.platform.mail.servers import Post, mail_server

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(OPENSSL is None, reason="there is no openssl to sign with"),
    pytest.mark.filterwarnings("ignore:Requiring AUTH"),  # of the test's server: its port is encrypted from the start
]
PASSWORD = "hush:and/hidden"
WAYS = ["smtps", "smtp"]


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authorities") / "ours")


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authorities") / "strangers")


@pytest.fixture(autouse=True)
def trusted(ours: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts our own authority, as docs/how-to/run-it.md says."""
    monkeypatch.setenv("SSL_CERT_FILE", str(ours.file))


def serving(way: str, certificate: ssl.SSLContext) -> AbstractContextManager[Post]:
    return mail_server(encrypted=certificate) if way == "smtps" else mail_server(starttls=certificate)


def point_at(settings: Any, address: str) -> None:
    """What the settings make of `COLERE_MAIL_URL`."""
    server = server_from(address)
    settings.MAIL_IS_SET, settings.EMAIL_BACKEND = True, server.backend
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = server.user, server.password
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = server.is_starttls, server.is_tls


def sent(settings: Any, way: str, post: Post) -> Mail:
    """A mail, once it was tried."""
    point_at(settings, f"{way}://ann:hush%3Aand%2Fhidden@127.0.0.1:{post.port}")
    mail = queue_mail(Draft(kind="letter.weekly", to="hana@example.org", subject="Kept", text="Hello."), actor=SYSTEM)
    send_due_mail(actor=SYSTEM)
    mail.refresh_from_db()
    return mail


@pytest.mark.parametrize("way", WAYS)
def test_a_mail_goes_encrypted_to_a_server_whose_certificate_fits(settings: Any, ours: Authority, way: str) -> None:
    with serving(way, ours.certificate_for("IP:127.0.0.1")) as post:
        mail = sent(settings, way, post)
    assert (mail.state, mail.trouble) == ("sent", "")
    assert post.logins == [("ann", PASSWORD)], "once, behind the encryption"
    [taken] = post.taken
    assert taken["Message-ID"] == mail.message_id


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("wrong", ["of a stranger", "of another name", "of the past"])
def test_a_certificate_that_does_not_fit_is_refused_and_the_mail_waits_with_the_reason(
    settings: Any, caplog: Any, ours: Authority, strangers: Authority, way: str, wrong: str
) -> None:
    certificate = {
        "of a stranger": lambda: strangers.certificate_for("IP:127.0.0.1"),
        "of another name": lambda: ours.certificate_for("DNS:mail.example.org"),
        "of the past": lambda: ours.certificate_for("IP:127.0.0.1", days=-1),
    }[wrong]()
    with caplog.at_level(logging.DEBUG), serving(way, certificate) as post:
        mail = sent(settings, way, post)
    assert (mail.state, mail.trouble, mail.attempts) == ("waiting", "certificate", 1)
    assert mail.due_at > timezone.now()
    assert "certificate" in what_to_do(mail)
    assert "SSL_CERT_FILE" in what_to_do(mail)
    assert (post.logins, post.taken) == ([], [])
    ours_said = "\n".join(one.getMessage() for one in caplog.records if one.name != "mail.log")
    assert "did not go: certificate" in ours_said
    assert not any(secret in ours_said for secret in (PASSWORD, "hush", "example.org"))


def test_a_mail_that_waited_goes_once_the_certificate_is_trusted(
    settings: Any, monkeypatch: pytest.MonkeyPatch, strangers: Authority
) -> None:
    with serving("smtps", strangers.certificate_for("IP:127.0.0.1")) as post:
        mail = sent(settings, "smtps", post)
        assert mail.state == "waiting"
        monkeypatch.setenv("SSL_CERT_FILE", str(strangers.file))
        Mail.objects.update(due_at=timezone.now())
        assert send_due_mail(actor=SYSTEM) == 1
    assert len(post.taken) == 1


def test_nothing_is_told_to_a_server_that_does_not_offer_encryption(settings: Any) -> None:
    with mail_server() as post:
        mail = sent(settings, "smtp", post)
    assert (mail.state, mail.trouble) == ("waiting", "encryption")
    assert "encrypt" in what_to_do(mail)
    assert (post.logins, post.taken) == ([], [])


def test_a_server_that_does_not_speak_tls_on_that_port_is_told_from_one_with_a_wrong_certificate(
    settings: Any, tmp_path: Path
) -> None:
    with mail_server() as post:
        mail = sent(settings, "smtps", post)
    assert (mail.state, mail.trouble) == ("waiting", "encryption")
