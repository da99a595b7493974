"""The pages and the command."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import F
from django.test import Client

from colere.insights.themes.actions.deciding import join_themes, leave_out, name_theme
from colere.insights.themes.models import Theme, ThemeMap, ThemeRun, ThemeText
from colere.insights.themes.queries.counting import count_themes, usual_request
from colere.insights.themes.queries.kept import THEMES
from colere.insights.themes.rules.feelings import ENOUGH
from colere.insights.themes.rules.found import FoundThemes
from colere.platform.kept.keeping import count_and_keep
from colere.platform.kept.reading import Kept, find_kept
from colere.platform.permissions import SYSTEM
from tests.people import Cast, Member

PAGE = "/insights/themes"
Enter = Callable[[Member], Client]


def page(client: Client, address: str, status: int = 200) -> str:
    found = client.get(address)
    assert found.status_code == status
    return found.getvalue().decode() if found.streaming else found.content.decode()


def count_usual() -> None:
    usual = usual_request(SYSTEM)
    assert usual is not None
    count_and_keep(THEMES, question=usual, actor=SYSTEM)


def kept_usual() -> Kept[FoundThemes]:
    usual = usual_request(SYSTEM)
    assert usual is not None
    kept = find_kept(SYSTEM, THEMES, question=usual)
    assert kept is not None
    return kept


def told(*words: str) -> str:
    out = io.StringIO()
    call_command("themes", *words, stdout=out)
    return out.getvalue()


def test_themes_are_counted_by_a_worker_and_then_stand_on_the_page(house: Cast, sign_in: Enter, run_jobs: Any) -> None:
    client = sign_in(house.head)
    assert "These themes are being counted." in page(client, PAGE)
    run_jobs()
    shown = page(client, PAGE)
    assert "Nothing grew more than usual." in shown
    for words in ("All themes", "Method and assumptions", "Found by words alone", "<blockquote", "<polyline"):
        assert words in shown


def test_the_theme_that_grew_is_the_news(
    house: Cast, sign_in: Enter, weeks: Callable[..., None], theme_of: Callable[[str], int]
) -> None:
    weeks()
    count_usual()
    name_theme(theme_of("pump"), name="Pumps", actor=house.head.actor)
    shown = page(sign_in(house.head), PAGE)
    assert "The theme that grew most: “Pumps”, since" in shown
    assert "times as often as usual" in page(sign_in(house.head), f"{PAGE}/{theme_of('pump')}")
    assert "The theme that grew most: “Pumps”" in told().replace("\n", " ")
    leave_out(theme_of("pump"), actor=house.head.actor)
    shown = page(sign_in(house.head), PAGE)
    assert "grew most" not in shown
    assert "Left out" in shown


def test_one_theme_has_its_words_and_its_story(house: Cast, sign_in: Enter, theme_of: Callable[[str], int]) -> None:
    count_usual()
    voucher, parcel = theme_of("voucher"), theme_of("parcel")
    name_theme(voucher, name="Gift vouchers", actor=house.head.actor)
    join_themes(parcel, into=voucher, actor=house.head.actor)
    shown = page(sign_in(house.head), f"{PAGE}/{voucher}")
    for words in ("Gift vouchers", "Given a name.", "Hana", "Joined to it", "Take apart", f"theme={voucher}"):
        assert words in shown
    assert sign_in(house.head).get(f"{PAGE}/{parcel}")["Location"] == f"{PAGE}/{voucher}"
    assert page(sign_in(house.head), f"{PAGE}/99999", 404)


def test_a_theme_says_how_its_words_sound_once_there_are_enough_of_them(
    house: Cast, sign_in: Enter, theme_of: Callable[[str], int]
) -> None:
    voucher, client = theme_of("voucher"), sign_in(house.head)
    texts = ThemeText.objects.filter(map__is_current=True, theme=voucher)
    texts.update(feeling=-1)
    assert texts.count() >= ENOUGH
    count_usual()
    shown = page(client, f"{PAGE}/{voucher}")
    assert "How it sounds" in shown and "100% (" in shown
    felt = next(one["feeling"] for one in json.loads(told("--json"))["themes"] if one["theme"] == voucher)
    assert felt["n"] == texts.count() and felt["unhappy"]["value"] == 1 and felt["happy"]["value"] == 0
    few = texts.values("pk")[: ENOUGH - 1]
    texts.exclude(pk__in=list(few.values_list("pk", flat=True))).update(feeling=None)
    ThemeMap.objects.filter(is_current=True).update(run=F("run") + 1)
    count_usual()
    assert f"Too few texts in English yet to say how it sounds ({ENOUGH - 1})." in page(client, f"{PAGE}/{voucher}")
    felt = next(one["feeling"] for one in json.loads(told("--json"))["themes"] if one["theme"] == voucher)
    assert felt == {"n": ENOUGH - 1, "unhappy": None, "mixed": None, "happy": None}


def test_its_conversations_are_a_list_of_their_own(house: Cast, sign_in: Enter, theme_of: Callable[[str], int]) -> None:
    shown = page(sign_in(house.agent), f"{PAGE}/{theme_of('plant')}/conversations")
    assert "the conversations" in shown
    assert shown.count("/conversations/") >= 50
    for member in (house.operator, house.partner, house.outsider):
        assert sign_in(member).get(f"{PAGE}/{theme_of('plant')}/conversations").status_code == 403


def test_words_are_quoted_only_to_who_may_read_them(
    house: Cast, sign_in: Enter, theme_of: Callable[[str], int]
) -> None:
    count_usual()
    parcel = theme_of("parcel")
    ThemeText.objects.filter(theme=parcel, kind="conversation").update(closeness=1)
    assert "<blockquote" in page(sign_in(house.agent), f"{PAGE}/{parcel}")
    for address in (PAGE, f"{PAGE}/{parcel}"):
        assert "<blockquote" not in page(sign_in(house.operator), address)
        assert "/conversations/" not in page(sign_in(house.operator), address)


def test_words_of_a_team_that_has_become_private_are_no_longer_quoted(
    house: Cast, sign_in: Enter, theme_of: Callable[[str], int]
) -> None:
    from colere.care.conversations.models import Conversation
    from colere.care.feedback.models import Response

    Conversation.objects.update(team=house.staff_care)
    Response.objects.update(team=house.staff_care)
    for member, sees in ((house.agent, False), (house.private_agent, True), (house.head, True)):
        assert ("<blockquote" in page(sign_in(member), f"{PAGE}/{theme_of('parcel')}")) is sees


def test_a_lead_names_joins_leaves_out_and_takes_it_back(
    house: Cast, sign_in: Enter, theme_of: Callable[[str], int]
) -> None:
    client, parcel, invoice = sign_in(house.lead), theme_of("parcel"), theme_of("invoice")
    for step, asked in (
        ("name", {"name": "Parcels"}),
        ("rename", {}),
        ("leave-out", {}),
        ("bring-back", {}),
        ("join", {"into": invoice}),
        ("apart", {}),
    ):
        assert client.post(f"{PAGE}/{parcel}/{step}", asked).status_code == 303, step
    theme = Theme.objects.get(pk=parcel)
    assert (theme.name, theme.is_excluded, theme.merged_into_id) == ("", False, None)
    story = page(client, f"{PAGE}/{invoice}")
    assert "was joined to it." in story and "stands for itself again." in story


def test_a_form_that_is_refused_comes_back_as_it_was_filled_in(
    house: Cast, sign_in: Enter, theme_of: Callable[[str], int]
) -> None:
    client, parcel = sign_in(house.lead), theme_of("parcel")
    for step, asked, told in (
        ("name", {"name": "x" * 81}, "A name has at most 80 letters."),
        ("join", {"into": parcel}, "Choose the theme that this one belongs to."),
        ("divide", {}, "Choose at least one text."),
    ):
        answer = client.post(f"{PAGE}/{parcel}/{step}", asked)
        shown = answer.content.decode()
        assert answer.status_code == 422 and told in shown and "Tend this theme" in shown, step
        assert asked.get("name", "") in shown


def test_a_lead_divides_a_theme_by_examples(
    house: Cast, sign_in: Enter, theme_of: Callable[[str], int], run_jobs: Any
) -> None:
    parcel, before = theme_of("parcel"), Theme.objects.count()
    chosen = list(ThemeText.objects.filter(theme=parcel).values_list("pk", flat=True)[:4])
    client = sign_in(house.lead)
    assert client.post(f"{PAGE}/{parcel}/divide", {"examples": chosen}).status_code == 303
    run_jobs()
    assert Theme.objects.count() == before + 1
    assert "Divided:" in page(client, f"{PAGE}/{parcel}")
    assert client.post(f"{PAGE}/{parcel}/divide", {"examples": ["x"]}).status_code == 422


def test_nobody_else_is_let_in(house: Cast, sign_in: Enter, client: Client, theme_of: Callable[[str], int]) -> None:
    parcel = theme_of("parcel")
    assert Client().get(PAGE).status_code == 302
    for member in house.all_but("head", "lead").values():
        entered = sign_in(member)
        for step in ("name", "rename", "join", "apart", "divide", "leave-out", "bring-back"):
            assert entered.post(f"{PAGE}/{parcel}/{step}").status_code == 403, step


def test_before_the_first_look_the_page_says_what_will_stand_there(house: Cast, sign_in: Enter) -> None:
    ThemeMap.objects.all().delete()
    assert "some five hundred times" in page(sign_in(house.head), PAGE)
    ThemeRun.objects.create(step="learning", done=300, total=600)
    shown = page(sign_in(house.head), PAGE)
    assert "Looking for themes" in shown
    assert "load delay" in shown
    with pytest.raises(CommandError, match="No themes have been found yet"):
        told()


def test_filters_stand_in_the_address_and_the_file(house: Cast, sign_in: Enter, run_jobs: Any) -> None:
    client = sign_in(house.head)
    asked = "start=2026-01-05&end=2026-03-01&channel=email"
    page(client, f"{PAGE}?{asked}")
    run_jobs()
    assert "channel=email" in page(client, f"{PAGE}?{asked}")
    rows = list(csv.DictReader(io.StringIO(page(client, f"{PAGE}?{asked}&format=csv"))))
    assert sum(int(row["texts"]) for row in rows) < ThemeText.objects.count() / 2
    assert all(float(row["share_low"]) <= float(row["share"]) <= float(row["share_high"]) for row in rows)
    assert all(float(row["unhappy_low"]) <= float(row["unhappy"]) for row in rows if int(row["feeling_n"]) >= ENOUGH)
    assert "The last day is before the first." in page(client, f"{PAGE}?start=2026-03-09&end=2026-03-01", 422)


def test_the_command_says_what_the_page_says(house: Cast) -> None:
    content = json.loads(told("--json", "--from", "2026-01-05", "--to", "2026-03-01"))
    assert content["sentence"] == "Nothing grew more than usual."
    assert content["texts"] == sum(theme["texts"] for theme in content["themes"]) + content["fits_none"]
    for wrong in (["--anew"], ["--minutes", "0"], ["--channel", "pigeon"], ["--from", "soon"]):
        with pytest.raises(CommandError):
            told(*wrong)
    assert "texts" in json.loads(told("--run", "--json"))


def test_a_kept_page_asks_the_database_little(house: Cast, sign_in: Enter, django_assert_max_num_queries: Any) -> None:
    count_usual()
    client = sign_in(house.head)
    page(client, PAGE)
    with django_assert_max_num_queries(32):
        page(client, PAGE)


def test_joining_themes_makes_kept_figures_old(house: Cast, theme_of: Callable[[str], int]) -> None:
    count_usual()
    kept, usual = kept_usual(), usual_request(SYSTEM)
    assert usual is not None
    assert kept.found == count_themes(SYSTEM, request=usual)
    assert not kept.is_stale
    join_themes(theme_of("parcel"), into=theme_of("voucher"), actor=house.head.actor)
    assert kept_usual().is_stale


def test_a_theme_in_a_time_that_nobody_has_asked_about_is_counted_for_who_asks(
    house: Cast, sign_in: Enter, theme_of: Callable[[str], int], run_jobs: Any
) -> None:
    client, address = sign_in(house.head), f"{PAGE}/{theme_of('parcel')}?start=2026-01-05&end=2026-03-01&channel=email"
    assert "these words are being counted" in page(client, address)
    run_jobs()
    assert "these words are being counted" not in page(client, address)
