from pathlib import Path

from colere.platform.imports.mapping import parsed_text
from colere.platform.imports.registry import all_exports, all_kinds

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_every_column_of_every_kind_is_on_the_page_of_formats():
    page = (DOCS / "reference" / "formats.md").read_text()
    for kind in all_kinds():
        section = page.split(f"### {kind.name}\n", 1)[1].split("\n#", 1)[0]
        missing = [column.name for column in kind.columns if f"| `{column.name}` |" not in section]
        assert not missing, f"{kind.name}: {missing}"


def test_what_can_be_imported_can_be_exported():
    assert {kind.name for kind in all_kinds()} <= set(all_exports())


def test_the_map_files_of_the_docs_can_be_read():
    for page in (DOCS / "reference" / "formats.md", DOCS / "how-to" / "bring-your-own-data.md"):
        for block in page.read_text().split("```toml\n")[1:]:
            assert parsed_text(block.split("```")[0]).columns
