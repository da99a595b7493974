"""Finding rows: the newest first, a bounded number of them, and only what the actor may see."""

from collections.abc import Collection

from django.db import connection

from colere.platform.permissions import Actor, allows
from colere.platform.search.registry import Hit, SearchIndex, all_indexes, get_index
from colere.platform.search.rules import Query, fts5_expression, parse, tsquery_expression

ROUNDS = 5  # how often more rows are fetched when permissions have hidden some


def search(
    actor: Actor, text: str, *, indexes: Collection[str] | None = None, limit: int = 20
) -> list[tuple[SearchIndex, list[Hit]]]:
    """The newest hits in each index that the actor may search, at most `limit` each; indexes without a hit are
    left out.
    """
    found = []
    for index in all_indexes():
        if (indexes is None or index.name in indexes) and allows(actor, index.permission):
            hits = search_index(actor, index, text, limit=limit)
            if hits:
                found.append((index, hits))
    return found


def search_index(actor: Actor, index: SearchIndex, text: str, *, limit: int) -> list[Hit]:
    """The newest hits in one index that the actor may see. Looks at no more than `ROUNDS` × 2 × `limit` rows."""
    query = parse(text, is_prefix=index.is_prefix)
    if not query:
        return []
    visible: list[int] = []
    before: int | None = None
    for _round in range(ROUNDS):
        ids = _match(index, query, limit=2 * limit, before=before)
        rows = index.visible(actor, index.model._default_manager.filter(pk__in=ids))
        seen = set(rows.values_list("pk", flat=True))
        visible += [pk for pk in ids if pk in seen]
        if len(visible) >= limit or len(ids) < 2 * limit:
            break
        before = ids[-1]
    wanted = visible[:limit]
    return index.hits(index.model._default_manager.filter(pk__in=wanted), wanted, query) if wanted else []


def match_ids(name: str, text: str, *, limit: int = 1000, before: int | None = None) -> list[int]:
    """Ids of the newest matching rows of an index, highest first, below `before`; for lists that filter by
    permission themselves.
    """
    index = get_index(name)
    query = parse(text, is_prefix=index.is_prefix)
    return _match(index, query, limit=limit, before=before) if query else []


def _match(index: SearchIndex, query: Query, *, limit: int, before: int | None) -> list[int]:
    if connection.vendor == "postgresql":
        sql, expression = _postgresql(index), tsquery_expression(query)
    else:
        sql, expression = _sqlite(index), fts5_expression(query)
    with connection.cursor() as cursor:
        cursor.execute(sql, [expression, before if before is not None else 2**62, limit])
        return [row[0] for row in cursor.fetchall()]


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
