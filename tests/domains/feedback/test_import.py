import pytest

from colere.care.feedback.models import Response
from colere.foundation.models import Person
from tests.domains.loading import counts, load, sentences

pytestmark = pytest.mark.django_db

MESSAGE = {"at": "2026-03-01T09:00:00Z", "from": "customer", "text": "x"}
TALK = {
    "id": "c-1",
    "channel": "email",
    "team": "Parcels",
    "assignee": "ben@example.org",
    "topic": "late",
    "messages": [MESSAGE],
}


def answer(id: str = "r", **over: object) -> dict[str, object]:
    return {"id": id, "kind": "csat", "score": 5, "at": "2026-03-02T10:00:00Z", **over}


def test_an_answer_takes_from_its_conversation_what_it_does_not_say():
    load("conversations", [TALK | {"customer": "ada@example.org"}], source="desk")
    assert counts(load("responses", [answer(conversation="c-1", comment="quick!")], source="survey")) == (1, 0, 0, 0)
    found = Response.objects.select_related("team", "person", "customer").get()
    assert (found.channel, found.topic, found.team and found.team.name) == ("email", "late", "Parcels")
    assert found.person and found.person.email == "ben@example.org"
    assert found.customer is not None and found.about.startswith("conversation:")


def test_what_an_answer_says_itself_counts():
    load("conversations", [TALK])
    load("responses", [answer(conversation="c-1", person="eve@example.org", channel="phone", topic="other")])
    found = Response.objects.select_related("person").get()
    assert (found.channel, found.topic, found.person and found.person.email) == ("phone", "other", "eve@example.org")
    assert Person.objects.get(email="eve@example.org").is_stub


def test_an_answer_about_an_unknown_conversation_is_refused():
    result = load("responses", [answer(conversation="c-9")])
    assert sentences(result)[0].startswith("The conversation “c-9” is not known")


def test_two_sources_with_the_same_conversation_id_are_not_guessed_between():
    load("conversations", [TALK], source="a")
    load("conversations", [TALK], source="b")
    assert load("responses", [answer(conversation="c-1")], source="c").rejected == 1
    assert load("responses", [answer(conversation="c-1")], source="a").created == 1


@pytest.mark.parametrize(
    ("kind", "score", "is_fine"),
    [("csat", 1, True), ("csat", 0, False), ("csat", 6, False), ("csat", 4.5, False), ("csat", None, False),
     ("recommend", 0, True), ("recommend", 10, True), ("recommend", 11, False), ("recommend", -1, False),
     ("effort", 7, True), ("effort", 8, False), ("CSAT", "5", True), ("Spring survey", 42.5, True),
     ("Spring survey", None, False), ("", 5, False)],
)  # fmt: skip
def test_scores_are_kept_within_the_scale_of_their_question(kind: str, score: object, *, is_fine: bool):
    assert counts(load("responses", [answer(kind=kind, score=score)])) == ((1, 0, 0, 0) if is_fine else (0, 0, 0, 1))


def test_an_own_question_may_be_answered_in_words_only():
    load("responses", [answer(kind="What was missing?", score=None, comment="A smile.")])
    assert Response.objects.get().score is None


def test_the_same_answers_twice_change_nothing_and_a_correction_is_one():
    load("responses", [answer()])
    assert counts(load("responses", [answer()])) == (0, 0, 1, 0)
    assert counts(load("responses", [answer(score=2)])) == (0, 1, 0, 0)
    assert Response.objects.get().score == 2
