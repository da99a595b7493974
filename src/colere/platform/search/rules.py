"""What a person means by what they typed: words, "exact phrases" and -words to leave out."""

import re
import unicodedata
from dataclasses import dataclass

_PART = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_WORD = re.compile(r"\w+")
MAX_TERMS = 12


@dataclass(frozen=True, slots=True)
class Term:
    """One or more words that must stand together (or must not stand at all)."""

    words: tuple[str, ...]
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed search: all terms must hold."""

    terms: tuple[Term, ...]
    is_prefix: bool = False

    def wanted_words(self) -> tuple[str, ...]:
        """The folded words to highlight."""
        return tuple(word for term in self.terms if not term.is_excluded for word in term.words)

    def __bool__(self) -> bool:
        return any(not term.is_excluded for term in self.terms)


def fold(text: str) -> str:
    """Lower case without diacritics: "Grün" → "grun". Both sides of a comparison are folded."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def parse(text: str, *, is_prefix: bool = False) -> Query:
    """The query in a person's text; at most 12 terms, the rest is left out. Anything may be typed: nothing is an
    error.
    """
    terms = []
    for minus, phrase, word in _PART.findall(text.replace("\0", " ")):
        words = tuple(_WORD.findall(unicodedata.normalize("NFC", phrase or word).lower()))
        if words:
            terms.append(Term(words, is_excluded=bool(minus)))
    wants_prefix = is_prefix and not text.endswith((" ", '"'))
    return Query(tuple(terms[:MAX_TERMS]), wants_prefix)


def fts5_expression(query: Query) -> str:
    """The query in the language of SQLite's FTS5; every word quoted, so that none is an operator."""
    wanted = [_fts5_term(term) for term in query.terms if not term.is_excluded]
    if query.is_prefix and wanted:
        wanted[-1] += "*"
    excluded = [_fts5_term(term) for term in query.terms if term.is_excluded]
    expression = " AND ".join(wanted)
    return f"({expression}) NOT ({' OR '.join(excluded)})" if excluded else expression


def _fts5_term(term: Term) -> str:
    return '"{}"'.format(" ".join(term.words))


def tsquery_expression(query: Query) -> str:
    """The query in the language of PostgreSQL's `to_tsquery`; words are letters and digits only, so none is an
    operator.
    """
    parts = [("!" if term.is_excluded else "") + "(" + " <-> ".join(term.words) + ")" for term in query.terms]
    if query.is_prefix:
        last = max((i for i, term in enumerate(query.terms) if not term.is_excluded), default=None)
        if last is not None:
            parts[last] = parts[last][:-1] + ":*)"
    return " & ".join(parts)
