"""The pages of problems, as people with each right see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from colere.culture.improvement.actions.closing import close_problem
from colere.culture.improvement.actions.measuring import Cost, Effect, record_cost, record_effect
from colere.culture.improvement.actions.raising import ProblemFacts, change_problem, withdraw_problem
from colere.culture.improvement.models import Change, Problem, Remark, Telling
from colere.culture.improvement.rules import Verdict
from colere.platform.permissions import SYSTEM
from tests.domains.care import make_conversation
from tests.domains.improvement.problems import days_ago, raise_one, told_problem
from tests.people import Cast, Member

pytestmark = pytest.mark.django_db
SignIn = Callable[[Member], Client]
FELL = Effect(verdict=Verdict.FELL, value=0.62, low=0.5, high=0.76, n=410, until=days_ago(1))


def shown(client: Client, address: str, status: int = 200) -> str:
    found = client.get(address)
    assert found.status_code == status
    return found.getvalue().decode() if found.streaming else found.content.decode()


def test_a_colleague_raises_a_problem_from_a_link_and_carries_it_to_its_end(cast: Cast, sign_in: SignIn) -> None:
    make_conversation(topic="late delivery")
    client = sign_in(cast.outsider)
    filled = shown(client, f"/problems/new?topic=late+delivery&channel=chat&team={cast.parcels.pk}&theme=7&cost=999")
    assert '<option value="late delivery" selected>' in filled
    assert "999" not in filled
    given = {"title": "Parcels go astray", "topic": "late delivery", "channel": "chat", "theme": "7"}
    answer = client.post("/problems/new", given)
    problem = Problem.objects.get()
    assert answer["Location"] == f"/problems/{problem.pk}"
    assert "What it costs is being counted." in shown(client, f"/problems/{problem.pk}")
    for step, fields in (
        ("take", {}),
        ("cause", {"text": "The printer smudges."}),
        ("change", {"text": "A new printer.", "made_on": days_ago(40).isoformat()}),
        ("tell", {"whom": "customers", "text": "It is mended.", "told_on": days_ago(30).isoformat()}),
        ("close", {}),
    ):
        assert client.post(f"/problems/{problem.pk}/{step}", fields).status_code == 303, step
    problem.refresh_from_db()
    assert (problem.state, problem.theme, problem.owner) == ("closed", 7, cast.outsider.person)
    page = shown(client, f"/problems/{problem.pk}")
    assert "Solved after" in page
    assert "Otto Outsider closed it after" in page


def test_the_page_says_what_comes_next_and_what_the_change_did(cast: Cast, sign_in: SignIn) -> None:
    problem = told_problem(cast.outsider, topic="late delivery")
    record_effect(Change.objects.get(), effect=FELL, actor=SYSTEM)
    cost = Cost(contacts=244, minutes=2440, low=1616, high=3682, start=days_ago(364), until=days_ago(1))
    record_cost(problem, cost=cost, actor=SYSTEM)
    page = shown(sign_in(cast.lead), f"/problems/{problem.pk}")
    assert "Since the change contacts fell by 38% (24 to 50). Next: close it." in page
    assert "244 contacts in 364 days, about 41 hours of work (27 to 61)." in page
    assert "Call it solved" in page
    assert f'value="{days_ago(0).isoformat()}"' in page, "a day as a browser's field takes it"
    assert f"/insights/before-after?measure=conversations_opened&amp;topic=late+delivery&amp;day={days_ago(40)}" in page


@pytest.mark.parametrize(
    ("verdict", "figures", "words"),
    [
        (Verdict.ROSE, (1.3, 1.1, 1.6), "rose by 30% (10 to 60)"),
        (Verdict.NO_SIGN, (0.95, 0.88, 1.31), "cannot be told from chance (12% fewer to 31% more)"),
        (Verdict.TOO_FEW, (None, None, None), "too few contacts to tell"),
    ],
)
def test_an_effect_is_said_for_what_it_is(
    cast: Cast, sign_in: SignIn, verdict: Verdict, figures: tuple[Any, ...], words: str
) -> None:
    problem = told_problem(cast.outsider, topic="late delivery")
    value, low, high = figures
    effect = Effect(verdict=verdict, value=value, low=low, high=high, n=12, until=days_ago(1))
    record_effect(Change.objects.get(), effect=effect, actor=SYSTEM)
    assert words in shown(sign_in(cast.lead), f"/problems/{problem.pk}")


def test_the_list_tells_its_news_and_is_narrowed_by_its_address(cast: Cast, sign_in: SignIn) -> None:
    told_problem(cast.outsider, title="Vouchers are refused", topic="voucher")
    close_problem(told_problem(cast.lead, title="Labels smudge"), actor=cast.lead.actor)
    raise_one("The pump leaks", topic="leaking pump")
    client = sign_in(cast.agent)
    page = shown(client, "/problems")
    assert "2 problems are open; the oldest for less than a day." in page
    for asked, there, not_there in (
        ("state=closed", "Labels smudge", "The pump leaks"),
        ("state=any", "The pump leaks", "Labels smudge"),
        ("owner=nobody", "The pump leaks", "Vouchers are refused"),
        (f"owner={cast.outsider.person.pk}", "Vouchers are refused", "The pump leaks"),
        ("topic=voucher", "Vouchers are refused", "The pump leaks"),
        ("q=pump", "The pump leaks", "Vouchers are refused"),
    ):
        narrowed = shown(client, f"/problems?{asked}")
        assert (there in narrowed, not_there in narrowed) == (True, False), asked
    lines = shown(client, "/problems?format=csv").splitlines()
    assert lines[0].endswith("title,state,owner,days_open,changed_on,effect")
    assert [line.split(",")[0] for line in lines[1:]] == ["Vouchers are refused", "The pump leaks", "Labels smudge"]


def test_an_empty_list_says_what_it_is_for(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.outsider), "/problems")
    assert "Nobody has raised a problem yet." in page
    assert "What comes back is solved here for everybody" in page


def test_pages_ask_the_database_little(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    problem, *_others = [told_problem(cast.outsider, topic="late delivery") for _ in range(3)]
    client = sign_in(cast.lead)
    for address, most in (("/problems", 13), (f"/problems/{problem.pk}", 24)):
        shown(client, address)
        with django_assert_max_num_queries(most):
            shown(client, address)


def test_who_may_only_read_sees_the_story_without_its_forms(cast: Cast, sign_in: SignIn) -> None:
    problem = told_problem(cast.lead)
    page = shown(sign_in(cast.executive), f"/problems/{problem.pk}")
    assert "The printer smudges." in page
    for address in ("cause", "change", "tell", "close", "give", "withdraw", "edit"):
        assert f"/problems/{problem.pk}/{address}" not in page
    assert f"/problems/{problem.pk}/remarks" in page


@pytest.mark.parametrize("step", ["cause", "change", "tell", "close", "give", "release", "withdraw", "reopen"])
def test_a_step_is_refused_to_who_may_only_read(cast: Cast, sign_in: SignIn, step: str) -> None:
    problem = told_problem(cast.lead)
    given = {"text": "So", "made_on": days_ago(1), "told_on": days_ago(1), "whom": "customers"}
    assert sign_in(cast.agent).post(f"/problems/{problem.pk}/{step}", given).status_code == 403
    assert Problem.objects.get().version == problem.version


@pytest.mark.parametrize("address", ["/problems", "/problems/new", "/problems/1", "/problems/1/edit"])
def test_a_stranger_is_asked_to_sign_in(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 302


def test_what_is_wrong_with_a_step_stands_beside_its_field(cast: Cast, sign_in: SignIn) -> None:
    problem, client = raise_one(), sign_in(cast.lead)
    for step, fields, words in (
        ("cause", {"text": ""}, "Please fill this in."),
        ("change", {"text": "Soon", "made_on": days_ago(-2).isoformat()}, "today or earlier"),
        ("close", {}, "Still missing: the cause"),
        ("cause", {"text": "Late", "version": "0"}, "Somebody else has changed this problem"),
    ):
        answer = client.post(f"/problems/{problem.pk}/{step}", fields)
        assert answer.status_code == 422, step
        assert words in answer.content.decode(), step


def test_what_somebody_else_wrote_meanwhile_is_not_lost(cast: Cast, sign_in: SignIn) -> None:
    problem = raise_one("Old words")
    change_problem(problem, facts=ProblemFacts(title="New words"), actor=cast.head.actor)
    answer = sign_in(cast.lead).post(f"/problems/{problem.pk}/edit", {"title": "Mine", "version": problem.version})
    assert answer.status_code == 422
    assert Problem.objects.get().title == "New words"


def test_every_step_is_undone_by_the_address_that_its_toast_offers(cast: Cast, sign_in: SignIn) -> None:
    problem, client = told_problem(cast.outsider), sign_in(cast.lead)
    client.post(f"/problems/{problem.pk}/remarks", {"text": "Again."})
    client.post(f"/problems/{problem.pk}/close")
    remark, change, telling = Remark.objects.get(), Change.objects.get(), Telling.objects.get()
    for address in (
        f"/problems/{problem.pk}/reopen?undo=1",
        f"/problems/tellings/{telling.pk}/withdraw",
        f"/problems/changes/{change.pk}/withdraw",
        f"/problems/{problem.pk}/cause/forget",
        f"/problems/{problem.pk}/release",
        f"/problems/remarks/{remark.pk}/remove",
        f"/problems/remarks/{remark.pk}/restore",
        f"/problems/{problem.pk}/withdraw",
        f"/problems/{problem.pk}/restore",
    ):
        assert client.post(address).status_code == 303, address
    problem.refresh_from_db()
    assert (problem.state, problem.owner, problem.reopened_at, problem.cause) == ("open", None, None, "")


def test_a_topic_with_a_record_is_said_before_it_is_raised_twice(cast: Cast, sign_in: SignIn) -> None:
    make_conversation(topic="late delivery")
    known = raise_one(topic="late delivery")
    page = shown(sign_in(cast.agent), "/problems/new?topic=late+delivery")
    assert "has an open problem already" in page
    assert f'href="/problems/{known.pk}"' in page


def test_a_withdrawn_problem_leaves_the_list_and_its_page_says_so(cast: Cast, sign_in: SignIn) -> None:
    problem = raise_one("Twice here")
    withdraw_problem(problem, actor=cast.lead.actor)
    client = sign_in(cast.lead)
    assert "Twice here" not in shown(client, "/problems")
    assert "This was withdrawn" in shown(client, f"/problems/{problem.pk}")


def test_owners_find_their_problems_on_today_and_leads_what_nobody_has_looked_at(cast: Cast, sign_in: SignIn) -> None:
    told_problem(cast.outsider, title="Labels smudge")
    owner = shown(sign_in(cast.outsider), "/")
    assert "Problems that are ours" in owner
    assert "Did it help?" in owner
    lead = shown(sign_in(cast.lead), "/")
    assert "Did it help?" in lead
    assert "Problems that are ours" not in lead
    assert "Labels smudge" not in shown(sign_in(cast.agent), "/")


def test_a_problem_is_found_by_its_words(cast: Cast, sign_in: SignIn) -> None:
    raise_one("The checkout refuses vouchers", why="People give up.")
    assert "The checkout refuses" in shown(sign_in(cast.outsider), "/search?q=vouchers")
