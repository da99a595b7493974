from datetime import UTC, datetime

import pytest

from colere.care.listening.models import Mention
from tests.domains.care import page, signed_in

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_everybody_here_reads_what_is_said_in_public(cast):
    Mention.objects.create(site="Reviews", author="Somebody", at=AT, text="<b>Loved</b> the lamp", rating=4.5,
                           url="https://example.org/review/1")  # fmt: skip
    for member in (cast.outsider, cast.operator, cast.agent):
        body = page(member, "/mentions")
        assert "&lt;b&gt;Loved&lt;/b&gt; the lamp" in body
        assert 'href="https://example.org/review/1"' in body
        assert "on Reviews" in body


def test_an_address_that_runs_something_is_no_link(cast):
    Mention.objects.create(site="Reviews", author="Mallory", at=AT, url="javascript:alert(1)")
    assert "javascript:" not in page(cast.agent, "/mentions")


@pytest.mark.postgres
def test_the_list_is_narrowed_by_place_and_words(cast):
    Mention.objects.create(site="Reviews", author="One", at=AT, text="prompt help")
    Mention.objects.create(site="Forum", author="Two", at=AT, text="late help")
    assert "late help" not in page(cast.agent, "/mentions", site="Reviews")
    assert "prompt help" not in page(cast.agent, "/mentions", q="late")


def test_an_empty_house_and_a_stranger(cast, client):
    assert "No reviews or mentions yet" in page(cast.agent, "/mentions")
    assert client.get("/mentions").status_code == 302
    assert signed_in(cast.agent).get("/mentions?site=nowhere&after=x").status_code == 200
