import datetime as dt

import pytest

from colere.care.conversations.models import Conversation, Message
from colere.care.customers.models import Customer, CustomerIdentity
from colere.care.feedback.models import Response
from colere.foundation.models import Person, Team
from tests.domains.loading import counts, load, sentences

pytestmark = pytest.mark.django_db

EXAMPLE = {
    "id": "c-1",
    "channel": "chat",
    "subject": "Late parcel",
    "opened_at": "2026-03-01T09:00:00Z",
    "resolved_at": "2026-03-01T09:20:00Z",
    "customer": {"id": "cu-9", "name": "Ada Moss", "email": "Ada@example.org", "phone": "+4930123456"},
    "team": "Parcels",
    "assignee": "ben@example.org",
    "topic": "late delivery",
    "tags": ["vip"],
    "attributes": {"order": "A17"},
    "messages": [
        {"id": "m-1", "at": "2026-03-01T09:00:00Z", "from": "customer", "text": "Where is it?"},
        {"id": "m-2", "at": "2026-03-01T09:03:00Z", "from": "agent", "author": "ben@example.org", "text": "I look."},
    ],
    "csat": {"score": 5, "comment": "quick!", "at": "2026-03-01T10:00:00Z"},
}


def message(at: str, sender: str = "customer", text: str = "x", **more: str) -> dict[str, str]:
    return {"at": f"2026-03-01T{at}:00Z", "from": sender, "text": text, **more}


def one(id: str = "c", **over: object) -> dict[str, object]:
    return {"id": id, "messages": [message("09:00")], **over}


def test_the_example_of_the_interchange_is_loaded_whole():
    assert counts(load("conversations", [EXAMPLE])) == (1, 0, 0, 0)
    found = Conversation.objects.get()
    assert (found.external_id, found.channel, found.subject, found.topic) == (
        "c-1",
        "chat",
        "Late parcel",
        "late delivery",
    )
    assert (found.tags, found.attributes, found.message_count) == (["vip"], {"order": "A17"}, 2)
    assert (found.team, found.assignee) == (
        Team.objects.get(name="Parcels"),
        Person.objects.get(email="ben@example.org"),
    )
    assert found.first_reply_at == dt.datetime(2026, 3, 1, 9, 3, tzinfo=dt.UTC)
    assert found.customer is not None and found.customer.name == "Ada Moss"
    identities = CustomerIdentity.objects.filter(customer=found.customer).values_list("kind", "value")
    assert set(identities) == {("source", "cu-9"), ("email", "ada@example.org"), ("phone", "+4930123456")}
    answer = Response.objects.get()
    assert (answer.name, answer.score, answer.comment) == ("csat", 5, "quick!")
    assert (answer.about, answer.team, answer.person) == (f"conversation:{found.pk}", found.team, found.assignee)


def test_only_an_id_and_messages_are_needed():
    load("conversations", [{"id": "c", "messages": [message("09:05", "agent"), message("09:00")]}])
    found = Conversation.objects.get()
    assert (found.channel, found.customer, found.resolved_at) == ("chat", None, None)
    assert found.opened_at == found.first_customer_at == dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)


def test_the_same_file_twice_changes_nothing(published):
    load("conversations", [EXAMPLE])
    before = len(published())
    assert counts(load("conversations", [EXAMPLE])) == (0, 0, 1, 0)
    assert len(published()) == before
    assert Message.objects.count() == 2


def test_the_order_of_the_fields_does_not_matter():
    load("conversations", [EXAMPLE])
    assert load("conversations", [dict(reversed(EXAMPLE.items()))]).unchanged == 1


def test_what_changed_in_the_source_is_changed_here(published):
    load("conversations", [EXAMPLE])
    later = [EXAMPLE["messages"][0] | {"text": "Where?"}, message("09:30", id="m-3", text="Still nothing")]
    changed = EXAMPLE | {"messages": later, "topic": "lost", "csat": {"score": 2}}
    assert counts(load("conversations", [changed])) == (0, 1, 0, 0)
    assert list(Message.objects.order_by("at").values_list("external_id", "text")) == [
        ("m-1", "Where?"),
        ("m-3", "Still nothing"),
    ]
    found = Conversation.objects.get()
    assert (found.topic, found.first_reply_at, Response.objects.get().score) == ("lost", None, 2)
    assert found.reopened_at == dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)
    event = published("conversations.ConversationUpdated")[0]
    assert (event.payload["topic"], event.payload["messages"], event.payload["moved_from"]) == ("lost", 2, None)


def test_one_line_in_the_log_for_each_conversation_says_all_that_is_measured(published):
    load("conversations", [EXAMPLE])
    (line,) = published("conversations.ConversationOpened")
    found = Conversation.objects.get()
    assert line.subject == f"conversation:{found.pk}"
    assert line.about == f"customer:{found.customer_id}"
    assert line.payload["first_reply_at"] == "2026-03-01T09:03:00+00:00"
    assert "Where is it?" not in str(line.payload)


def test_a_correction_of_the_opening_time_names_the_month_it_lay_in_before(published):
    load("conversations", [one()])
    load("conversations", [one(opened_at="2026-02-27T09:00:00Z")])
    assert published("conversations.ConversationUpdated")[0].payload["moved_from"] == "2026-03"


def test_one_customer_of_two_conversations_is_one():
    load(
        "conversations", [one("a", customer={"id": "1", "email": "x@example.org"}), one("b", customer="x@example.org")]
    )
    load("conversations", [one("c", customer={"id": "77", "email": "X@example.org"})], source="other")
    assert Customer.objects.count() == 1


def test_the_same_id_in_two_systems_with_two_addresses_is_two_customers():
    load("conversations", [one("a", customer={"id": "17", "email": "a@example.org"})], source="desk")
    load("conversations", [one("a", customer={"id": "17", "email": "b@example.org"})], source="shop")
    assert Customer.objects.count() == 2
    assert Conversation.objects.count() == 2


BROKEN = [
    ({"messages": [message("09:00")]}, "“id” is missing."),
    ({"id": "c"}, "A conversation needs “messages”, or else a time in “opened_at”."),
    (one(messages="hello"), "“messages” should be a list […], but is “hello”."),
    (one(messages=[message("09:00"), {"at": "yesterday", "from": "agent", "text": "x"}]), "Message 2: “at” is no time"),
    (
        one(messages=[message("09:00", "robot")]),
        "Message 1: “from” is “robot”; it can be customer, agent, system, note.",
    ),
    (one(messages=[message("09:00", text="")]), "Message 1: “text” is missing."),
    (one(messages=[message("09:00", text="a\0b")]), "Message 1: “text” has zero bytes in it."),
    (one(messages=[message("09:00", id="1"), message("09:01", id="1")]), "Two messages have the same “id”."),
    (
        one(messages=[message("09:00") | {"at": "2999-01-01T00:00:00Z"}]),
        "Message 1: “at” is in the future: 2999-01-01.",
    ),
    (one(resolved_at="2026-02-01T00:00:00Z"), "“resolved_at” is before the conversation was opened."),
    (one(channel="pigeon"), "“channel” is “pigeon”; it can be chat, email, phone, form, social, review, api."),
    (one(customer={"email": "nobody"}), "“customer.email” is no e-mail address: “nobody”."),
    (one(customer=[1]), "“customer” should be an object, an id or an address."),
    (one(csat={"score": 6}), "csat: “score” should be a whole number from 1 to 5 for csat, but is 6."),
    (one(csat="great"), "csat: “score” should be a number, but is “great”."),
    (one(id=1.5), "“id” should be text or a whole number, but is “1.5”."),
    (one(tags=3), "“tags” should be a list, but is “3”."),
    (one(subject={"a": 1}), "“subject” should be text"),
    (one(subject="x" * 301), "“subject” is 301 characters long; at most 300 can be kept."),
]


@pytest.mark.parametrize(("row", "sentence"), BROKEN, ids=[sentence for _row, sentence in BROKEN])
def test_a_row_that_cannot_be_used_is_refused_with_a_sentence(row: dict[str, object], sentence: str):
    result = load("conversations", [row, one("good")])
    assert counts(result) == (1, 0, 0, 1)
    assert sentences(result)[0].startswith(sentence)


def test_an_id_that_stands_twice_is_loaded_once():
    result = load("conversations", [one("a"), one("b"), one("a", subject="again")])
    assert counts(result) == (2, 0, 0, 1)
    assert sentences(result) == ["The id “a” stands on line 1 already; an id can be there once."]


def test_a_table_with_a_message_a_row_is_put_together_whatever_its_order():
    rows = [
        {
            "conversation_id": "a",
            "at": "2026-03-01T09:00:00Z",
            "from": "customer",
            "text": "1",
            "customer_email": "x@example.org",
        },
        {"conversation_id": "b", "at": "2026-03-01T09:00:00Z", "from": "customer", "text": "1", "csat_score": "4"},
        {
            "conversation_id": "a",
            "at": "2026-03-01T09:01:00Z",
            "from": "agent",
            "text": "2",
            "team": "Parcels",
            "tags": "x;y",
        },
        {"conversation_id": "", "at": "2026-03-01T09:01:00Z", "from": "agent", "text": "2"},
        {"conversation_id": "b", "at": "soon", "from": "agent", "text": "2"},
    ]
    result = load("conversations", rows)
    assert counts(result) == (2, 0, 0, 2)
    a, b = Conversation.objects.order_by("external_id")
    assert (a.message_count, a.tags, a.team and a.team.name, b.message_count) == (2, ["x", "y"], "Parcels", 1)
    assert CustomerIdentity.objects.get().value == "x@example.org"
    assert Response.objects.get().score == 4
    assert counts(load("conversations", rows)) == (0, 0, 2, 2)


def test_a_dry_run_says_what_would_happen_and_changes_nothing(published):
    result = load("conversations", [EXAMPLE, one(channel="pigeon", id="x")], dry_run=True)
    assert counts(result) == (1, 0, 0, 1)
    assert not Conversation.objects.exists() and not Customer.objects.exists() and not published()
    load("conversations", [EXAMPLE])
    assert counts(load("conversations", [EXAMPLE | {"subject": "x"}], dry_run=True)) == (0, 1, 0, 0)
    assert Conversation.objects.get().subject == "Late parcel"


def test_an_import_that_was_stopped_goes_on_where_it_was():
    rows = [one(f"c-{number}", messages=[message("09:00")]) for number in range(5_050)]
    stopped = load("conversations", rows, should_stop=lambda: True)
    assert stopped.was_stopped and 0 < stopped.created < 5_050
    finished = load("conversations", rows)
    assert finished.unchanged == stopped.created
    assert Conversation.objects.count() == 5_050
