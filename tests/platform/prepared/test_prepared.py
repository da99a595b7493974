"""A prepared query gives what the query set itself would give, with any values, on either database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Q

from colere.foundation.models import Department, Person, Team
from colere.platform.prepared import prepared

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@prepared
def _named(name, *, order):
    return Team.objects.filter(name=name).order_by(order)


@prepared
def _among(ids):
    return Team.objects.filter(pk__in=ids).order_by("name").values_list("name", flat=True)


@prepared
def _called(names):
    return Team.objects.filter(name__in=names).order_by("name").values("id", "name")


@prepared
def _in_department(department):
    rows = Team.objects.select_related("department").order_by("name")
    return rows if department is None else rows.filter(department_id=department)


@pytest.fixture
def teams():
    care = Department.objects.create(name="Care")
    return [
        Team.objects.create(name="Orchard", department=care),
        Team.objects.create(name="Meadow", department=care),
        Team.objects.create(name="Brook"),
    ]


def test_the_rows_are_those_of_the_query_set(teams):
    assert _named("Meadow", order="name") == list(Team.objects.filter(name="Meadow"))


def test_a_second_value_finds_its_own_rows(teams):
    assert [team.name for team in _named("Brook", order="name")] == ["Brook"]
    assert [team.name for team in _named("Orchard", order="name")] == ["Orchard"]
    assert _named("nobody", order="name") == []


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_a_list_may_have_any_length(teams, count):
    wanted = [team.pk for team in teams[:count]]
    assert _among(wanted) == sorted(team.name for team in teams[:count])


def test_a_list_may_hold_texts(teams):
    assert [row["name"] for row in _called(["Brook", "Meadow", "nobody"])] == ["Brook", "Meadow"]


def test_no_value_is_a_shape_of_its_own(teams):
    assert len(_in_department(None)) == 3
    assert [team.name for team in _in_department(teams[0].department_id)] == ["Meadow", "Orchard"]


def test_what_is_selected_along_is_there_without_another_query(teams, django_assert_num_queries):
    _in_department(teams[0].department_id)
    with django_assert_num_queries(1):
        assert {team.department.name for team in _in_department(teams[0].department_id)} == {"Care"}


def test_the_query_is_built_once_for_each_shape(teams):
    built = []

    @prepared
    def counted(pk, *, order):
        built.append(order)
        return Team.objects.filter(pk=pk).order_by(order)

    for order in ("name", "pk", "name", "pk"):
        counted(teams[0].pk, order=order)
    assert built == ["name", "pk"]


def test_a_moment_is_compared_as_a_moment(cast):
    @prepared
    def entered_since(since):
        return Person.objects.filter(account__created_at__gte=since).values("pk")

    assert len(entered_since(LONG_AGO)) == Person.objects.filter(account__isnull=False).count() > 0
    assert entered_since(datetime.now(UTC) + timedelta(days=1)) == []


def test_a_day_is_compared_as_a_day(cast):
    @prepared
    def born_before(day):
        return Person.objects.filter(birthday__lt=day).values_list("pk", flat=True)

    Person.objects.filter(pk=cast.agent.person.pk).update(birthday=date(1990, 5, 7))
    assert born_before(date(1990, 5, 8)) == [cast.agent.person.pk]
    assert born_before(date(1990, 5, 7)) == []


def test_rows_are_counted_by_the_database_no_further_than_the_limit(teams):
    @prepared
    def some(*, most):
        return Team.objects.order_by().values_list("pk")[:most]

    assert (some.count(most=2), some.count(most=5)) == (2, 3)


def test_a_value_may_stand_in_the_query_twice(teams):
    @prepared
    def either(pk):
        return Team.objects.filter(Q(pk=pk) | Q(department_id=pk))

    assert teams[0] in either(teams[0].pk)


def test_a_value_that_does_not_reach_the_sql_is_refused(teams):
    @prepared
    def looked_at(name):
        return Team.objects.filter(name=name.upper() + "!")

    with pytest.raises(TypeError, match="does not arrive"):
        looked_at("Brook")


def test_a_value_of_a_kind_that_has_no_mark_is_refused(teams):
    with pytest.raises(TypeError, match="not float"):
        _named(1.5, order="name")


def test_prefetching_is_refused(teams):
    @prepared
    def with_more(pk):
        return Person.objects.filter(pk=pk).prefetch_related("team")

    with pytest.raises(TypeError, match="cannot prefetch"):
        with_more(1)


def test_a_query_that_no_row_can_fit_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert _among([]) == []
