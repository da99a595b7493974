"""HTML, plain text and PDF: the same letter, small, and deaf to whatever customers write."""

from __future__ import annotations

import io
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

from colere.insights.letter.queries.html import as_html
from colere.insights.letter.queries.pdf import as_pdf
from colere.insights.letter.queries.plain import WIDTH, as_text
from colere.insights.letter.rules.content import Letter
from tests.domains.letter.letters import HOSTILE, addresses, letter

MOST = 100_000
HARMLESS_TAGS = {
    "html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td", "th", "p", "h1", "h2", "strong", "br",
    "span", "bdi", "blockquote", "a",
}  # fmt: skip


class Mail(HTMLParser):
    """What a mail program finds: tags, links, words."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _value in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "background", "action")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data


def pdf_words(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.fixture(scope="module")
def hostile() -> Letter:
    return letter(HOSTILE)


def test_all_three_say_the_same_and_are_small() -> None:
    told = letter()
    html, text, pdf = as_html(told, addresses()), as_text(told, addresses()), as_pdf(told, addresses())
    for form in (html.encode(), text.encode(), pdf):
        assert len(form) <= MOST
    assert len(html.encode()) + len(text.encode()) + len(pdf) * 4 / 3 <= MOST, "the whole mail"
    for words in (Mail(html).words, text, pdf_words(pdf)):
        flat = " ".join(words.split())
        for part in (
            "since 4 May", "81%", "79% to 83%", "n = 1,203", "too few", "Quick and kind, thank you.", "41 h",
            "32 to 52 h", "A pot", "Who would know?",
        ):  # fmt: skip
            assert part in flat, part


def test_the_html_fetches_nothing_and_is_whole() -> None:
    mail = Mail(as_html(letter(), addresses()))
    assert mail.open == []
    assert set(mail.tags) <= HARMLESS_TAGS
    assert "src" not in mail.attributes
    assert {link.partition("/leave")[0] for link in mail.links} == {
        "https://care.example", "https://care.example/promises", "https://care.example/insights/letter/2026-W20",
    }  # fmt: skip


def test_the_pdf_is_tagged_has_a_title_a_language_and_keeps_its_standard() -> None:
    reader = PdfReader(io.BytesIO(as_pdf(letter(), addresses())))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert reader.metadata is not None
    assert reader.metadata.title == "The week of Marrowfield, 11 to 17 May 2026"
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()


def test_hostile_words_stay_words_in_html(hostile: Letter) -> None:
    mail = Mail(as_html(hostile, addresses()))
    assert set(mail.tags) <= HARMLESS_TAGS
    assert mail.open == []
    assert not {name for name in mail.attributes if name.startswith("on")}
    assert all(link.startswith("https://care.example/") for link in mail.links)
    assert "<script>alert(1)</script>" in mail.words
    assert "{{ 7*7 }}" in mail.words


def test_hostile_words_stay_words_in_plain_text(hostile: Letter) -> None:
    text = as_text(hostile, addresses())
    assert not set(text) & {"\x00", "\x1b", "\r", "\u202e", "\u2066", "\u200e", "\ud800"}
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "\nBcc:" not in text
    assert len(text.encode()) <= MOST


def test_hostile_words_stay_words_in_the_pdf(hostile: Letter) -> None:
    content = as_pdf(hostile, addresses())
    assert len(content) <= MOST
    words = " ".join(pdf_words(content).split())
    assert '#read("/etc/passwd") $x$' in words.replace("“", '"').replace("”", '"')
    assert "root:" not in words
    links = [
        note.get_object()["/A"]["/URI"]
        for page in PdfReader(io.BytesIO(content)).pages
        for note in page.get("/Annots", [])
    ]
    assert links == ["https://care.example/insights/letter/2026-W20"]


def test_a_letter_is_kept_and_read_again_as_it_was() -> None:
    told = letter()
    assert Letter.from_json(told.as_json()) == told
