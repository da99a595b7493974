"""Charts: what the browser is told, the table behind, and what a file of them is called."""

from datetime import date

import pytest
from django.template import engines
from django.utils import translation

from colere.platform.ui.charts import (
    Bar,
    Bars,
    Change,
    Funnel,
    FunnelChart,
    FunnelPoint,
    IntervalChart,
    IntervalRow,
    LinePoint,
    LinesChart,
)
from colere.platform.ui.look_charts import (
    shown_bars,
    shown_chart,
    shown_effects,
    shown_forecast,
    shown_funnel,
    shown_intervals,
    shown_shift,
)

SHOWN = (shown_bars, shown_chart, shown_effects, shown_forecast, shown_funnel, shown_intervals, shown_shift)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en-gb"):
        yield


@pytest.mark.parametrize("shown", SHOWN)
def test_every_chart_has_a_table_with_a_row_for_each_of_its_marks(shown):
    chart = shown()
    data, rows = chart.data(), chart.rows()
    marks = next(data[name] for name in ("points", "items", "bars") if name in data)
    assert len(rows) == len(marks) > 0
    assert {len(row) for row in rows} == {len(chart.heads())}


def test_an_estimate_says_the_same_in_drawing_and_table():
    row = IntervalRow("Ben", 0.71, 0.66, 0.76, 380, "below the others", is_apart=True)
    chart = IntervalChart("Satisfied", "share", [row], reference=0.81, reference_label="the team", n_label="Answers")
    [item], [cells] = chart.data()["items"], chart.rows()
    assert cells == ["Ben", "71%", "66% to 76%", "380", "below the others"]
    assert (item["words"], item["detail"], item["isApart"]) == ("71%", "66% to 76% · Answers: 380", True)


def test_an_estimate_of_too_few_has_no_dot_and_says_why():
    chart = IntervalChart("Satisfied", "share", [IntervalRow("Emre", None, n=3, remark="too few")])
    assert chart.data()["items"][0]["value"] is None
    assert chart.rows() == [["Emre", "–", "", "3", "too few"]]


def test_ratios_and_amounts_have_their_own_words():
    for unit, said in (("ratio", "1.62"), ("GBP", "2 GBP"), ("score", "1.6")):
        assert IntervalChart("Effect", unit, [IntervalRow("a", 1.62)]).rows()[0][1] == said


def test_a_funnel_keeps_the_order_in_which_it_was_given_and_names_who_lies_outside():
    points = [FunnelPoint("Ada", 40, 0.9), FunnelPoint("Ben", 400, 0.7, "lower than chance explains")]
    chart = FunnelChart("Satisfied", "share", points, [Funnel(40, 0.7, 0.9, 0.6, 0.95)], centre=0.8)
    assert [row[0] for row in chart.rows()] == ["Ada", "Ben"]
    assert [point["remark"] for point in chart.data()["points"]] == ["", "lower than chance explains"]


def test_a_course_has_what_was_and_what_was_to_be_expected_side_by_side():
    points = [LinePoint("2026-03-02", 41, n=41), LinePoint("2026-03-09", 20, 40.4, 36, 45, 20)]
    chart = LinesChart("Late parcels", "count", points, expected_label="without it", n_label="Contacts")
    assert chart.heads() == ["Period", "As it was", "Without it", "Interval", "Contacts"]
    assert chart.rows()[1] == ["2026-03-09", "20", "40", "36 to 45", "20"]
    assert chart.data()["points"][1]["detail"] == "without it: 40 (36 to 45)"


def test_a_future_has_no_value_and_a_place_where_it_begins():
    points = [LinePoint("2026-03-02", 41), LinePoint("2026-03-03", expected=40, low=30, high=50)]
    data = LinesChart("To come", "count", points, ahead_from="2026-03-03", changes=[Change("2026-03-02", "x")]).data()
    assert (data["aheadFrom"], data["points"][1]["value"], data["points"][1]["words"]) == ("2026-03-03", None, "")


def test_a_file_is_named_for_title_and_period():
    points = [LinePoint("2026-03-02", 41), LinePoint("2026-03-09", 20)]
    assert LinesChart("Späte Pakete: je Woche", "count", points).data()["file"] == (
        "späte-pakete-je-woche-2026-03-02-2026-03-09"
    )
    period = (date(2026, 1, 1), date(2026, 2, 28))
    assert Bars("By team", "share", [Bar("a", 1)], period=period).data()["file"] == "by-team-2026-01-01-2026-02-28"
    assert Bars("…", "share", []).data()["file"] == "chart"


def test_a_chart_is_drawn_also_where_htmx_has_fetched_it():
    """Whatever is fetched loses its scripts, so what is to be drawn must not stand in one."""
    from django.template import engines

    page = engines["jinja2"].env.get_template("ui/components/chart.html").module.lines_chart(shown_shift())
    assert "<script" not in page
    assert "data-drawing='{" in page


@pytest.mark.parametrize(
    ("shown", "wide", "narrow"), [(shown_bars, 36, 36), (shown_intervals, 36, 52), (shown_effects, 36, 70)]
)
def test_a_chart_that_grows_with_its_rows_says_how_high_it_will_be(shown, wide, narrow):
    data = shown().data()
    rows = len(data.get("bars") or data["items"])
    assert rows * wide <= data["height"]["wide"] < rows * wide + 60
    assert rows * narrow <= data["height"]["narrow"] < rows * (narrow + 18) + 60


def test_the_page_keeps_the_room_of_a_chart_before_it_is_drawn():
    page = engines["jinja2"].from_string(
        '{% from "ui/components/chart.html" import interval_chart %}{{ interval_chart(chart) }}'
    )
    chart = shown_intervals()
    drawn = page.render({"chart": chart})
    for height in chart.data()["height"].values():
        assert f'width="1" height="{height}"' in drawn
