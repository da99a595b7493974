import pytest

from colere.care.customers.actions.attributes import define_attribute, remove_attribute
from colere.care.customers.actions.duplicates import dismiss_duplicate, find_duplicates
from colere.care.customers.actions.merging import merge_customers, unmerge_customers
from colere.care.customers.actions.notes import add_note, pin_note, record_consent, remove_note, restore_note
from colere.care.customers.actions.records import Facts, add_customer, add_identity, change_customer, remove_identity
from colere.care.customers.models import Customer, CustomerIdentity, LikelyDuplicate
from colere.care.customers.queries.identities import match_customers
from colere.care.customers.queries.records import current_consents, get_record
from colere.platform.errors import Conflict, Invalid, Refused
from colere.platform.permissions import SYSTEM
from tests.domains.care import make_customer

NOT_FOR = ("operator", "partner", "executive", "outsider")


def known(customer):
    return {(i.kind, i.value) for i in CustomerIdentity.objects.filter(customer=customer)}


def test_a_customer_is_added_with_what_they_are_known_by(cast, published):
    added = add_customer(
        facts=Facts(name=" Ada  Moss ", company="Moss & Co"),
        known_by=["ADA@example.org", "+49 30 123456", "mastodon:@ada"],
        actor=cast.agent.actor,
    )
    assert added.name == "Ada Moss"
    assert known(added) == {("email", "ada@example.org"), ("phone", "+4930123456"), ("handle", "mastodon:ada")}
    assert [line.subject for line in published("customers.CustomerAdded")] == [f"customer:{added.pk}"]


def test_the_log_never_holds_a_name_or_an_address(cast, published):
    make_customer("Ada Moss", "ada@example.org")
    assert "ada" not in str([line.payload for line in published()]).lower()


def test_a_customer_needs_a_name_or_an_address(cast):
    with pytest.raises(Invalid):
        add_customer(facts=Facts(), known_by=[], actor=cast.agent.actor)


def test_an_address_belongs_to_one_record(cast):
    holder = make_customer("Ada Moss", "ada@example.org")
    with pytest.raises(Conflict) as refused:
        add_customer(facts=Facts(name="Other"), known_by=["ada@example.org"], actor=cast.agent.actor)
    assert refused.value.detail["customer"] == holder.pk
    assert not Customer.objects.filter(name="Other").exists()


@pytest.mark.parametrize("who", NOT_FOR)
def test_who_does_not_work_with_customers_changes_no_record(cast, who):
    customer = make_customer()
    actor = getattr(cast, who).actor
    with pytest.raises(Refused):
        add_customer(facts=Facts(name="X"), actor=actor)
    with pytest.raises(Refused):
        change_customer(customer, facts=Facts(name="X"), actor=actor)
    with pytest.raises(Refused):
        add_note(customer, text="x", actor=actor)
    with pytest.raises(Refused):
        merge_customers(customer, absorbed=make_customer("Two"), actor=actor)


def test_only_what_changed_is_told(cast, published):
    customer = make_customer("Ada Moss")
    assert change_customer(customer, facts=Facts(name="Ada Moss", language="de"), actor=cast.agent.actor) == (
        "language",
    )
    assert change_customer(customer, facts=Facts(name="Ada Moss", language="de"), actor=cast.agent.actor) == ()
    assert [line.payload["fields"] for line in published("customers.CustomerChanged")] == [["language"]]


def test_facts_are_kept_in_their_type_and_taken_away_again(cast):
    define_attribute(label="Contracts", type="number", actor=cast.head.actor)
    customer = make_customer()
    change_customer(customer, facts=Facts(name="Ada", attributes={"contracts": "3"}), actor=cast.agent.actor)
    assert Customer.objects.get(pk=customer.pk).attributes == {"contracts": 3}
    with pytest.raises(Invalid):
        change_customer(customer, facts=Facts(name="Ada", attributes={"contracts": "three"}), actor=cast.agent.actor)
    change_customer(customer, facts=Facts(name="Ada", attributes={"contracts": ""}), actor=cast.agent.actor)
    assert Customer.objects.get(pk=customer.pk).attributes == {}


def test_an_agent_does_not_decide_which_facts_are_kept(cast):
    with pytest.raises(Refused):
        define_attribute(label="Contracts", type="number", actor=cast.agent.actor)
    made = define_attribute(label="Plan", type="choice", choices=["Gold", "Silver"], actor=cast.operator.actor)
    with pytest.raises(Conflict):
        define_attribute(label="plan", type="text", actor=cast.operator.actor)
    with pytest.raises(Refused):
        remove_attribute(made, actor=cast.agent.actor)


def test_a_note_is_signed_pinned_removed_and_brought_back(cast):
    customer = make_customer()
    note = add_note(customer, text=" Prefers the phone. ", actor=cast.agent.actor)
    assert (note.text, note.author) == ("Prefers the phone.", cast.agent.person)
    pin_note(note, is_pinned=True, actor=cast.lead.actor)
    remove_note(note, actor=cast.lead.actor)
    restore_note(note, actor=cast.agent.actor)
    note.refresh_from_db()
    assert note.is_pinned
    assert note.removed_at is None


def test_an_empty_note_is_refused(cast):
    with pytest.raises(Invalid):
        add_note(make_customer(), text="  ", actor=cast.agent.actor)


def test_the_newest_word_about_a_purpose_counts(cast):
    customer = make_customer()
    record_consent(customer, purpose="Email", is_given=True, actor=cast.agent.actor)
    record_consent(customer, purpose="email", is_given=False, evidence="on the phone", actor=cast.agent.actor)
    found = current_consents(cast.agent.actor, [customer.pk])
    assert [(c.purpose, c.is_given) for c in found] == [("email", False)]


def test_a_sources_own_id_cannot_be_removed(cast):
    from colere.platform.imports.models import Source

    customer = make_customer()
    own = CustomerIdentity.objects.create(
        customer=customer, kind="source", value="cu-1", source=Source.objects.create(name="shop")
    )
    with pytest.raises(Invalid):
        remove_identity(own, actor=cast.agent.actor)
    mail = add_identity(customer, text="ada@example.org", actor=cast.agent.actor)
    remove_identity(mail, actor=cast.agent.actor)
    assert known(customer) == {("source", "cu-1")}


# Merging


def state_of(*customers):
    fields = ("name", "company_id", "birthday", "customer_since", "language", "attributes", "merged_into_id")
    rows = Customer.objects.filter(pk__in=[c.pk for c in customers]).order_by("pk").values_list("pk", *fields)
    return list(rows), sorted(CustomerIdentity.objects.values_list("pk", "customer_id"))


def test_a_merge_moves_addresses_and_fills_what_was_not_known(cast):
    kept, gone = (
        make_customer("Ada Moss", "ada@example.org"),
        make_customer("A. Moss", "030@example.org", language="de"),
    )
    merge_customers(kept, absorbed=gone, actor=cast.agent.actor)
    kept.refresh_from_db()
    assert known(kept) == {("email", "ada@example.org"), ("email", "030@example.org")}
    assert (kept.name, kept.language) == ("Ada Moss", "de")
    assert get_record(cast.agent.actor, kept.pk).ids == [kept.pk, gone.pk]


def test_a_merge_undone_leaves_no_trace(cast):
    kept, gone = make_customer("Ada Moss", "ada@example.org"), make_customer("A. Moss", "am@example.org", language="de")
    before = state_of(kept, gone)
    merge = merge_customers(kept, absorbed=gone, actor=cast.agent.actor)
    assert state_of(kept, gone) != before
    unmerge_customers(merge, actor=cast.agent.actor)
    assert state_of(kept, gone) == before


def test_what_somebody_changed_after_a_merge_stays_when_it_is_undone(cast):
    kept, gone = make_customer("Ada Moss"), make_customer("A. Moss", language="de")
    merge = merge_customers(kept, absorbed=gone, actor=cast.agent.actor)
    kept.refresh_from_db()
    change_customer(kept, facts=Facts(name="Ada Moss", language="fr"), actor=cast.agent.actor)
    unmerge_customers(merge, actor=cast.agent.actor)
    kept.refresh_from_db()
    assert kept.language == "fr"


def test_a_chain_of_merges_points_to_its_end_and_comes_apart_in_order(cast):
    first, second, third = make_customer("One", "1@example.org"), make_customer("Two"), make_customer("Three")
    before = state_of(first, second, third)
    inner = merge_customers(second, absorbed=first, actor=SYSTEM)
    outer = merge_customers(third, absorbed=second, actor=SYSTEM)
    assert set(Customer.objects.filter(merged_into=third)) == {first, second}
    with pytest.raises(Conflict):
        unmerge_customers(inner, actor=SYSTEM)
    unmerge_customers(outer, actor=SYSTEM)
    unmerge_customers(inner, actor=SYSTEM)
    assert state_of(first, second, third) == before


def test_a_merge_is_undone_once(cast):
    merge = merge_customers(make_customer("One"), absorbed=make_customer("Two"), actor=SYSTEM)
    unmerge_customers(merge, actor=SYSTEM)
    with pytest.raises(Conflict):
        unmerge_customers(merge, actor=SYSTEM)


def test_a_record_is_merged_neither_with_itself_nor_twice(cast):
    one, two = make_customer("One"), make_customer("Two")
    with pytest.raises(Invalid):
        merge_customers(one, absorbed=one, actor=SYSTEM)
    merge_customers(one, absorbed=two, actor=SYSTEM)
    with pytest.raises(Conflict):
        merge_customers(make_customer("Three"), absorbed=two, actor=SYSTEM)
    with pytest.raises(Conflict):
        change_customer(Customer.objects.get(pk=two.pk), facts=Facts(name="X"), actor=SYSTEM)


# Duplicates


def test_records_that_look_alike_are_found_and_a_dismissed_pair_stays_dismissed(cast):
    make_customer("Ada Moss", "ada.moss@example.org")
    make_customer("Moss, Ada", "adamoss@example.com")
    make_customer("Ada Moss", "somebody@example.net")
    assert find_duplicates(actor=SYSTEM) == 1
    pair = LikelyDuplicate.objects.get()
    assert "same_mailbox" in pair.reasons
    dismiss_duplicate(pair, actor=cast.agent.actor)
    assert find_duplicates(actor=SYSTEM) == 0


def test_a_pair_that_is_no_longer_alike_is_taken_away(cast):
    make_customer("Ada Moss", "ada.moss@example.org")
    other = make_customer("Ada Moss", "adamoss@example.com")
    find_duplicates(actor=SYSTEM)
    change_customer(other, facts=Facts(name="Zoe Quill"), actor=SYSTEM)
    remove_identity(CustomerIdentity.objects.get(customer=other), actor=SYSTEM)
    assert find_duplicates(actor=SYSTEM) == 0


def test_merging_a_pair_takes_it_off_the_list(cast):
    one, two = make_customer("Ada Moss", "ada.moss@example.org"), make_customer("Ada Moss", "adamoss@example.com")
    find_duplicates(actor=SYSTEM)
    merge_customers(one, absorbed=two, actor=SYSTEM)
    assert not LikelyDuplicate.objects.exists()
    assert find_duplicates(actor=SYSTEM) == 0


# Finding


@pytest.mark.parametrize(
    "text", ["ada", "moss ad", "ada@example.org", "ada@exam", "+4930123456", "+49 30 123456", "030 123456"]
)
def test_a_customer_is_found_by_the_beginning_of_a_name_an_address_or_a_number_as_dialled(cast, text):
    from colere.foundation.models import Organisation

    Organisation.objects.update_or_create(pk=1, defaults={"country": "DE"})
    customer = make_customer("Ada Moss", "ada@example.org", "+4930123456")
    make_customer("Ben Reed", "ben@example.net")
    assert match_customers(text) == [customer.pk]


def test_a_record_that_went_over_is_found_as_the_one_that_took_it_over(cast):
    kept, gone = make_customer("Ada Moss"), make_customer("Adelaide Moss")
    merge_customers(kept, absorbed=gone, actor=SYSTEM)
    assert match_customers("adelaide") == [kept.pk]
