"""Templates: what the content policy, a screen reader and a translator need; no reaching into a neighbour's parts."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import SRC, python_files, short, tree
from tests.architecture.templates import as_html, faults

TEMPLATES = sorted(SRC.rglob("jinja2/**/*.html")) + sorted(SRC.rglob("jinja2/**/*.txt"))
PRIVATE = re.compile(r"([a-z_]+)/(?:[\w-]+/)*_[\w-]+\.html")


def app_of(file: Path) -> str:
    """The app whose folder holds this file."""
    folder = next(parent for parent in file.parents if (parent / "apps.py").exists() or parent.parent == SRC)
    return folder.name


def test_every_template_can_be_read():
    from django.template import engines

    environment = engines["jinja2"].env
    for template in TEMPLATES:
        environment.parse(template.read_text(), filename=str(template))


@pytest.mark.parametrize("template", [file for file in TEMPLATES if file.suffix == ".html"], ids=short)
def test_a_template_is_fit_for_everybody(template):
    every = faults(template.read_text(), is_mail=template.parent.name == "mail")
    found = [f"{short(template)}:{fault.line} {fault.sentence}" for fault in every]
    assert not found, "\n".join(found)


def test_private_parts_of_a_template_stay_in_their_domain():
    wrong = [
        f"{short(file)} uses {name}"
        for file in [*TEMPLATES, *python_files(SRC)]
        for name in quoted(file)
        if (private := PRIVATE.fullmatch(name)) and private.group(1) != app_of(file)
    ]
    assert not wrong, f"Offer a component in ui/components, or an extension point: {wrong}"


def quoted(file: Path) -> Iterator[str]:
    """What stands in quotation marks in a template, or as a constant in a Python file that may name a private part."""
    text = file.read_text()
    if file.suffix != ".py":
        yield from re.findall(r"""["']([^"']+)["']""", text)
        return
    if "/_" not in text:
        return
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('<p style="color: red">{{ x }}</p>', "style attribute"),
        ('<a onclick="go()">{{ x }}</a>', "script in an attribute"),
        ('<div hx-on:click="go()"></div>', "script in an attribute"),
        ("<script>go()</script>", "belongs into frontend"),
        ("<button>{{ _('Go') }}</button>", "without type"),
        ('<img src="{{ x }}">', "without alt"),
        ('<input type="text" name="q">', "without a label"),
        ("<p>Hello there</p>", "cannot be translated"),
        ("{{ words|safe }}", "without escaping"),
        ('<a target="_blank" href="{{ x }}">{{ y }}</a>', "noopener"),
    ],
)
def test_the_lint_finds(source, said):
    assert any(said in fault.sentence for fault in faults(source))


@pytest.mark.parametrize(
    "source",
    [
        '<button type="submit">{{ _("Go") }}</button>',
        '<label>{{ _("Name") }} <input name="name"></label>',
        '<input type="hidden" name="next" value="{{ next }}">',
        '<script src="{{ asset("main.ts") }}" type="module"></script>',
        '<script type="application/json" id="chart-data">{{ data }}</script>',
        "{% trans count=n %}{{ count }} customers wait{% endtrans %}",
        '<img src="{{ x }}" alt="">',
        '<p style="--share: {{ x }}">·</p> {# lint: a number for the bar, set by the nonce #}',
    ],
)
def test_the_lint_leaves_alone(source):
    assert not faults(source)


def test_only_a_mail_carries_its_looks_with_it():
    styled = '<style>p { color: red }</style><p style="color: red">{{ x }}</p>'
    assert not faults(styled, is_mail=True)
    assert faults("<script>go()</script>", is_mail=True)


def test_lines_stay_where_they_were():
    source = "{# a\nb #}\n{% if x %}\n<p>{{ y }}</p>\n{% endif %}\n"
    assert as_html(source).count("\n") == source.count("\n")
