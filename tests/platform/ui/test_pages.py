"""The pages of the shell: who may open them, what every answer carries, and what an error looks like."""

import json
import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from colere.platform.errors import Conflict, Invalid, NotFound, Refused
from colere.platform.ui import errors
from colere.platform.ui.middleware import DomainErrors

PAGES = ["ui:today", "ui:search", "ui:palette", "ui:account"]


@pytest.fixture
def come(cast):
    """A browser in which one of the cast is signed in."""

    def sign_in(name: str, **headers: str) -> Client:
        browser = Client(headers=headers)
        browser.force_login(getattr(cast, name).account)
        return browser

    return sign_in


@pytest.mark.postgres
@pytest.mark.parametrize("name", PAGES)
def test_everybody_who_is_signed_in_has_these_pages(come, name):
    assert come("outsider").get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, "ui:look"])
def test_nobody_sees_them_without_signing_in(db, name):
    response = Client().get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_only_an_operator_opens_the_page_of_components(come):
    assert come("operator").get(reverse("ui:look")).status_code == 200
    assert come("agent").get(reverse("ui:look")).status_code == 403


def test_the_first_line_of_a_page_is_its_news(come):
    page = come("outsider").get("/").content.decode()
    assert re.search(r'<h1 class="page-news">[^<]{10,}</h1>', page)


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_signup"])
def test_the_pages_at_the_door_are_ours(db, name):
    page = Client().get(reverse(name)).content.decode()
    assert 'class="gate"' in page
    assert page.count("<h1") == 1


def test_nothing_inline_and_nothing_from_elsewhere_is_allowed(come):
    for response in (come("operator").get(reverse("ui:look")), Client().get(reverse("account_login"))):
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        page = response.content.decode()
        assert not re.search(r"<[^>]+\sstyle=|<[^>]+\son\w+=|<style|javascript:", page)
        assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
        assert response["X-Content-Type-Options"] == "nosniff"


def test_pages_of_somebody_signed_in_are_not_kept_by_others(come):
    assert "private" in come("agent").get("/")["Cache-Control"]


def test_a_page_that_does_not_exist_says_what_to_do(come):
    response = come("outsider").get("/no/such/page")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_a_refusal_says_that_nothing_was_changed(come):
    response = come("agent").get(reverse("ui:look"))
    assert "Nothing was changed" in response.content.decode()


def test_what_happened_is_the_news_of_an_error_and_the_rest_stands_below():
    assert errors.in_two("“Import data” is not for you. Nothing was changed. Ask 2 of us.") == (
        "“Import data” is not for you.",
        "Nothing was changed. Ask 2 of us.",
    )
    assert errors.in_two("Version 1. a is kept") == ("Version 1. a is kept", "")


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 500])
def test_every_error_says_what_happened_what_is_safe_and_what_to_do(status):
    words = errors.explain(status)
    assert words.happened.endswith(".")
    assert words.safe.endswith(".")
    assert words.todo.endswith(".")


def test_the_page_for_a_breakdown_needs_no_database():
    request = RequestFactory().get("/")
    response = errors.server_error(request)
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


@pytest.mark.parametrize("error", [Refused, NotFound, Conflict, Invalid])
def test_an_error_is_a_toast_for_htmx_and_a_problem_for_programs(error):
    raised = error("The line is taken. Nothing was changed.", fields={"line": "taken"})
    middleware = DomainErrors(lambda request: None)
    toast = middleware.process_exception(RequestFactory().get("/x", headers={"HX-Request": "true"}), raised)
    assert toast.status_code == error.status
    assert json.loads(toast["HX-Trigger"])["colere:toast"]["text"] == raised.sentence
    assert toast["HX-Reswap"] == "none"
    problem = middleware.process_exception(RequestFactory().get("/x", headers={"Accept": "application/json"}), raised)
    assert problem["Content-Type"] == "application/problem+json"
    assert json.loads(problem.content) == {
        "type": "about:blank",
        "title": raised.sentence,
        "status": error.status,
        "fields": {"line": "taken"},
    }


def test_what_is_no_domain_error_stays_a_bug():
    assert DomainErrors(lambda request: None).process_exception(RequestFactory().get("/"), KeyError("x")) is None


def test_the_palette_offers_what_one_may_do_and_finds_it_by_its_words(come):
    asked = reverse("ui:palette")
    assert "The look" in come("operator").get(asked).content.decode()
    assert "The look" not in come("agent").get(asked).content.decode()
    found = come("agent").get(asked, {"q": "dark"}).content.decode()
    assert "Your account" in found
    assert "Search everything for “dark”" in found


@pytest.mark.parametrize("text", ["", "a", "NEAR(", '"', "'; drop table", "\x00", "%", "*", "  ", "x" * 5000, "🙂"])
def test_no_text_breaks_the_search(come, text):
    assert come("agent").get(reverse("ui:search"), {"q": text}).status_code == 200
    assert come("agent").get(reverse("ui:palette"), {"q": text}).status_code == 200


def test_the_theme_is_kept_for_the_account_and_drawn_from_the_first_byte(come, cast):
    browser = come("agent")
    assert 'data-theme-choice="auto"' in browser.get("/").content.decode()
    assert browser.post(reverse("ui:account-theme"), {"theme": "dark"}).status_code == 204
    assert 'data-bs-theme="dark"' in browser.get("/").content.decode()
    browser.post(reverse("ui:account-theme"), {"theme": "pink"})
    cast.agent.account.refresh_from_db()
    assert cast.agent.account.theme == "dark"


def test_the_clock_of_the_account_is_used(come, cast):
    browser = come("agent")
    assert browser.post(reverse("ui:account"), {"theme": "light", "time_zone": "Asia/Tokyo"}).status_code == 303
    page = browser.get(reverse("ui:account")).content.decode()
    assert "Saved." in page
    assert '<option value="Asia/Tokyo" selected' in page
    cast.agent.account.refresh_from_db()
    assert cast.agent.account.time_zone == "Asia/Tokyo"


def test_a_language_is_offered_only_when_there_is_another(come, settings):
    assert 'name="language"' not in come("agent").get(reverse("ui:account")).content.decode()
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    browser = come("agent")
    assert 'name="language"' in browser.get(reverse("ui:account")).content.decode()
    browser.post(reverse("ui:account"), {"theme": "light", "language": "de", "time_zone": ""})
    assert '<html lang="de"' in browser.get(reverse("ui:account")).content.decode()


def test_a_language_that_is_spoken_no_more_is_passed_over(come, cast):
    cast.agent.account.language = "de"
    cast.agent.account.save(update_fields=["language"])
    browser = come("agent", HTTP_ACCEPT_LANGUAGE="de")
    assert '<html lang="en-gb"' in browser.get(reverse("ui:account")).content.decode()


def test_a_mistake_on_the_account_page_is_said_and_nothing_is_kept(come, cast):
    answer = come("agent").post(reverse("ui:account"), {"theme": "dark", "time_zone": "Moon/Base"})
    assert answer.status_code == 422
    assert "Nothing was saved yet" in answer.content.decode()
    cast.agent.account.refresh_from_db()
    assert cast.agent.account.theme == "auto"


def test_the_list_answers_htmx_with_its_rows_only(come):
    whole = come("operator").get(reverse("ui:look"), {"q": "ada"})
    assert whole.content.startswith(b"<!doctype html>")
    part = come("operator", **{"HX-Request": "true", "HX-Target": "look-results"}).get(reverse("ui:look"), {"q": "ada"})
    assert b"<html" not in part.content
    assert b"Ada Moss" in part.content
    assert b"Jonas" not in part.content
