"""What needs no server: addresses of servers, waiting times."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colere.platform.mail.rules import LONGEST_WAIT, is_address, is_safe_header, wait_before
from colere.platform.mail.servers import server_from


def test_the_address_of_a_server_says_how_to_connect() -> None:
    safe = server_from("smtps://ann:p%40ss@mail.example.org")
    assert (safe.host, safe.port, safe.user, safe.password, safe.is_tls, safe.is_starttls) == (
        "mail.example.org", 465, "ann", "p@ss", True, False,
    )  # fmt: skip
    usual = server_from("smtp://ann:pass@[::1]:2525")
    assert (usual.host, usual.port, usual.is_tls, usual.is_starttls) == ("::1", 2525, False, True)
    near = server_from("smtp://localhost:25?tls=off")
    assert (near.port, near.is_starttls, near.is_tls) == (25, False, False)
    assert server_from("file:///var/mail%20out").folder == "/var/mail out"
    assert [server_from(address).kind for address in ("", "console:")] == ["none", "console"]
    assert "pass" not in repr(usual)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("mail.example.org", "begins with smtps://"),
        ("http://mail.example.org", "begins with smtps://"),
        ("smtp://", "names no mail server"),
        ("smtp://mail.example.org:pass", "port is not a number"),
        ("smtp://ann:pa/ss@mail.example.org", "port is not a number"),
        ("smtp://mail.example.org?starttls=1", "knows ?tls=off and nothing else"),
        ("smtp://ann:pass@mail.example.org?tls=off", "not sent in the clear"),
        ("file://relative", "file:///with/its/whole/path"),
    ],
)
def test_a_wrong_address_gets_a_sentence_without_the_password(address: str, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        server_from(address)
    assert sentence in str(caught.value)
    assert "pa/ss" not in str(caught.value)


def test_waiting_doubles_up_to_four_hours() -> None:
    assert [wait_before(n) / timedelta(minutes=1) for n in (1, 2, 3)] == [1, 2, 4]
    assert wait_before(30) == wait_before(3000) == LONGEST_WAIT


@given(st.text())
def test_no_address_and_no_header_has_a_second_line(text: str) -> None:
    if is_safe_header(text):
        assert len(f"X: {text}".splitlines()) == 1
    if is_address(text):
        assert is_safe_header(text) and text.count("@") == 1 and "," not in text
