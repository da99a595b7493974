"""Facts as steps of customers, and what followed each of them, in SQL for DuckDB.

1. `told` makes steps out of conversations, purchases and answers. 2. `heard` looks, for each step, for the customer's
own next act (a purchase, a message) among all that they did. 3. `chosen` keeps the steps that were asked about and
looks for the step that directly follows. Everything else is sums over `chosen`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from colere.insights.journey.rules.steps import KINDS, PLACES, PLEASED_FROM, SAME_WITHIN_DAYS, SILENT
from colere.platform.metrics.duck import named, quoted

ACTS = ("first_purchase", "next_purchase", "first_contact", "next_contact", "same_again")
BUYS = ("first_purchase", "next_purchase")
BUSY_DAYS, MOST_ACTS = 180, 8
NEVER = "TIMESTAMP '9999-01-01'"
AT = named("at")  # the name is a word of SQL


@dataclass(frozen=True, slots=True)
class Deadline:
    """A promise about time: within so many seconds, for conversations with these values ("channel", "team", "topic")
    alone.
    """

    seconds: float
    where: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the steps are asked for. Moments are in UTC; `until` is up to when facts are known, not included."""

    start: datetime
    end: datetime
    until: datetime
    silent_days: int
    filters: Mapping[str, str | int]
    reply_within: Sequence[Deadline] = ()
    settled_within: Sequence[Deadline] = ()


def chosen_sql(asked: Asked, *, conversations: str, purchases: str, responses: str) -> str:
    """The steps that were asked about as rows: kind, customer, moment, conversation, and what followed.

    The sources are relations in SQL. `act` is what the customer did next within the days of silence: "writes", "buys",
    "elsewhere" (they wrote, but not where was asked), "silent", or NULL where so many days are not over yet. `next` is
    the kind of the step that directly follows, SILENT where none does, NULL where it is not known or lies elsewhere;
    `wait` are the seconds until then.
    """
    parts = (
        f"matters AS ({_matters(asked, conversations)})",
        f"told AS ({_told(asked, purchases, responses)})",
        f"heard AS ({_heard()})",
        f"judged AS ({_judged(asked)})",
        f"chosen AS ({_chosen(asked)})",
    )
    return "WITH " + ",\n".join(parts)


def _matters(asked: Asked, source: str) -> str:
    """Conversations of known customers with their number, whether it is the same matter again, and the deadlines."""
    return f"""
SELECT customer, conversation, opened_at, resolved_at, first_customer_at, first_reply_at, reopened_at,
  {_is_asked(asked)} AS is_asked,
  row_number() OVER (PARTITION BY customer ORDER BY opened_at, conversation) AS place,
  topic <> '' AND opened_at - lag(opened_at) OVER (PARTITION BY customer, topic ORDER BY opened_at, conversation)
    <= INTERVAL {SAME_WITHIN_DAYS} DAY AS is_same,
  {_deadline(asked.reply_within)} AS reply_within, {_deadline(asked.settled_within)} AS settled_within
FROM {source} WHERE customer IS NOT NULL AND opened_at < {_moment(asked.until)}"""


def _told(asked: Asked, purchases: str, responses: str) -> str:
    """All steps: (customer, moment, kind, conversation, is_asked). What is late happens when its time is over."""
    until = _moment(asked.until)
    reply_due = "first_customer_at + to_seconds(reply_within)"
    settled_due = "opened_at + to_seconds(settled_within)"
    late_reply = f"coalesce(coalesce(first_reply_at, {NEVER}) > {reply_due} AND {reply_due} < {until}, false)"
    late_settled = f"coalesce(coalesce(resolved_at, {NEVER}) > {settled_due} AND {settled_due} < {until}, false)"
    matter = "conversation, is_asked FROM matters WHERE"
    return f"""
SELECT customer, {AT} AS moment,
  CASE WHEN row_number() OVER (PARTITION BY customer ORDER BY {AT}, purchase) = 1
    THEN 'first_purchase' ELSE 'next_purchase' END AS kind,
  CAST(NULL AS BIGINT) AS conversation, true AS is_asked
FROM {purchases} WHERE customer IS NOT NULL AND {AT} < {until}
UNION ALL SELECT customer, opened_at,
  CASE WHEN place = 1 THEN 'first_contact' WHEN is_same THEN 'same_again' ELSE 'next_contact' END, {matter} true
UNION ALL SELECT customer, reopened_at, 'same_again', {matter} reopened_at < {until}
UNION ALL SELECT customer, {reply_due}, 'reply_late', {matter} {late_reply}
UNION ALL SELECT customer, first_reply_at, 'reply', {matter} first_reply_at < {until} AND NOT {late_reply}
UNION ALL SELECT customer, {settled_due}, 'settled_late', {matter} {late_settled}
UNION ALL SELECT customer, resolved_at, 'settled', {matter} resolved_at < {until} AND NOT {late_settled}
UNION ALL SELECT customer, {AT}, CASE WHEN score >= {PLEASED_FROM} THEN 'pleased' ELSE 'displeased' END,
  conversation, {_is_asked(asked)}
FROM {responses} WHERE customer IS NOT NULL AND name = 'csat' AND score IS NOT NULL AND {AT} < {until}"""


def _heard() -> str:
    """Steps with the moment and the kind of the customer's own next act, whatever was asked about, and with how many
    acts they have done of late.
    """
    is_act = f"kind IN ({_listed(ACTS)})"
    after = f"OVER (PARTITION BY customer ORDER BY moment, {_rank()}, conversation)"
    return f"""
SELECT *,
  lead(CASE WHEN {is_act} THEN moment END IGNORE NULLS) {after} AS act_at,
  lead(CASE WHEN {is_act} THEN kind END IGNORE NULLS) {after} AS act_kind,
  lead(CASE WHEN {is_act} THEN is_asked END IGNORE NULLS) {after} AS act_is_asked,
  lead(CASE WHEN {is_act} THEN coalesce(conversation, -1) END IGNORE NULLS) {after} AS act_conversation,
  count(CASE WHEN {is_act} AND kind <> 'same_again' THEN 1 END) OVER (PARTITION BY customer ORDER BY moment
    RANGE BETWEEN INTERVAL {BUSY_DAYS} DAY PRECEDING AND CURRENT ROW) AS acts
FROM told"""


def _judged(asked: Asked) -> str:
    """Steps that were asked about, of whatever day, with what the customer did next."""
    ends = f"moment + INTERVAL {asked.silent_days} DAY"
    return f"""
SELECT customer, moment, kind, conversation, act_conversation, acts,
  coalesce(act_at > {ends}, true) AS is_quiet,
  CASE WHEN {ends} > {_moment(asked.until)} THEN NULL WHEN coalesce(act_at > {ends}, true) THEN 'silent'
    WHEN act_kind IN ({_listed(BUYS)}) THEN 'buys' WHEN act_is_asked THEN 'writes' ELSE 'elsewhere' END AS act,
  act_at <= {ends} AND act_kind NOT IN ({_listed(BUYS)}) AND act_is_asked AS leads_to_us
FROM heard WHERE is_asked"""


def _chosen(asked: Asked) -> str:
    """The steps of the period, with the step that directly follows among those asked about."""
    ends = f"moment + INTERVAL {asked.silent_days} DAY"
    following = f"OVER (PARTITION BY customer ORDER BY moment, {_rank()}, conversation)"
    return f"""
SELECT customer, moment, kind, act,
  least(acts, {MOST_ACTS}) AS acts, date_trunc('quarter', moment) AS quarter, kind IN ({_listed(BUYS)}) AS is_buying,
  coalesce(conversation, CASE WHEN leads_to_us THEN act_conversation END) AS conversation,
  CASE WHEN next_at <= {ends} THEN next_kind WHEN is_quiet AND act IS NOT NULL THEN '{SILENT}' END AS next,
  CASE WHEN next_at <= {ends} THEN epoch(next_at - moment) END AS wait
FROM (SELECT *, lead(kind) {following} AS next_kind, lead(moment) {following} AS next_at FROM judged)
WHERE moment >= {_moment(asked.start)} AND moment < {_moment(asked.end)}"""


def _is_asked(asked: Asked) -> str:
    conditions = [f"coalesce({named(name)} = {_literal(value)}, false)" for name, value in asked.filters.items()]
    return " AND ".join(conditions) or "true"


def _deadline(deadlines: Sequence[Deadline]) -> str:
    """The strictest of the promises that hold for a conversation, in seconds; NULL where none does."""
    cases = [f"CASE WHEN {_applies(one)} THEN {float(one.seconds)} END" for one in deadlines]
    return f"least({', '.join([*cases, 'NULL::DOUBLE'])})"


def _applies(deadline: Deadline) -> str:
    return " AND ".join(f"{named(name)} = {_literal(value)}" for name, value in deadline.where.items()) or "true"


def _rank() -> str:
    """What comes first of two steps in the same moment: the order in which kinds are declared."""
    cases = " ".join(f"WHEN {quoted(kind.name)} THEN {PLACES[kind.name]}" for kind in KINDS)
    return f"CASE kind {cases} END"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(quoted, names))


def _moment(moment: datetime) -> str:
    return f"TIMESTAMP {quoted(moment.strftime('%Y-%m-%d %H:%M:%S'))}"


def _literal(value: str | int) -> str:
    return str(value) if isinstance(value, int) else quoted(value)


STEPS_SQL = """
WITH usual AS (
  SELECT acts, quarter, is_buying,
    avg(CAST(act = 'silent' AS INT)) AS silent, avg(CAST(act = 'writes' AS INT)) AS writes
  FROM chosen WHERE act IS NOT NULL GROUP BY acts, quarter, is_buying),
by_customer AS (
  SELECT kind, customer, count(act) AS m, count(*) AS every,
    count(*) FILTER (WHERE act = 'writes') AS writes, count(*) FILTER (WHERE act = 'silent') AS silent,
    count(*) FILTER (WHERE act = 'buys') AS buys,
    sum(CASE WHEN act IS NOT NULL THEN usual.silent END) AS usual_silent,
    sum(CASE WHEN act IS NOT NULL THEN usual.writes END) AS usual_writes
  FROM chosen JOIN usual USING (acts, quarter, is_buying) GROUP BY kind, customer)
SELECT kind, sum(every), count(*), sum(m), sum(writes), sum(silent), sum(buys), sum(m * m),
  sum(writes * writes), sum(writes * m), sum(silent * silent), sum(silent * m),
  sum(usual_writes), sum(usual_silent), sum((writes - usual_writes) ** 2), sum((silent - usual_silent) ** 2)
FROM by_customer GROUP BY kind"""

WAYS_SQL = """
SELECT kind, next, count(*), count(DISTINCT customer), quantile_cont(wait, 0.5)
FROM chosen WHERE next IS NOT NULL GROUP BY kind, next"""

SPANS_SQL = """
SELECT kind, quantile_cont(wait, 0.5) FROM chosen WHERE wait IS NOT NULL GROUP BY kind"""


def felt_sql(responses: str) -> str:
    """How those felt it who were asked about the conversation of a step, or about the one that it led to."""
    return f"""
WITH answers AS (
  SELECT conversation, avg(score) FILTER (WHERE name = 'csat') AS csat, avg(score) FILTER (WHERE name = 'effort') AS
    effort FROM {responses} WHERE conversation IS NOT NULL AND score IS NOT NULL AND name IN ('csat', 'effort')
  GROUP BY conversation)
SELECT kind, count(csat), count(*) FILTER (WHERE csat >= {PLEASED_FROM}), count(effort), avg(effort),
  stddev_samp(effort)
FROM (SELECT DISTINCT kind, conversation FROM chosen WHERE conversation IS NOT NULL) JOIN answers USING (conversation)
GROUP BY kind"""
