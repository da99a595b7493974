"""From a promise to the words of those who did not feel it kept."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from colere.care.feedback.models import Response
from colere.foundation.actions import PromiseTerms, make_promise
from colere.platform.permissions import SYSTEM
from tests.people import Cast


def test_the_page_of_a_promise_quotes_those_who_did_not_feel_it(cast: Cast) -> None:
    terms = PromiseTerms(words="You are heard.", felt={"name": "promise-heard", "at_least": 4})
    promise = make_promise(terms=terms, actor=SYSTEM)
    for score, comment in ((2, "Nobody listened."), (5, "You listened well."), (1, "")):
        at = timezone.now() - timedelta(days=score)
        Response.objects.create(name="promise-heard", score=score, comment=comment, at=at)
    Response.objects.create(name="csat", score=1, comment="Another question.", at=timezone.now())

    def page(of: object) -> str:
        browser = Client()
        browser.force_login(of)
        return browser.get(reverse("foundation:promise-detail", args=[promise.slug])).content.decode()

    read = page(cast.agent.account)
    assert "Nobody listened." in read
    assert "You listened well." not in read
    assert "Another question." not in read
    assert "Nobody listened." not in page(cast.partner.account)
