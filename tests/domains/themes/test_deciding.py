"""What people decide stays through the runs that follow, and each of it can be undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from colere.insights.themes.actions import deciding
from colere.insights.themes.actions.dividing import divide_theme
from colere.insights.themes.models import Theme, ThemeMap, ThemeText
from colere.insights.themes.queries.counting import count_themes, usual_request
from colere.platform.errors import Conflict, Invalid, Refused
from colere.platform.permissions import SYSTEM
from tests.people import Cast


def counted(number: int) -> int:
    usual = usual_request(SYSTEM)
    assert usual is not None
    found = count_themes(SYSTEM, request=usual)
    assert found is not None
    return found.tallies[number].n if number in found.tallies else 0


def test_a_name_a_joining_and_a_leaving_out_outlive_the_next_runs(
    house: Cast, weeks: Callable[..., None], theme_of: Callable[[str], int]
) -> None:
    parcel, invoice, plant, voucher = (theme_of(one) for one in ("parcel", "invoice", "plant", "voucher"))
    deciding.name_theme(voucher, name="  Gift   vouchers ", actor=house.lead.actor)
    deciding.join_themes(invoice, into=parcel, actor=house.lead.actor)
    deciding.leave_out(plant, actor=house.lead.actor)
    before = counted(parcel)
    weeks()
    assert Theme.objects.get(pk=voucher).name == "Gift vouchers"
    assert Theme.objects.get(pk=invoice).merged_into_id == parcel
    assert Theme.objects.get(pk=plant).is_excluded
    assert counted(parcel) > before
    assert counted(invoice) == 0
    assert theme_of("invoice") == invoice, "new words still find it, and count for what it was joined to"
    own = {theme_of("plant"), theme_of("voucher")}
    assert own == {plant, voucher}, "what is left out is not born again"


def test_each_decision_is_undone(house: Cast, theme_of: Callable[[str], int]) -> None:
    parcel, invoice = theme_of("parcel"), theme_of("invoice")
    lead, before = house.lead.actor, (counted(parcel), counted(invoice))
    assert deciding.name_theme(parcel, name="Parcels", actor=lead) == ""
    assert deciding.name_theme(parcel, name="", actor=lead) == "Parcels"
    deciding.join_themes(invoice, into=parcel, actor=lead)
    assert counted(parcel) == sum(before)
    deciding.take_apart(invoice, actor=lead)
    assert (counted(parcel), counted(invoice)) == before
    deciding.leave_out(parcel, actor=lead)
    deciding.bring_back(parcel, actor=lead)
    assert not Theme.objects.get(pk=parcel).is_excluded


def test_a_theme_is_divided_by_examples_and_stays_divided(
    house: Cast, weeks: Callable[..., None], theme_of: Callable[[str], int]
) -> None:
    parcel, invoice = theme_of("parcel"), theme_of("invoice")
    ThemeText.objects.filter(theme=invoice).update(theme=parcel)  # as if they had been found as one
    examples = list(ThemeText.objects.filter(conversation__topic="invoice").values_list("pk", flat=True)[:3])
    other = divide_theme(parcel, examples=examples, actor=house.lead.actor)
    assert other == Theme.objects.order_by("-number").values_list("number", flat=True)[0]
    assert theme_of("invoice") == other
    assert theme_of("parcel") == parcel
    own = ThemeText.objects.filter(theme=other)
    assert own.filter(conversation__topic="invoice").count() >= 0.9 * own.count()
    weeks(0, 2)
    assert theme_of("parcel") == parcel
    deciding.join_themes(other, into=parcel, actor=house.lead.actor)
    assert counted(other) == 0


def test_a_division_is_not_written_over_a_run(
    house: Cast, theme_of: Callable[[str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    from colere.insights.themes.actions import dividing

    parcel = theme_of("parcel")
    read = dividing.as_decided

    def overtaken(drawn: ThemeMap, **kwargs: object) -> object:
        ThemeMap.objects.filter(pk=drawn.pk).update(run=drawn.run + 1)
        return read(drawn, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(dividing, "as_decided", overtaken)
    example = ThemeText.objects.filter(theme=parcel).values_list("pk", flat=True)[:1]
    with pytest.raises(Conflict):
        divide_theme(parcel, examples=list(example), actor=house.lead.actor)


def test_what_makes_no_sense_is_said(house: Cast, theme_of: Callable[[str], int]) -> None:
    parcel, invoice, lead = theme_of("parcel"), theme_of("invoice"), house.lead.actor
    with pytest.raises(Invalid):
        deciding.join_themes(parcel, into=parcel, actor=lead)
    with pytest.raises(Invalid):
        deciding.name_theme(parcel, name="x" * 81, actor=lead)
    with pytest.raises(Invalid):
        divide_theme(parcel, examples=[], actor=lead)
    with pytest.raises(Conflict):
        deciding.take_apart(parcel, actor=lead)
    deciding.join_themes(invoice, into=parcel, actor=lead)
    with pytest.raises(Conflict):
        deciding.name_theme(invoice, name="too late", actor=lead)


def test_nobody_else_decides(house: Cast, theme_of: Callable[[str], int]) -> None:
    parcel = theme_of("parcel")
    for member in house.all_but("head", "lead").values():
        for act in (
            lambda actor: deciding.name_theme(parcel, name="Mine", actor=actor),
            lambda actor: deciding.join_themes(parcel, into=parcel, actor=actor),
            lambda actor: deciding.take_apart(parcel, actor=actor),
            lambda actor: deciding.leave_out(parcel, actor=actor),
            lambda actor: deciding.bring_back(parcel, actor=actor),
            lambda actor: divide_theme(parcel, examples=[1], actor=actor),
        ):
            with pytest.raises(Refused):
                act(member.actor)
