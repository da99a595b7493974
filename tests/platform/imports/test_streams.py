"""Packed files, damaged files, files of another kind than they say."""

import gzip
import io
import os
import resource
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import zstandard

from colere.platform.imports.readers import FileRefused, Refused, open_rows
from tests.platform.imports.reading import read

LINES = b"".join(b'{"id":"%d","text":"%s"}\n' % (number, os.urandom(20).hex().encode()) for number in range(5_000))
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress, lambda data: data])
def test_packed_files_are_unpacked_on_the_way(pack):
    assert len(read(pack(LINES))[0]) == 5_000


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_of_a_file_that_breaks_off_the_beginning_is_read_and_the_rest_reported(pack):
    packed = pack(LINES)
    rows, refused = read(packed[: len(packed) // 2])
    assert 1_000 < len(rows) < 4_500
    assert "breaks off" in refused[-1][1]


def test_two_packed_files_one_after_the_other_are_one():
    assert len(read(gzip.compress(LINES) + gzip.compress(LINES))[0]) == 10_000


def test_parquet_is_read_with_its_types(tmp_path: Path):
    file = tmp_path / "x.parquet"
    duckdb.sql(
        "COPY (SELECT 'c-' || i AS id, i AS score, 'NaN'::DOUBLE AS none, TIMESTAMPTZ '2026-03-01 09:00:00+00' AS at, "
        "{'name': 'Ada'} AS customer, [{'text': 'hi'}] AS messages FROM range(3000) t(i)) "
        f"TO '{file}' (FORMAT parquet)"
    )
    rows = [item.values for item in open_rows(file)]
    assert len(rows) == 3_000
    assert (rows[7]["id"], rows[7]["score"], rows[7]["none"]) == ("c-7", 7, None)
    assert rows[7]["at"].isoformat() == "2026-03-01T09:00:00"
    assert (rows[7]["customer"], rows[7]["messages"]) == ({"name": "Ada"}, [{"text": "hi"}])


def test_a_damaged_parquet_file_is_refused_with_a_sentence(tmp_path: Path):
    file = tmp_path / "x.parquet"
    file.write_bytes(b"PAR1" + os.urandom(500))
    with pytest.raises(FileRefused, match="cannot be read"):
        list(open_rows(file))


def test_a_file_that_is_not_what_its_name_says_is_refused():
    with pytest.raises(FileRefused, match="PARQUET"):
        read(b"id,name\n", "x.parquet")
    with pytest.raises(FileRefused, match="This spreadsheet is damaged"):
        read(b"PK\x03\x04 no workbook", "x.xlsx")


def test_a_missing_file_and_a_folder_get_a_sentence(tmp_path: Path):
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(FileRefused, match=str(tmp_path)):
            open_rows(path)


def test_a_line_of_a_gigabyte_is_refused_and_costs_no_memory(tmp_path: Path):
    """In a process of its own, which says how much memory it took (getrusage would count its parent's as well)."""
    code = (
        "import django, re; django.setup()\n"
        "from colere.platform.imports.readers import open_rows\n"
        "items = list(open_rows('-'))\n"
        "peak = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())\n"
        "print([(i.line, type(i).__name__) for i in items], int(peak[1]) // 1024)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(b'{"id":"1"}\n{"id":"')
    for _megabyte in range(1024):
        process.stdin.write(b"x" * 2**20)
    process.stdin.write(b'"}\n{"id":"3"}\n')
    process.stdin.close()
    said = process.stdout.read().decode()
    assert process.wait() == 0
    assert said.startswith("[(1, 'Row'), (2, 'Refused'), (3, 'Row')]")
    assert int(said.split()[-1]) < 300


def test_a_small_file_that_unpacks_to_a_very_large_line_costs_no_memory():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bomb = gzip.compress(b'{"id":"' + b"x" * (200 * 2**20) + b'"}\n{"id":"2"}\n', 1)
    grown_by_making_it = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    items = list(open_rows(io.BytesIO(bomb)))
    assert [isinstance(item, Refused) for item in items] == [True, False]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - max(before, grown_by_making_it) < 100_000


@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data is not there")
def test_real_surveys_and_dialogues_are_read_whole():
    """Line counts as Python's own CSV reader has them; some of the texts go over several lines."""
    import csv

    files = [*SHARED.glob("fivethirtyeight_surveys/*/*.csv"), *SHARED.glob("zendesk_dbt_seeds/seeds/*.csv")]
    for file in files:
        with file.open(encoding="utf-8", errors="replace", newline="") as lines:
            expected = sum(1 for row in csv.reader(lines) if any(row)) - 1
        if file.stat().st_size < 3_000_000:
            items = list(open_rows(file))
            assert len(items) == expected, file.name
