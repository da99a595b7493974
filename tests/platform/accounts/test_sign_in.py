"""Coming in: by a link that works once, by password, and not otherwise."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from colere.platform.accounts import actions
from colere.platform.accounts.models import Account, SignInLink
from colere.platform.accounts.roles import Role
from colere.platform.errors import Conflict, Invalid, NotFound
from colere.platform.permissions import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Account:
    return actions.create_account(email="Ada@Example.org ", name="Ada Moss", roles=[Role.OPERATOR], actor=SYSTEM)


def test_a_link_signs_in_once(client: Client, ada: Account) -> None:
    token = actions.make_sign_in_link(ada, actor=SYSTEM)
    assert client.post(f"/enter/{token}").status_code == 302
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert Client().post(f"/enter/{token}").status_code == 404


def test_opening_a_link_asks_first_so_that_a_mail_scanner_cannot_use_it_up(client: Client, ada: Account) -> None:
    token = actions.make_sign_in_link(ada, actor=SYSTEM)
    assert client.get(f"/enter/{token}").status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(f"/enter/{token}").status_code == 302


def test_a_link_past_its_time_does_not_work(ada: Account) -> None:
    token = actions.make_sign_in_link(ada, actor=SYSTEM)
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotFound, match="too old"):
        actions.use_sign_in_link(token)


def test_a_link_of_somebody_who_has_left_does_not_work(ada: Account) -> None:
    token = actions.make_sign_in_link(ada, actor=SYSTEM)
    Account.objects.update(is_active=False)
    with pytest.raises(NotFound):
        actions.use_sign_in_link(token)


def test_the_token_itself_is_not_in_the_database(ada: Account) -> None:
    token = actions.make_sign_in_link(ada, actor=SYSTEM)
    assert token not in str(list(SignInLink.objects.values()))


def test_a_new_account_has_no_password(client: Client, ada: Account) -> None:
    assert not ada.has_usable_password()
    assert not client.login(email="ada@example.org", password="")


def test_a_password_signs_in_whatever_the_case_of_the_address(client: Client, ada: Account) -> None:
    ada.set_password("a long enough sentence")
    ada.save()
    answer = client.post("/accounts/login/", {"login": "ADA@example.org", "password": "a long enough sentence"})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_nobody_signs_up_alone(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "eve@example.org", "password1": "a long enough sentence"})
    assert not Account.objects.filter(email="eve@example.org").exists()


def test_an_address_has_one_account_whatever_its_case(ada: Account) -> None:
    with pytest.raises(Conflict, match="has an account already"):
        actions.create_account(email="ADA@example.ORG", name="Other", actor=SYSTEM)


def test_the_last_operator_stays_one(ada: Account) -> None:
    with pytest.raises(Invalid, match="last operator"):
        actions.set_roles(ada, roles=[Role.AGENT], actor=SYSTEM)
    actions.create_account(email="ben@example.org", name="Ben", roles=[Role.OPERATOR], actor=SYSTEM)
    actions.set_roles(ada, roles=[Role.AGENT], actor=SYSTEM)
    assert ada.role_set() == {Role.AGENT, Role.COLLEAGUE}


def test_the_form_for_a_password_says_in_a_sentence_what_is_asked(client: Client, ada: Account) -> None:
    client.force_login(ada)
    page = client.get("/accounts/password/set/").content.decode()
    assert "At least ten characters" in page
    assert "&lt;ul&gt;" not in page


def test_whoever_cannot_sign_in_is_told_in_our_words(client: Client, ada: Account) -> None:
    wrong = client.post("/accounts/login/", {"login": "ada@example.org", "password": "not the right one"})
    assert "do not belong together" in wrong.content.decode()
    nothing = client.post("/accounts/login/", {}).content.decode()
    assert "You are not signed in yet." in nothing and "Please fill this in." in nothing


@pytest.mark.parametrize("address", ["/accounts/email/", "/accounts/confirm-email/", "/accounts/confirm-email/a-key/"])
def test_nobody_keeps_addresses_of_their_own_beside_the_operator(client: Client, ada: Account, address: str) -> None:
    client.force_login(ada)
    assert client.get(address).status_code == 404
