import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from colere.care.customers.actions.duplicates import find_duplicates
from colere.care.customers.actions.merging import merge_customers
from colere.care.customers.actions.notes import add_note, record_consent
from colere.care.customers.models import Customer, CustomerNote
from colere.platform.permissions import SYSTEM
from tests.domains.care import make_conversation, make_customer, page, signed_in

NOT_FOR = ("operator", "partner", "outsider")


@pytest.mark.postgres
def test_the_record_shows_the_whole_story(cast):
    ada = make_customer("Ada Moss", "ada@example.org", "+49 30 123456", company="Moss & Co")
    make_conversation(ada, ("customer", "Where is my parcel?"), topic="late delivery")
    add_note(ada, text="Prefers the phone", is_pinned=True, actor=cast.agent.actor)
    record_consent(ada, purpose="email", is_given=True, actor=cast.agent.actor)
    body = page(cast.agent, f"/customers/{ada.pk}")
    for said in ("Ada Moss", "ada@example.org", "+49 30 123456", "Moss &amp; Co", "Where is my parcel?",
    "Prefers the phone",
                 "email: agreed", "Wrote in the chat"):  # fmt: skip
        assert said in body, said


@pytest.mark.parametrize("who", NOT_FOR)
def test_who_does_not_work_with_customers_sees_none_of_it(cast, who):
    ada = make_customer()
    client = signed_in(getattr(cast, who))
    for address in ("/customers", f"/customers/{ada.pk}", "/customers/new", f"/customers/{ada.pk}/edit",
                    "/customers/duplicates", "/customers?format=csv"):  # fmt: skip
        assert client.get(address).status_code == 403, address
    for address in (f"/customers/{ada.pk}/notes", f"/customers/{ada.pk}/known"):
        assert client.post(address, {"text": "x@example.org"}).status_code == 403, address
    assert "Ada Moss" not in client.get("/search", {"q": "ada"}).content.decode()
    assert "Ada Moss" not in client.get("/palette", {"q": "ada"}).content.decode()


def test_an_executive_reads_but_does_not_change(cast):
    ada = make_customer()
    client = signed_in(cast.executive)
    assert client.get(f"/customers/{ada.pk}").status_code == 200
    assert client.get(f"/customers/{ada.pk}/edit").status_code == 403
    assert client.post(f"/customers/{ada.pk}/notes", {"text": "x"}).status_code == 403


def test_nobody_signed_in_is_sent_to_the_door(client, cast):
    assert client.get("/customers").status_code == 302


def test_the_old_address_of_a_merged_record_leads_to_the_one_that_stands_for_it(cast):
    kept, gone = make_customer("Ada Moss"), make_customer("A. Moss", "am@example.org")
    make_conversation(gone, ("customer", "Said by the other record"))
    client = signed_in(cast.agent)
    client.post(f"/customers/{kept.pk}/merge/{gone.pk}")
    answer = client.get(f"/customers/{gone.pk}")
    assert (answer.status_code, answer["Location"]) == (303, f"/customers/{kept.pk}")
    body = page(cast.agent, f"/customers/{kept.pk}")
    assert "Said by the other record" in body
    assert "am@example.org" in body


@pytest.mark.postgres
def test_a_merge_offers_its_undo(cast):
    kept, gone = make_customer("Ada Moss"), make_customer("A. Moss")
    client = signed_in(cast.agent)
    body = client.post(f"/customers/{kept.pk}/merge/{gone.pk}", follow=True).content.decode()
    undo = f"/customers/merges/{Customer.objects.get(pk=gone.pk).pk and 1}/undo"
    assert 'data-undo="' in body
    address = body.split('data-undo="')[1].split('"')[0]
    assert address.startswith("/customers/merges/"), undo
    client.post(address)
    assert Customer.objects.get(pk=gone.pk).merged_into is None


@pytest.mark.postgres
def test_likely_duplicates_stand_side_by_side(cast):
    one = make_customer("Ada Moss", "ada.moss@example.org")
    two = make_customer("Ada Moss", "adamoss@example.com")
    find_duplicates(actor=SYSTEM)
    assert "1 pair of records looks like one person" in page(cast.agent, "/customers/duplicates")
    body = page(cast.agent, f"/customers/{one.pk}/compare/{two.pk}")
    assert "same mailbox" in body
    assert "adamoss<wbr>@example.com" in body  # the line may break before the mark
    assert "Perhaps twice here" in page(cast.agent, f"/customers/{two.pk}")


def test_looking_now_is_done_in_the_background(cast, run_jobs):
    make_customer("Ada Moss", "ada.moss@example.org")
    make_customer("Ada Moss", "adamoss@example.com")
    assert signed_in(cast.agent).post("/customers/duplicates/look").status_code == 303
    run_jobs()
    assert "1 pair" in page(cast.agent, "/customers")


def test_a_customer_is_added_on_the_page_and_a_mistake_is_explained(cast):
    client = signed_in(cast.agent)
    wrong = client.post("/customers/new", {"name": "Ada", "known_by": "not an address"})
    assert wrong.status_code == 422
    assert "is no e-mail address" in wrong.content.decode()
    right = client.post("/customers/new", {"name": "Ada", "known_by": "ada@example.org"})
    assert right.status_code == 303
    assert "Ada" in page(cast.agent, right["Location"])


def test_a_note_written_on_the_page_is_escaped(cast):
    ada = make_customer()
    signed_in(cast.agent).post(f"/customers/{ada.pk}/notes", {"text": "<script>alert(1)</script>"})
    body = page(cast.agent, f"/customers/{ada.pk}")
    assert "<script>alert(1)" not in body
    assert "&lt;script&gt;alert(1)" in body
    note = CustomerNote.objects.get()
    signed_in(cast.agent).post(f"/customers/notes/{note.pk}/remove")
    assert "alert(1)" not in page(cast.agent, f"/customers/{ada.pk}")


def test_an_empty_note_is_answered_on_the_page(cast):
    ada = make_customer()
    assert signed_in(cast.agent).post(f"/customers/{ada.pk}/notes", {"text": " "}).status_code == 422


@pytest.mark.postgres
def test_the_list_finds_filters_and_exports(cast):
    make_customer("Ada Moss", "ada@example.org", company="Moss & Co")
    make_customer("Ben Reed", "ben@example.net")
    body = page(cast.agent, "/customers", q="ada@exa")
    assert "Ada Moss" in body
    assert "Ben Reed" not in body
    company = Customer.objects.get(name="Ada Moss").company_id
    assert "Ben Reed" not in page(cast.agent, "/customers", company=str(company))
    file = page(cast.agent, "/customers", format="csv")
    assert "ada@example.org" in file
    assert "ben@example.net" in file


def test_a_name_that_is_a_formula_is_harmless_in_a_file(cast):
    make_customer("=1+1")
    assert "'=1+1" in page(cast.agent, "/customers", format="csv")


def test_an_empty_house_says_what_to_do(cast):
    assert "No customers yet" in page(cast.agent, "/customers")


def test_the_companys_facts_are_defined_and_asked_for(cast):
    client = signed_in(cast.head)
    client.post("/customers/facts", {"label": "Contracts", "type": "number", "choices": ""})
    assert "Contracts" in page(cast.head, "/customers/facts")
    ada = make_customer()
    given = {"name": "Ada", "attribute_contracts": "3"}
    assert signed_in(cast.agent).post(f"/customers/{ada.pk}/edit", given).status_code == 303
    assert "Contracts" in page(cast.agent, f"/customers/{ada.pk}")
    assert signed_in(cast.agent).get("/customers/facts").status_code == 403


@pytest.mark.postgres
@pytest.mark.parametrize("place", ["/customers/{}", "/customers"])
def test_a_page_asks_the_database_at_most_twelve_times_however_much_there_is(cast, place):
    ada = make_customer("Ada Moss", "ada@example.org")

    def asked():
        client = signed_in(cast.lead)
        client.get(place.format(ada.pk))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(place.format(ada.pk)).status_code == 200
        return len(queries)

    few = asked()
    for n in range(12):
        make_conversation(ada, ("customer", f"Number {n}"), ("agent", "Yes"))
        make_customer(f"Somebody {n}", f"n{n}@example.org")
        add_note(ada, text=f"Note {n}", actor=cast.agent.actor)
    merge_customers(ada, absorbed=make_customer("A. Moss"), actor=SYSTEM)
    assert asked() <= max(12, few)
    assert asked() <= 12
