"""The charts of the page that shows every component: figures as they might be, in a designer's words."""

import math
from datetime import date, timedelta

from django.urls import reverse

from colere.platform.ui.charts import (
    Bar,
    Bars,
    Change,
    ControlChart,
    Funnel,
    FunnelChart,
    FunnelPoint,
    IntervalChart,
    IntervalRow,
    LinePoint,
    LinesChart,
    Point,
)


def shown_chart(*, title: str = "Satisfied customers", shift: float = 0.0, sentence: str = "") -> ControlChart:
    """A share that falls when a new carrier comes and recovers when it goes."""
    first = date(2026, 1, 5)
    points = []
    for week in range(40):
        on = first + timedelta(weeks=week)
        is_hurt = 18 <= week < 27
        value = 0.82 + shift + 0.018 * math.sin(week * 2.1) + 0.012 * math.sin(week * 0.7) - (0.13 if is_hurt else 0)
        n = 160 + round(60 * math.sin(week * 0.9))
        half = 1.96 * math.sqrt(value * (1 - value) / n)
        signal = "below its usual range" if is_hurt and not shift else ""
        points.append(
            Point(
                on.isoformat(),
                value,
                value - half,
                value + half,
                n,
                f"{on.day} {on:%b}",
                signal,
                href=reverse("ui:look"),
            )
        )
    return ControlChart(
        title=title,
        unit="share",
        points=points,
        centre=0.82 + shift,
        lower=0.745 + shift,
        upper=0.895 + shift,
        changes=[Change(points[18].at, "new parcel carrier"), Change(points[27].at, "old carrier back")],
        sentence=sentence,
    )


def shown_bars() -> Bars:
    """A promise by team."""
    told = (
        ("Parcels", 0.71, 0.67, 0.75, 512, "felt as broken"),
        ("Returns and exchanges", 0.84, 0.81, 0.87, 640, ""),
        ("Payments", 0.88, 0.85, 0.91, 433, ""),
        ("Products", 0.86, 0.80, 0.91, 148, ""),
        ("Shops", 0.9, 0.78, 0.96, 41, ""),
    )
    return Bars(
        title="“You hear from us within the hour”, kept by team",
        unit="share",
        bars=[Bar(*row[:5], mark=row[5], href=reverse("ui:look")) for row in told],
        sentence="Only Parcels can be told apart from the others.",
    )


def shown_intervals() -> IntervalChart:
    """Colleagues with everybody's cases: most cannot be told apart."""
    told = (
        ("Ada Fernhill", 0.83, 0.77, 0.88, 214, "cannot be told apart", False),
        ("Ben Okoro", 0.71, 0.66, 0.76, 380, "below the others", True),
        ("Chidi Rosenberg-Almeida", 0.81, 0.72, 0.88, 96, "cannot be told apart", False),
        ("Dana Lund", 0.9, 0.86, 0.93, 402, "above the others", True),
        ("Emre Sato", None, None, None, 3, "too few", False),
    )
    return IntervalChart(
        title="Satisfied customers, with everybody’s cases",
        unit="share",
        items=[IntervalRow(*row) for row in told],
        reference=0.81,
        reference_label="the team: 81%",
        sentence="Two of four colleagues can be told apart from their team.",
        group_label="Colleague",
    )


def shown_effects() -> IntervalChart:
    """Odds, laid out so that half and twice are equally far from one."""
    told = (
        ("First answer within the hour", 1.62, 1.41, 1.86, 5120, "helps", True),
        ("Solved at the first contact", 2.31, 1.98, 2.7, 5120, "helps", True),
        ("Passed on", 0.57, 0.45, 0.71, 5120, "hurts", True),
        ("Greeting by name", 1.04, 0.9, 1.2, 5120, "no sign", False),
    )
    return IntervalChart(
        title="What goes with satisfaction",
        unit="ratio",
        items=[IntervalRow(*row) for row in told],
        reference=1.0,
        reference_label="no difference",
        sentence="Being passed on goes with less satisfaction than anything else.",
        is_ratio=True,
    )


def shown_funnel() -> FunnelChart:
    """Thirty teams of different size; one lies outside."""
    overall = 0.82

    def bounds(n: int) -> Funnel:
        error = math.sqrt(overall * (1 - overall) / n)
        return Funnel(
            n,
            max(0.0, overall - 1.96 * error),
            min(1.0, overall + 1.96 * error),
            max(0.0, overall - 3.09 * error),
            min(1.0, overall + 3.09 * error),
        )

    points = []
    for place in range(30):
        n = round(30 + 620 * abs(math.sin(place * 1.7)) ** 2)
        value = overall + 1.5 * math.sqrt(overall * (1 - overall) / n) * math.sin(place * 2.9)
        points.append(FunnelPoint(f"Team {place + 1}", n, value, href=reverse("ui:look")))
    points[7] = FunnelPoint("Parcels north", 410, 0.73, "outside: lower than chance explains", href=reverse("ui:look"))
    points[12] = FunnelPoint("Returns", 250, 0.84, is_named=True)
    return FunnelChart(
        title="Satisfied customers by team",
        unit="share",
        points=points,
        limits=[bounds(n) for n in range(12, 700, 8)],
        centre=overall,
        centre_label="all teams: 82%",
        sentence="29 of 30 teams lie where chance alone would put them.",
        group_label="Team",
    )


def shown_shift() -> LinesChart:
    """Contacts before and after a change, and without it."""
    first = date(2026, 1, 5)
    points = []
    for week in range(32):
        on = first + timedelta(weeks=week)
        expected = 64 + 0.4 * week + 6 * math.sin(week / 5)
        value = round(expected + 5 * math.sin(week * 2.3) - (24 if week >= 18 else 0))
        is_after = week >= 18
        points.append(
            LinePoint(
                on.isoformat(),
                value,
                expected if is_after else None,
                expected - 7 if is_after else None,
                expected + 7 if is_after else None,
                value,
                f"week of {on.day} {on:%B}",
            )
        )
    return LinesChart(
        title="Contacts about late parcels, each week",
        unit="count",
        points=points,
        expected_label="without it",
        changes=[Change(points[18].at, "new carrier")],
        sentence="Since the new carrier there are 24 fewer each week.",
        n_label="Contacts",
    )


def shown_forecast() -> LinesChart:
    """Four weeks that were and two that will be."""
    first = date(2026, 5, 4)
    points = []
    for day in range(42):
        on = first + timedelta(days=day)
        expected = 120 - 40 * (on.weekday() >= 5) + 12 * math.cos(on.weekday())
        value = round(expected + 9 * math.sin(day * 1.9)) if day < 28 else None
        is_ahead = day >= 28
        low, high = (expected - 18, expected + 18) if is_ahead else (None, None)
        points.append(
            LinePoint(
                on.isoformat(), value, expected if is_ahead else None, low, high, value, f"{on:%A} {on.day} {on:%B}"
            )
        )
    return LinesChart(
        title="Contacts to come",
        unit="count",
        points=points,
        ahead_from=points[28].at,
        ahead_label="from here on",
        sentence="About 1,450 contacts in the next two weeks.",
        n_label="Contacts",
    )
