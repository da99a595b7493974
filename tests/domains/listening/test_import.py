import pytest

from colere.care.listening.models import Mention
from tests.domains.loading import counts, load, sentences

pytestmark = pytest.mark.django_db

SAID = {
    "id": "mn-1", "source": "forum", "url": "https://forum.example.org/t/17", "author": "a.moss",
    "at": "2026-03-02T08:00:00Z", "text": "Answered within minutes.", "rating": 5,
}  # fmt: skip


def test_a_mention_is_loaded_once_and_corrected_when_it_changes():
    assert counts(load("mentions", [SAID])) == (1, 0, 0, 0)
    assert counts(load("mentions", [SAID])) == (0, 0, 1, 0)
    assert counts(load("mentions", [SAID | {"rating": 4}])) == (0, 1, 0, 0)
    found = Mention.objects.get()
    assert (found.site, found.rating, found.text) == ("forum", 4, "Answered within minutes.")


def test_an_address_that_could_run_something_is_refused():
    result = load("mentions", [SAID | {"url": "javascript:alert(1)"}])
    assert sentences(result)[0].startswith("“url” should begin with https://")


def test_a_mention_that_says_nothing_is_refused():
    assert sentences(load("mentions", [{"id": "1", "at": "2026-03-02"}])) == ["A mention needs a “text” or a “rating”."]
