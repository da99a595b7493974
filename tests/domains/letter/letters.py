"""A letter made by hand, with words in it that somebody wrote to do harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from colere.insights.letter.models import KeptLetter
from colere.insights.letter.queries.html import as_html
from colere.insights.letter.queries.plain import as_text
from colere.insights.letter.rules.addresses import Addresses
from colere.insights.letter.rules.content import Figure, Letter, Quote, Section, Told
from colere.insights.letter.rules.quoting import harmless, shortened

MARK = "leave-0123456789abcdef"
HOSTILE = [
    '<script>alert(1)</script><img src="https://evil.test/x.png" onerror=alert(1)>',
    "</td></table><style>*{display:none}</style><a href='javascript:alert(1)'>click</a>",
    '{{ 7*7 }}{% include \'secret\' %} #import "@preview/evil:1.0.0" #read("/etc/passwd") $x$ \\ = Heading',
    "\u202eright to left\u2066 and \u200eback\x00 again\x1b[31m red\r\nBcc: eve@example.test",
    "=cmd|' /C calc'!A0 and +1+1 and @SUM(A1)",
    "\ud800 half a letter, z\u0324\u0316\u0324\u0316\u0324\u0316a\u0316\u0324lgo, 你好 😀 שלום مرحبا",
    "w" * 9000,
    MARK,
]


def figure(label: str = "Satisfied customers", **over: object) -> Figure:
    """81 of a hundred, with its interval."""
    usual = Figure(label, 0.81, 0.79, 0.83, 1203, "share", True, "81%", "79% to 83%", "usually 82%")
    return replace(usual, **over)  # type: ignore[arg-type]


def letter(words: list[str] | None = None, *, topics: int = 5) -> Letter:
    """A full letter about the week of 11 May 2026; customers' words pass the same gate as in `gathering`."""
    said = [shortened(harmless(one)) for one in (words if words is not None else ["Quick and kind, thank you."])]
    cost = {"unit": "hours", "said": "41 h", "between": "32 to 52 h", "note": "more than usual now; since 4 May"}
    problems = tuple(figure(one[:120], bar=1 / (n + 1), **cost) for n, one in enumerate((said * 5)[:topics]))
    sections = (
        Section("voices", "What customers said", "Of 1,203 customers who answered, 81% were satisfied.",
                (figure(), figure("It was easy", said="too few", between="", is_enough=False, n=3)),
                tuple(Quote(one, "Satisfaction · 2 of 5") for one in said), place="feedback:response-list"),
        Section("promises", "Promises", "2 of our 5 are not kept.", (figure(),) * 6, place="foundation:promise-list"),
        Section("changes", "What changed", "6 measures have left their usual ups and downs.", (figure(),) * 6),
        Section("problems", "Problems by cost", "“late” comes back.", problems),
        Section("stories", "Stories", "1 story worth telling on.", stories=(Told("A pot", "It was mended.", "Ben"),)),
    )  # fmt: skip
    return Letter(
        "2026-W20", date(2026, 5, 11), date(2026, 5, 17), "Marrowfield", "The week of Marrowfield, 11 to 17 May 2026",
        "“late” has come up 6 times as often as usual since 4 May.", "new_problem", sections, "Who would know?",
    )  # fmt: skip


def addresses(leave: str = "https://care.example/leave") -> Addresses:
    page = "https://care.example/insights/letter/2026-W20"
    return Addresses(page, {"promises": "https://care.example/promises"}, leave)


def keep(content: Letter | None = None, *, pdf: bytes = b"%PDF-1.7 the letter") -> KeptLetter:
    """The letter as a worker would have kept it."""
    told = content or letter()
    return KeptLetter.objects.create(
        week=told.week,
        content=told.as_json(),
        html=as_html(told, addresses(MARK)),
        text=as_text(told, addresses(MARK)),
        pdf=pdf,
        leave_mark=MARK,
    )
