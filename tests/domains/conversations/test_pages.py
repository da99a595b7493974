from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from colere.care.conversations.models import Conversation, Message
from colere.care.conversations.queries.listing import Wanted, list_conversations, list_topics, waiting_conversations
from colere.care.customers.actions.merging import merge_customers, unmerge_customers
from colere.care.feedback.actions.recording import record_response
from colere.platform.events import deliver_pending
from colere.platform.permissions import SYSTEM
from tests.domains.care import START, make_conversation, make_customer, page, signed_in

NOT_FOR = ("operator", "partner", "outsider")
SECRET = "the hidden word"


@pytest.fixture
def private(cast):
    """A conversation of a private team, with an answer about it, of a customer whom everybody may see."""
    ada = make_customer("Ada Moss")
    row = make_conversation(ada, ("customer", f"About {SECRET}"), subject=f"{SECRET} again", team=cast.staff_care,
                            topic="secret topic")  # fmt: skip
    record_response(name="csat", score=1, comment=f"I said {SECRET}", customer=ada, conversation=row.pk,
                    team=cast.staff_care, at=timezone.now() - timedelta(days=1), actor=SYSTEM)  # fmt: skip
    return row


@pytest.mark.parametrize("who", ["lead", "agent", "neighbour", "executive"])
def test_what_a_private_team_hears_is_hidden_from_others_everywhere(cast, private, who):
    client = signed_in(getattr(cast, who))
    assert client.get(f"/conversations/{private.pk}").status_code == 404
    for address in ("/conversations", "/conversations?format=csv", "/conversations?state=waiting",
                    f"/conversations?customer={private.customer_id}", "/conversations?q=hidden+word", "/feedback",
                    "/feedback?format=csv", "/feedback?q=hidden", f"/customers/{private.customer_id}", "/",
                    "/search?q=hidden",
                    "/palette?q=hidden", "/today/waiting", "/today/voices"):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, address
        body = (answer.getvalue() if answer.streaming else answer.content).decode()
        assert SECRET not in body, address
        assert "secret topic" not in body, address


@pytest.mark.parametrize("who", ["head", "private_agent"])
def test_its_members_and_the_head_of_care_read_it(cast, private, who):
    member = getattr(cast, who)
    assert SECRET in page(member, f"/conversations/{private.pk}")
    assert f"{SECRET} again" in page(member, "/conversations")
    assert SECRET in page(member, f"/customers/{private.customer_id}")
    assert f"I said {SECRET}" in page(member, "/feedback")
    assert "<mark>hidden</mark>" in page(member, "/search", q="hidden")


@pytest.mark.parametrize("who", NOT_FOR)
def test_who_does_not_work_with_customers_reads_nothing(cast, who):
    row = make_conversation(make_customer(), ("customer", "words of a customer"))
    client = signed_in(getattr(cast, who))
    for address in (
        "/conversations",
        f"/conversations/{row.pk}",
        "/conversations?format=csv",
        "/conversations/waiting",
    ):
        assert client.get(address).status_code == 403, address
    for address in ("/", "/search?q=words", "/palette?q=words"):
        assert "words of a customer" not in client.get(address).content.decode(), address
    assert client.get("/today/waiting").status_code == 404


def test_a_conversation_shows_who_said_what_in_order(cast):
    ada = make_customer("Ada Moss", "ada@example.org")
    row = make_conversation(ada, ("customer", "Where is it?"), ("note", "carrier called"), ("agent", "I look at once."),
                            ("system", "handed over"), topic="late delivery", team=cast.parcels,
                            assignee=cast.agent.person)  # fmt: skip
    body = page(cast.agent, f"/conversations/{row.pk}")
    places = [body.index(said) for said in ("Where is it?", "carrier called", "I look at once.", "handed over")]
    assert places == sorted(places)
    for said in ("note, internal", "Ada Moss", "ada@example.org", "Parcels", "We answered after 6 min"):
        assert said in body, said


def test_a_customers_markup_is_text(cast):
    row = make_conversation(make_customer("<b>Ada</b>"), ("customer", "<img src=x onerror=alert(1)> https://example.org"),
                            subject="<i>subject</i>")  # fmt: skip
    for address in (f"/conversations/{row.pk}", "/conversations", f"/customers/{row.customer_id}"):
        body = page(cast.agent, address)
        for markup in ("<img src=x", "<b>Ada", "<i>subject"):
            assert markup not in body, (address, markup)
    assert 'href="https://example.org"' in page(cast.agent, f"/conversations/{row.pk}")


def test_a_long_conversation_is_folded_until_one_asks(cast):
    row = make_conversation(make_customer(), *[("customer", f"message number {n}.") for n in range(80)])
    body = page(cast.agent, f"/conversations/{row.pk}")
    assert "Show all 40 messages in between" in body
    assert "message number 5." in body
    assert "message number 30." not in body
    assert "message number 79." in body
    assert "message number 30." in page(cast.agent, f"/conversations/{row.pk}", all="1")


@pytest.mark.postgres
def test_a_found_message_leads_to_its_place(cast):
    row = make_conversation(make_customer(), ("customer", "The lamp is broken"), ("agent", "We send another"))
    message = Message.objects.get(conversation=row, sender="customer")
    body = page(cast.agent, "/search", q="lamp")
    assert f"/conversations/{row.pk}?message={message.pk}#message-{message.pk}" in body
    assert "The <mark>lamp</mark> is broken" in body


def test_the_conversations_of_a_customer_lead_to_each_other(cast):
    ada, twin = make_customer("Ada Moss"), make_customer("A. Moss")
    rows = [
        make_conversation(who, ("customer", f"matter {n}"), at=START + timedelta(days=n))
        for n, who in enumerate([ada, twin, ada])
    ]
    merge_customers(ada, absorbed=twin, actor=SYSTEM)
    body = page(cast.agent, f"/conversations/{rows[1].pk}")
    assert f'rel="prev" href="/conversations/{rows[0].pk}"' in body
    assert f'rel="next" href="/conversations/{rows[2].pk}"' in body


def test_answers_about_a_conversation_stand_beside_it(cast):
    ada = make_customer()
    row = make_conversation(ada)
    record_response(name="csat", score=2, comment="too slow", customer=ada, conversation=row.pk, actor=SYSTEM)
    body = page(cast.agent, f"/conversations/{row.pk}")
    assert "too slow" in body
    assert "2 of 5" in body


# The list


@pytest.fixture
def some(cast):
    ada, ben = make_customer("Ada Moss"), make_customer("Ben Reed")
    now = timezone.now()
    return {
        "waits": make_conversation(ada, ("customer", "lamp broken"), at=now - timedelta(hours=2), team=cast.parcels,
                                   topic="broken", channel="email", assignee=cast.agent.person),
        "open": make_conversation(ben, ("customer", "x"), ("agent", "y"), at=now - timedelta(hours=1),
        team=cast.billing,
                                  topic="invoice", channel="phone"),
        "done": make_conversation(ada, ("customer", "lamp late"), ("agent", "sorry"), at=START, team=cast.parcels,
                                  resolved_at=START + timedelta(hours=1), topic="late", channel="chat"),
    }  # fmt: skip


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, "waits open done"),
        ({"state": "waiting"}, "waits"),
        ({"state": "open"}, "waits open"),
        ({"state": "resolved"}, "done"),
        ({"channel": "phone"}, "open"),
        ({"topic": "late"}, "done"),
        ({"text": "lamp"}, "waits done"),
        ({"text": "lamp", "state": "open"}, "waits"),
        ({"text": "lamp -late"}, "waits"),
        ({"assignee": 0}, "open done"),
        ({"opened_from": START.date(), "opened_to": START.date()}, "done"),
        ({"opened_from": (START + timedelta(days=1)).date(), "channel": "email"}, "waits"),
        ({"topic": "late", "channel": "phone"}, ""),
    ],
)
def test_a_list_is_narrowed_by_each_filter_and_by_several(cast, some, wanted, names):
    found = {row["id"] for row in list_conversations(cast.head.actor, Wanted(**wanted))}
    assert found == {some[name].pk for name in names.split()}


@pytest.mark.postgres
def test_a_list_is_narrowed_to_a_team_and_a_person(cast, some):
    actor = cast.lead.actor
    parcels = {row["id"] for row in list_conversations(actor, Wanted(team=cast.parcels.pk))}
    assert parcels == {some["waits"].pk, some["done"].pk}
    both = list_conversations(actor, Wanted(team=cast.parcels.pk, assignee=cast.agent.person.pk, channel="email"))
    assert [row["id"] for row in both] == [some["waits"].pk]


@pytest.mark.postgres
def test_the_page_filters_by_its_address_and_pages_by_key(cast, some):
    body = page(cast.agent, "/conversations", state="waiting", team=str(cast.parcels.pk))
    assert "lamp broken" in body
    assert "lamp late" not in body
    assert "1 customer waits for us" in body
    assert "lamp broken" in page(cast.agent, "/conversations", assignee="me")
    assert "lamp broken" in page(cast.agent, "/conversations", customer=str(some["waits"].customer_id))
    file = page(cast.agent, "/conversations", format="csv")
    assert file.splitlines()[0].endswith("last_message_at,message_count")
    assert "lamp late" in file


@pytest.mark.parametrize("query", ["team=x", "assignee=%00", "opened_from=nonsense", "after=%F0", "customer=9999999",
"q=%22%22",
                                   "topic=%27%3B--", "state=all", "assignee=1e9"])  # fmt: skip
def test_an_address_that_makes_no_sense_still_gives_a_page(cast, some, query):
    assert signed_in(cast.agent).get(f"/conversations?{query}").status_code == 200


@pytest.mark.postgres
def test_a_merged_customer_is_called_by_the_name_of_the_record_that_stands_for_them(cast, some):
    kept = make_customer("Adelaide Moss-Reed")
    merge_customers(kept, absorbed=some["waits"].customer, actor=SYSTEM)
    assert "Adelaide Moss-Reed" in page(cast.agent, "/conversations", state="waiting")
    assert "lamp late" in page(cast.agent, "/conversations", customer=str(kept.pk))


@pytest.mark.postgres
def test_the_topics_are_found_by_jumping_along_the_index(cast, some):
    assert list_topics(cast.agent.actor) == ["broken", "invoice", "late"]


@pytest.mark.postgres
def test_who_waits_stands_on_today_for_those_who_answer(cast, some):
    assert "lamp broken" in page(cast.agent, "/")
    assert "lamp broken" in page(cast.head, "/")
    assert "lamp broken" not in page(cast.neighbour, "/")
    assert waiting_conversations(cast.agent.actor)[0].count == 1
    assert waiting_conversations(cast.neighbour.actor)[0].count == 0


def test_an_empty_house_says_what_to_do(cast):
    assert "No conversations yet" in page(cast.agent, "/conversations")
    assert "Import a file" in page(cast.head, "/conversations")
    assert "Import a file" not in page(cast.agent, "/conversations")


@pytest.mark.postgres
@pytest.mark.parametrize("place", ["/conversations/{}", "/conversations", "/conversations?state=open&channel=chat",
                                   "/conversations?q=number", "/search?q=number"])  # fmt: skip
def test_a_page_asks_the_database_at_most_twelve_times_however_much_there_is(cast, place):
    ada = make_customer("Ada Moss", "ada@example.org")
    row = make_conversation(ada, ("customer", "number"))

    def asked():
        client = signed_in(cast.lead)
        client.get(place.format(row.pk))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(place.format(row.pk)).status_code == 200
        return len(queries)

    asked()
    for n in range(60):
        make_conversation(
            ada if n % 2 else make_customer(f"Somebody {n}"), ("customer", f"number {n}"), ("agent", "Yes")
        )
    assert asked() <= 12


# Merged customers in the measures


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)  # a line is handed on when its transaction has ended
def test_a_merge_tells_the_log_whose_conversations_and_answers_they_are_now(cast, published):
    kept, gone = make_customer("Ada"), make_customer("A.")
    row = make_conversation(gone)
    answer = record_response(name="csat", score=4, customer=gone, conversation=row.pk, actor=SYSTEM)
    deliver_pending()
    merge = merge_customers(kept, absorbed=gone, actor=SYSTEM)
    deliver_pending()
    assert [line.payload["customer"] for line in published("conversations.ConversationUpdated")] == [kept.pk]
    assert [line.payload["customer"] for line in published("feedback.ResponseUpdated")] == [kept.pk]
    unmerge_customers(merge, actor=SYSTEM)
    deliver_pending()
    assert [line.payload["customer"] for line in published("conversations.ConversationUpdated")] == [kept.pk, gone.pk]
    assert [line.payload["customer"] for line in published("feedback.ResponseUpdated")] == [kept.pk, gone.pk]
    assert Conversation.objects.get(pk=row.pk).customer_id == gone.pk
    answer.refresh_from_db()
    assert answer.customer_id == gone.pk
