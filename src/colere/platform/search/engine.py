"""Finding rows: the newest first, a bounded number of them, and only what the actor may see."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from colere.platform.permissions import Actor, allows
from colere.platform.prepared import prepared
from colere.platform.search.registry import Hit, SearchIndex, all_indexes, get_index
from colere.platform.search.rules import Query, fts5_expression, parse, tsquery_expression

ROUNDS = 5  # how often more rows are fetched when permissions have hidden some


def search(
    actor: Actor, text: str, *, indexes: Collection[str] | None = None, limit: int = 20
) -> list[tuple[SearchIndex, list[Hit]]]:
    """The newest hits in each index that the actor may search, at most `limit` each; indexes without a hit are
    left out.
    """
    allowed = [i for i in all_indexes() if (indexes is None or i.name in indexes) and allows(actor, i.permission)]
    matched = _match_all(allowed, text, limit=2 * limit)
    found = []
    for index in allowed:
        if matched[index.name]:
            hits = _visible_hits(actor, index, text, matched[index.name], limit=limit)
            if hits:
                found.append((index, hits))
    return found


def search_index(actor: Actor, index: SearchIndex, text: str, *, limit: int) -> list[Hit]:
    """The newest hits in one index that the actor may see. Looks at no more than `ROUNDS` × 2 × `limit` rows."""
    ids = match_ids(index.name, text, limit=2 * limit)
    return _visible_hits(actor, index, text, ids, limit=limit) if ids else []


def _visible_hits(actor: Actor, index: SearchIndex, text: str, ids: list[int], *, limit: int) -> list[Hit]:
    """The first `limit` of these that the actor may see; further rows are fetched when permissions hide many."""
    query = parse(text, is_prefix=index.is_prefix)
    hits: list[Hit] = []
    for _round in range(ROUNDS):
        for some in (ids[:limit], ids[limit:]):  # those beyond the limit only when permissions hid some of the first
            if some and len(hits) < limit:
                rows = {row["pk"]: row for row in _visible(some, actor=actor, index=index)}
                hits += index.hits(rows, some, query)
        if len(hits) >= limit or len(ids) < 2 * limit:
            break
        ids = _match(index, query, limit=2 * limit, before=ids[-1])
        if not ids:
            break
    return hits[:limit]


@prepared
def _visible(ids: list[int], *, actor: Actor, index: SearchIndex) -> QuerySet[Any, Any]:
    rows = index.visible(actor, index.model._default_manager.filter(pk__in=ids))
    return rows.values("pk", *index.fields)


def _match_all(indexes: list[SearchIndex], text: str, *, limit: int) -> dict[str, list[int]]:
    """The newest matching rows of each index, highest first: one statement for all of them."""
    found: dict[str, list[int]] = {index.name: [] for index in indexes}
    parts: list[str] = []
    params: list[str | int] = []
    for number, index in enumerate(indexes):
        query = parse(text, is_prefix=index.is_prefix)
        if query:
            sql, expression = _statement(index, query)
            parts.append(f"SELECT {number}, found.* FROM ({sql}) AS found")
            params += [expression, 2**62, limit]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            for number, pk in cursor.fetchall():
                found[indexes[number].name].append(pk)
    return {name: sorted(ids, reverse=True) for name, ids in found.items()}


def match_ids(name: str, text: str, *, limit: int = 1000, before: int | None = None) -> list[int]:
    """Ids of the newest matching rows of an index, highest first, below `before`; for lists that filter by
    permission themselves.
    """
    index = get_index(name)
    query = parse(text, is_prefix=index.is_prefix)
    return _match(index, query, limit=limit, before=before) if query else []


def match_several(names: Sequence[str], text: str, *, limit: int = 1000) -> dict[str, list[int]]:
    """The same for several indexes, by name, with one statement."""
    return _match_all([get_index(name) for name in names], text, limit=limit)


def _match(index: SearchIndex, query: Query, *, limit: int, before: int | None) -> list[int]:
    sql, expression = _statement(index, query)
    with connection.cursor() as cursor:
        cursor.execute(sql, [expression, before if before is not None else 2**62, limit])
        return [row[0] for row in cursor.fetchall()]


def _statement(index: SearchIndex, query: Query) -> tuple[str, str]:
    """The statement that takes the expression, an id to stay below and a limit; and the expression."""
    if connection.vendor == "postgresql":
        return _postgresql(index), tsquery_expression(query)
    return _sqlite(index), fts5_expression(query)


def _sqlite(index: SearchIndex) -> str:
    table = f'"search_{index.name}"'
    return f"SELECT rowid FROM {table} WHERE {table} MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"


def _postgresql(index: SearchIndex) -> str:
    from colere.platform.search.operations import document

    table = index.model._meta.db_table
    return (
        f"SELECT id FROM {table} WHERE {document(index.columns)} @@ to_tsquery('simple', %s) AND id < %s "
        "ORDER BY id DESC LIMIT %s"
    )
