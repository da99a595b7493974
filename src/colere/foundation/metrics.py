"""The dimensions that the foundation names (teams and people), the company's time zone, and each promise as a measure.

A promise's rule speaks of facts that storeys above keep, by the names under which the catalogue knows them:
"conversations" with their times, "responses" with question and score.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colere.foundation.models import Organisation, Person, Promise, Team
from colere.foundation.queries.promises import standing_promises
from colere.foundation.rules.promises import NARROWED_BY, TIMED, felt_problem, rule_problem
from colere.platform.metrics import (
    Dimension,
    Measure,
    Share,
    now_mark,
    register_dimension,
    register_measure_source,
    register_time_zone,
)
from colere.platform.permissions import Actor
from colere.platform.ui.words import duration

QUESTIONS = {
    "csat": gettext_lazy("Satisfaction"),
    "recommend": gettext_lazy("Recommendation"),
    "effort": gettext_lazy("It was easy"),
}


def team_names(keys: Collection[int]) -> dict[int, str]:
    """The names of teams by id."""
    return dict(Team.objects.filter(pk__in=keys).values_list("id", "name"))


def team_choices() -> Mapping[str, int]:
    """All teams by name."""
    return {name: key for key, name in Team.objects.order_by("name").values_list("id", "name")}


def person_names(keys: Collection[int]) -> dict[int, str]:
    """The names of people by id."""
    return dict(Person.objects.filter(pk__in=keys).values_list("id", "name"))


def person_choices() -> Mapping[str, int]:
    """All people by e-mail address, which no two share."""
    found = Person.objects.exclude(email="").order_by("name").values_list("id", "email")
    return {email: key for key, email in found}


def concerned_people(actor: Actor, keys: Collection[int]) -> set[int]:
    """Those of these people of whom the actor may see figures: themselves, and whom they lead. Not even a head of care
    sees more: a raw figure of a person says mostly which cases they got, and nobody is to be ranked by it. For
    everybody else there are teams.
    """
    led = Person.objects.filter(pk__in=keys, team__in=actor.ids("leads")).values_list("id", flat=True)
    return (set(actor.ids("person")) & set(keys)) | set(led)


def company_time_zone() -> str:
    """The time zone in which the company's days begin."""
    return Organisation.objects.filter(pk=1).values_list("time_zone", flat=True).first() or "UTC"


def promise_measures() -> Iterator[Measure]:
    """The measures of all promises that count."""
    return measures_by(standing_promises())


def measures_by(promises: Iterable[Promise]) -> Iterator[Measure]:
    """For each promise: how often it was kept by its rule, and how often it was felt, as far as it says how to tell."""
    for promise in promises:
        if promise.rule and rule_problem(promise.rule) is None:
            yield _kept(promise)
        if promise.felt and felt_problem(promise.felt) is None:
            yield _felt(promise)


def _kept(promise: Promise) -> Measure:
    rule = promise.rule
    timed = rule["measure"] in TIMED
    return Measure(
        f"promise_kept:{promise.slug}",
        promise.words,
        _in_time_definition(rule) if timed else _score_definition(rule["measure"], rule["at_least"]),
        fact="conversations" if timed else "responses",
        estimate=_in_time(rule) if timed else _at_least(rule["measure"], rule["at_least"], rule),
        variant=json.dumps(rule, sort_keys=True),
        moves_with_time=timed,
        better="more",
        settles=timedelta(seconds=rule["within_seconds"]) if timed else timedelta(0),
    )


def _felt(promise: Promise) -> Measure:
    felt = promise.felt
    return Measure(
        f"promise_felt:{promise.slug}",
        _("Felt: %(promise)s") % {"promise": promise.words},
        _score_definition(felt["name"], felt["at_least"]),
        fact="responses",
        estimate=_at_least(felt["name"], felt["at_least"], {}),
        variant=json.dumps(felt, sort_keys=True),
        better="more",
    )


def _in_time(rule: dict[str, Any]) -> Share:
    """Kept ÷ due: what has been done counts as due, and what has not as soon as its time is over."""
    begun, done = (
        ("first_customer_at", "first_reply_at") if rule["measure"] == TIMED[0] else ("opened_at", "resolved_at")
    )

    def due(t: Any) -> Any:
        import ibis

        over = t[begun] + ibis.interval(seconds=int(rule["within_seconds"])) <= now_mark()
        return _narrowed(t, rule, t[begun].notnull() & (t[done].notnull() | over))

    def kept(t: Any) -> Any:
        return t[done].delta(t[begun], unit="microsecond") <= int(rule["within_seconds"] * 1_000_000)

    return Share(yes=kept, among=due)


def _at_least(question: str, score: float, rule: dict[str, Any]) -> Share:
    def answered(t: Any) -> Any:
        return _narrowed(t, rule, (t["name"] == question) & t.score.notnull())

    def enough(t: Any) -> Any:
        return t.score >= score

    return Share(yes=enough, among=answered)


def _narrowed(t: Any, rule: dict[str, Any], condition: Any) -> Any:
    for name in NARROWED_BY:
        if rule.get(name) is not None:
            condition = condition & (t[name] == rule[name])
    return condition


def _in_time_definition(rule: dict[str, Any]) -> str:
    if rule["measure"] == TIMED[0]:
        said = _("Share of conversations answered within %(span)s, of those that were answered or whose time is over.")
    else:
        said = _("Share of conversations resolved within %(span)s, of those that were resolved or whose time is over.")
    return said % {"span": duration(rule["within_seconds"])}


def question_words(name: str) -> str:
    """What people call a question; the name of a survey of our own is made readable."""
    known = QUESTIONS.get(name)
    return str(known) if known is not None else name.replace("-", " ").replace("_", " ").capitalize()


def _score_definition(question: str, score: float) -> str:
    return _("Share of the answers to “%(question)s” with a score of at least %(score)s.") % {
        "question": question_words(question),
        "score": f"{score:g}",
    }


register_time_zone(company_time_zone)
register_dimension(Dimension("team", gettext_lazy("Team"), names=team_names, choices=team_choices))
register_dimension(
    Dimension("person", gettext_lazy("Person"), names=person_names, choices=person_choices, visible=concerned_people)
)
register_measure_source("promises", promise_measures)
