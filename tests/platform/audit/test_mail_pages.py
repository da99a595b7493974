"""The outbox as an operator sees it: where each mail stands, and never what stands in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from colere.platform.mail.actions import Draft, queue_mail
from colere.platform.mail.models import Mail
from colere.platform.mail.rules import masked
from colere.platform.permissions import SYSTEM
from tests.people import Cast, Member

pytestmark = pytest.mark.django_db
SignIn = Callable[[Member], Client]


def written(to: str = "hana@example.org", **over: object) -> Mail:
    mail = queue_mail(Draft(kind="letter.weekly", to=to, subject="A secret week", text="Secret words."), actor=SYSTEM)
    Mail.objects.filter(pk=mail.pk).update(**over)
    return mail


def shown(client: Client, address: str = "/mails") -> str:
    found = client.get(address)
    assert found.status_code == 200
    return found.getvalue().decode() if found.streaming else found.content.decode()


@pytest.mark.parametrize("address", ["/mails", "/mails?format=csv"])
def test_an_operator_sees_where_mail_stands_but_neither_words_nor_addresses(
    cast: Cast, sign_in: SignIn, address: str
) -> None:
    written(state="failed", trouble="recipient", code=550, attempts=3)
    page = shown(sign_in(cast.operator), address)
    for said in ("h…@example.org", "letter.weekly", "could not be sent", "refuses the address", "550"):
        assert said in page, said
    assert "ecret" not in page
    assert "hana@" not in page


def test_the_outbox_is_narrowed_by_its_address(cast: Cast, sign_in: SignIn) -> None:
    written("ada@example.org", state="sent")
    written("ben@example.net", state="failed", trouble="content")
    page = shown(sign_in(cast.operator), "/mails?state=failed")
    assert "b…@example.net" in page
    assert "a…@example.org" not in page


def test_what_was_given_up_is_tried_again_and_nothing_else(cast: Cast, sign_in: SignIn) -> None:
    failed, sent = written(state="failed", trouble="content"), written(state="sent")
    answer = sign_in(cast.operator).post("/mails/again", {"ids": [failed.pk, sent.pk, "x"]}, follow=True)
    assert "1 mail will be tried again." in answer.content.decode()
    assert set(Mail.objects.values_list("pk", "state")) == {(failed.pk, "waiting"), (sent.pk, "sent")}


def test_nothing_that_was_given_up_means_nothing_to_try_again(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.operator).post("/mails/again", {"ids": [written().pk]}, follow=True)
    assert "there is nothing to try again" in answer.content.decode()


def test_an_empty_outbox_says_what_will_stand_there(cast: Cast, sign_in: SignIn) -> None:
    assert "until it has gone" in shown(sign_in(cast.operator))


def test_who_does_not_run_the_system_sees_no_mail(cast: Cast, sign_in: SignIn) -> None:
    mail = written(state="failed", trouble="content")
    for name, member in cast.all_but("operator").items():
        client = sign_in(member)
        assert client.get("/mails").status_code == 403, name
        assert client.post("/mails/again", {"ids": [mail.pk]}).status_code == 403, name
    assert Mail.objects.get().state == "failed"


@pytest.mark.parametrize(
    ("address", "said"), [("hana@example.org", "h…@example.org"), ("@example.org", "…"), ("nonsense", "…")]
)
def test_an_address_is_told_by_its_first_letter_and_its_place(address: str, said: str) -> None:
    assert masked(address) == said
