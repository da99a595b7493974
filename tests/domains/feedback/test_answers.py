from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from colere.care.feedback.actions.recording import record_response
from colere.care.feedback.models import Response
from colere.care.feedback.rules import Voice, band, fits_scale, told_first
from colere.care.feedback.views.wording import score_words
from colere.platform.errors import Invalid, Refused
from colere.platform.permissions import SYSTEM
from tests.domains.care import make_conversation, make_customer, page, signed_in

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def voice(number, score, name="csat"):
    return Voice(number, name, score, NOON + timedelta(minutes=number))


@pytest.mark.parametrize(
    ("name", "score", "said"),
    [("csat", 2, "low"), ("csat", 3, "middle"), ("csat", 4, "high"), ("recommend", 6, "low"), ("recommend", 9, "high"),
     ("effort", 3, "low"), ("effort", 5, "high"), ("our own", 1, ""), ("csat", None, "")],
)  # fmt: skip
def test_a_score_means_something_on_its_own_scale(name, score, said):
    assert band(name, score) == said


def test_each_question_has_its_scale():
    assert fits_scale("recommend", 0)
    assert not fits_scale("csat", 0)
    assert fits_scale("our own", 1000)


def test_a_score_is_said_with_its_scale():
    assert score_words("csat", 2.0) == "2 of 5"
    assert score_words("effort", 6.5) == "6.5 of 7"
    assert score_words("our own", 3) == "3"


def test_the_newest_unhappy_are_told_first_then_the_others():
    voices = [voice(1, 1), voice(2, 5), voice(3, 2), voice(4, 4), voice(5, 1), voice(6, 5), voice(7, 1), voice(8, 3)]
    assert told_first(voices, most=6) == [7, 5, 3, 8, 6, 4]


def test_a_side_with_little_to_say_leaves_its_room_to_the_other():
    assert told_first([voice(n, 1) for n in range(10)] + [voice(20, 5)], most=4) == [9, 8, 7, 20]
    assert told_first([voice(n, 5) for n in range(10)], most=3) == [9, 8, 7]
    assert told_first([], most=3) == []


@given(st.lists(st.integers(1, 5), max_size=30), st.integers(1, 8))
def test_as_many_are_told_as_there_is_room_for(scores, most):
    voices = [voice(number, score) for number, score in enumerate(scores)]
    told = told_first(voices, most=most)
    assert len(told) == min(most, len(voices)) == len(set(told))


def test_an_answer_is_written_down_with_its_line(cast, published):
    ada = make_customer()
    row = make_conversation(ada)
    record_response(name="csat", score=2, comment="  too slow ", customer=ada, conversation=row.pk, team=cast.parcels,
                    actor=cast.agent.actor)  # fmt: skip
    answer = Response.objects.get()
    assert (answer.comment, answer.about) == ("too slow", f"conversation:{row.pk}")
    line = published("feedback.ResponseReceived")[0]
    assert (line.about, line.payload["score"], line.payload["has_comment"]) == (f"customer:{ada.pk}", 2, True)
    assert "slow" not in str(line.payload)


@pytest.mark.parametrize("who", ["operator", "partner", "executive", "outsider"])
def test_who_does_not_answer_customers_writes_nothing_down(cast, who):
    with pytest.raises(Refused):
        record_response(name="csat", score=2, actor=getattr(cast, who).actor)


@pytest.mark.parametrize(
    "wrong", [{}, {"score": 6}, {"score": float("nan")}, {"score": 3, "at": timezone.now() + timedelta(days=1)}]
)
def test_an_answer_that_cannot_be_is_refused(cast, wrong):
    with pytest.raises(Invalid):
        record_response(name="csat", actor=cast.agent.actor, **wrong)


# Pages


@pytest.fixture
def some(cast):
    ada = make_customer("Ada Moss")
    row = make_conversation(ada, topic="late")
    yesterday = timezone.now() - timedelta(days=1)
    facts = {"customer": ada, "team": cast.parcels, "channel": "chat", "topic": "late", "actor": SYSTEM}
    record_response(name="csat", score=1, comment="parcel never came", conversation=row.pk, at=yesterday, **facts)
    record_response(name="csat", score=5, comment="so friendly", at=yesterday, **facts)
    record_response(name="recommend", score=9, at=yesterday - timedelta(days=40), **{**facts, "topic": "other"})
    return row


def test_what_customers_said_stands_newest_first_in_their_words(cast, some):
    body = page(cast.agent, "/feedback")
    for said in ("parcel never came", "so friendly", "9 of 10", "2 customers wrote to us with an answer yesterday",
                 "1 of them was unhappy", f"/conversations/{some.pk}"):  # fmt: skip
        assert said in body, said


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [("band=low", "never came", "so friendly"), ("question=recommend", "9 of 10", "never came"),
     ("words=1", "so friendly", "9 of 10"), ("topic=other", "9 of 10", "so friendly"), ("q=friendly", "so friendly",
     "never"),
     ("channel=chat&band=high&words=1", "so friendly", "never came"),
     ("given_to=2020-01-01", "Nothing fits", "so friendly")],
)  # fmt: skip
def test_the_list_is_narrowed_by_its_address(cast, some, query, there, gone):
    from django.http import QueryDict

    body = page(cast.agent, "/feedback", **QueryDict(query).dict())
    assert there in body
    assert gone not in body


def test_the_list_as_a_file_has_everything(cast, some):
    file = page(cast.agent, "/feedback", format="csv")
    assert "parcel never came" in file
    assert file.splitlines()[0].startswith("\ufeffid,kind,score,comment")


def test_yesterdays_words_stand_on_today_the_unhappy_first(cast, some):
    body = page(cast.head, "/")
    assert body.index("parcel never came") < body.index("so friendly")


def test_the_record_says_the_last_answer_in_a_sentence(cast, some):
    body = page(cast.agent, f"/customers/{some.customer_id}")
    assert "The last answer was 5 of 5 (Satisfaction)." in body
    assert "parcel never came" in body


@pytest.mark.parametrize("who", ["operator", "partner", "outsider"])
def test_who_does_not_work_with_customers_reads_no_answer(cast, some, who):
    client = signed_in(getattr(cast, who))
    assert client.get("/feedback").status_code == 403
    assert client.get("/feedback?format=csv").status_code == 403
    assert client.get("/today/voices").status_code == 404
    for address in ("/", "/search?q=friendly", "/palette?q=friendly"):
        assert "so friendly" not in client.get(address).content.decode()


def test_an_empty_house_says_what_will_stand_here(cast):
    assert "No answers yet" in page(cast.agent, "/feedback")
