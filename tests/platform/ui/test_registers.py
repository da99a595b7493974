"""What domains plug into the screens: drawn for those who may see it, and for nobody else."""

import pytest

from colere.platform.accounts.models import Account
from colere.platform.permissions import SYSTEM, actor_for
from colere.platform.prepared import prepared
from colere.platform.ui import registry
from colere.platform.ui.charts import ControlChart, Point
from colere.platform.ui.panels import read_panels
from colere.platform.ui.registry import FirstStep, News, Panel, TodayCard
from colere.platform.ui.timeline import read_story
from colere.platform.ui.today import read_today


@pytest.fixture
def only(monkeypatch):
    """Empty registers for this test."""
    for name in ("_nav", "_today", "_steps", "_commands", "_quick", "_panels", "_timeline"):
        monkeypatch.setattr(registry, name, {})


def card(name: str, order: int, **more) -> TodayCard:
    context = more.pop("context", lambda actor: {})
    return TodayCard(name, more.pop("permission", "ui.today"), "ui/none.html", context, order, **more)


def test_the_weightiest_news_is_the_sentence_of_the_day(only, cast):
    registry.register_today(card("a", 1, context=lambda actor: {"news": News("A promise was broken.", 60)}))
    registry.register_today(card("b", 2, context=lambda actor: {"news": News("Eleven customers wait.", 90)}))
    assert read_today(cast.agent.actor).news.sentence == "Eleven customers wait."


def test_a_card_with_nothing_to_show_is_not_there(only, cast):
    registry.register_today(card("empty", 1, context=lambda actor: None))
    registry.register_today(card("full", 2, column="side"))
    today = read_today(cast.agent.actor)
    assert (today.main, [d.card.name for d in today.side]) == ([], ["full"])


def test_a_card_is_for_those_who_may_see_it(only, cast):
    registry.register_today(card("for operators", 1, permission="ui.look"))
    assert len(read_today(cast.operator.actor).main) == 1
    assert read_today(cast.agent.actor).main == []


def step(title: str, order: int, *, done: bool, permission: str = "ui.today") -> FirstStep:
    accounts = Account.objects.order_by()
    taken = prepared(lambda: accounts if done else accounts.filter(email="nobody@example.org"))
    return FirstStep(title, "", "Do", f"ui:{title}", permission, taken, order)


def test_a_new_house_says_what_to_do_first(only, cast):
    registry.register_first_step(step("today", 1, done=False))
    registry.register_first_step(step("look", 2, done=False, permission="ui.look"))
    today = read_today(cast.operator.actor)
    assert [s.step.title for s in today.steps] == ["today", "look"]
    assert today.is_new
    assert [s.step.title for s in read_today(cast.agent.actor).steps] == ["today"]


def test_the_first_steps_stay_until_the_last_of_them_is_taken(only, cast):
    registry.register_first_step(step("today", 1, done=True))
    registry.register_first_step(step("look", 2, done=False))
    today = read_today(cast.operator.actor)
    assert [s.is_done for s in today.steps] == [True, False]
    assert not today.is_new
    registry.register_first_step(step("look", 2, done=True))
    assert read_today(cast.operator.actor).steps == []


def test_panels_come_in_their_order_and_only_to_their_place(only, cast):
    for name, place, order in (("b", "customer", 2), ("a", "customer", 1), ("c", "person", 1)):
        registry.register_panel(Panel(place, name, "ui.today", "ui/none.html", lambda actor, obj: {"obj": obj}, order))
    found = read_panels(cast.agent.actor, "customer", 7)
    assert [(d.panel.name, d.own["obj"]) for d in found.side] == [("a", 7), ("b", 7)]


def test_a_story_holds_only_lines_that_somebody_draws_and_the_reader_may_see(only, cast):
    from colere.platform.events.models import LogLine

    for kind in ("ui.Seen", "ui.Secret", "ui.Undrawn"):
        LogLine.objects.create(kind=kind, actor="system", subject="thing:1", about="customer:5", payload={})
    registry.register_timeline(kind="ui.Seen", template="ui/none.html", permission="ui.today")
    registry.register_timeline(kind="ui.Secret", template="ui/none.html", permission="ui.look")
    days = read_story(cast.agent.actor, "customer:5").days
    assert [entry.line.kind for day in days for entry in day.entries] == ["ui.Seen"]
    assert len(read_story(SYSTEM, "customer:5").days[0].entries) == 2


def test_a_long_story_is_told_in_parts(only, cast):
    from colere.platform.events.models import LogLine

    registry.register_timeline(kind="ui.Seen", template="ui/none.html", permission="ui.today")
    for _n in range(5):
        LogLine.objects.create(kind="ui.Seen", actor="system", subject="thing:1", about="customer:5", payload={})
    first = read_story(actor_for(cast.agent.account), "customer:5", limit=3)
    rest = read_story(actor_for(cast.agent.account), "customer:5", limit=3, before=first.before)
    assert sum(len(day.entries) for day in first.days) == 3
    assert sum(len(day.entries) for day in rest.days) == 2
    assert not rest.before


def test_a_chart_and_its_table_say_the_same():
    chart = ControlChart("Satisfied", "share", [Point("2026-W11", 0.81, 0.79, 0.83, 203, signal="low")], centre=0.8)
    point, row = chart.data()["points"][0], chart.rows()[0]
    assert point["words"] == row[1] == "81%"
    assert row[2:] == ["79% to 83%", "203", "low"]
    assert point["tick"] == "9 Mar"
    assert len(chart.heads()) == len(row)


def test_every_word_button_and_step_leads_somewhere():
    from django.urls import reverse

    registers = (registry._nav, registry._commands, registry._quick, registry._steps)
    for entry in (entry for register in registers for entry in register.values()):
        assert reverse(entry.url_name), entry


def test_every_icon_that_is_named_is_in_the_sprite():
    import json
    import re
    from pathlib import Path

    root = Path(__file__).resolve().parents[3]
    known = set(json.loads((root / "frontend/icons.json").read_text()))
    drawn = re.compile(r"""(?:\bicon\(|icon_name=|\bicon=)["']([a-z0-9-]+)["']""")
    files = [*root.glob("src/colere/**/*.py"), *root.glob("src/colere/**/jinja2/**/*.html")]
    named = {name: file for file in files for name in drawn.findall(file.read_text())}
    named |= {entry.icon: "a register" for register in (registry._nav, registry._quick) for entry in register.values()}
    assert not {f"{name} ({file})" for name, file in named.items() if name not in known}, "add it to icons.json"
