"""Spreadsheets, and the broken lines of a real data set."""

import tarfile
import zipfile
from pathlib import Path

import pytest

from colere.platform.imports.readers import FileRefused, Row, open_rows, sheets
from tests.platform.imports.reading import read

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def cell(value: object) -> str:
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def workbook(path: Path, rows: list[list[object]]) -> Path:
    """The least that is a workbook."""
    data = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="People" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return path


def test_a_spreadsheet_is_read_with_whole_numbers_as_ids(tmp_path: Path):
    file = workbook(tmp_path / "people.xlsx", [["id", "name"], [17, "Ada"], [18.5, "Jürgen"]])
    assert read(file.read_bytes(), "people.xlsx")[0] == [{"id": 17, "name": "Ada"}, {"id": 18.5, "name": "Jürgen"}]


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 100)
    with pytest.raises(FileRefused, match="save the sheet as CSV"):
        list(open_rows(workbook(tmp_path / "people.xlsx", [["id"], [1]])))


@pytest.mark.skipif(not (SHARED / "multidogo.tar.gz").exists(), reason="../shared/data is not there")
def test_lines_that_were_torn_apart_in_a_real_data_set_lose_no_other_line():
    """Quoted line ends are put together again: every row that is left has an id of its conversation."""
    with tarfile.open(SHARED / "multidogo.tar.gz") as packed:
        name = next(n for n in packed.getnames() if n.endswith("turn_level/media/train.tsv"))
        held = packed.extractfile(name)
        assert held is not None
        items = list(open_rows(held, name="train.tsv"))
    rows = [item for item in items if isinstance(item, Row)]
    assert len(rows) == 11_944
    assert all(len(row.values["conversationId"]) == 36 for row in rows)
