import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from colere.foundation.models import Person
from colere.platform.imports.files import FileImport, import_file
from colere.platform.imports.models import ImportRun
from colere.platform.imports.wording import news_of
from colere.platform.permissions import system_actor
from tests.people import Cast

pytestmark = pytest.mark.django_db

PEOPLE = b"id,name,email\np-1,Zoe Ode,zoe@example.org\np-2,,\np-3,=1+1,yve@example.org\n"


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def upload(client: Client, content: bytes = PEOPLE, name: str = "people.csv", kind: str = "people", **more: object):
    return client.post("/imports/new", {"kind": kind, "file": SimpleUploadedFile(name, content), **more})


@pytest.mark.postgres
def test_the_pages_work(cast: Cast):
    client = signed_in(cast.operator)
    for address in ("/imports", "/imports/new", "/imports/example/conversations.csv", "/imports/example/people.csv"):
        assert client.get(address).status_code == 200, address


def test_every_example_file_can_be_loaded_as_it_is(cast: Cast, tmp_path: Path):
    """In the order in which they refer to each other; the manager of the example of people is somebody else."""
    client = signed_in(cast.operator)
    for kind in ("people", "customers", "conversations", "purchases", "responses", "mentions"):
        file = tmp_path / f"{kind}.csv"
        file.write_bytes(client.get(f"/imports/example/{kind}.csv").content)
        done = import_file(FileImport(kind=kind, path=file), actor=system_actor("import"))
        assert (done.result.read, done.result.rejected) == (1, 0), (kind, done.result.refusals)


def test_only_operators_and_heads_of_care_may_import(cast: Cast):
    assert signed_in(cast.head).get("/imports").status_code == 200
    for name, member in cast.all_but("operator", "head").items():
        assert signed_in(member).get("/imports").status_code == 403, name
        assert upload(signed_in(member)).status_code == 403, name
    assert Client().get("/imports").status_code == 302


@pytest.mark.postgres
def test_a_file_is_looked_at_first_and_loaded_when_asked(cast: Cast, run_jobs):
    client = signed_in(cast.operator)
    before = Person.objects.count()
    address = upload(client)["Location"]
    run_jobs()
    page = client.get(address).content.decode()
    assert "people.csv would bring 2 new rows; 1 is refused." in page
    assert "A person needs a “name” or an “email”." in page
    assert Person.objects.count() == before
    client.post(f"{address}/load")
    run_jobs()
    assert "people.csv brought 2 new rows; 1 was refused." in client.get(address).content.decode()
    assert Person.objects.count() == before + 2
    assert client.post(f"{address}/load").status_code == 409


def test_a_page_asks_again_until_the_import_has_ended(cast: Cast, run_jobs):
    client = signed_in(cast.operator)
    address = upload(client)["Location"]
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "load delay" in fragment and "waits for its turn" in fragment and "<html" not in fragment
    run_jobs()
    assert "load delay" not in client.get(address).content.decode()


@pytest.mark.postgres
def test_refused_rows_can_be_fetched_with_their_reasons(cast: Cast, run_jobs):
    client = signed_in(cast.operator)
    address = upload(client, b"id,name,email\n=cmd(),,\n")["Location"]
    run_jobs()
    answer = client.get(f"{address}/rejected.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))  # type: ignore[arg-type]
    assert [(row["line"], row["id"]) for row in rows] == [("2", "'=cmd()")]
    assert rows[0]["reason"].startswith("A person needs")


def test_a_file_that_cannot_be_read_says_why(cast: Cast, run_jobs):
    client = signed_in(cast.operator)
    address = upload(client, b"name;mail\nBen;ben@example.org\n")["Location"]
    run_jobs()
    page = client.get(address).content.decode()
    assert "people.csv could not be read." in page
    assert "The file has no column “id”" in page
    assert "Nothing was changed." in page and "Would become" not in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"id,name,email\n", "There are no rows in people.csv."),
        (b"id,name,email\n1,,\n", "Nothing in people.csv can be loaded; 1 is refused."),
        (b"MZ\x90\x00\x03" + bytes(200), "This is a program, and no table."),
        (b"%PDF-1.4\n", "This is a PDF document, and no table."),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "This is a picture, and no table."),
        (b"<!DOCTYPE html><p>Sign in", "This is a web page, and no table."),
        (b"PK\x03\x04" + bytes(30), "This spreadsheet is damaged, or none at all."),
    ],
)
def test_what_holds_nothing_that_can_be_loaded_says_what_it_is(cast: Cast, run_jobs, content: bytes, said: str):
    client = signed_in(cast.operator)
    address = upload(client, content)["Location"]
    run_jobs()
    page = client.get(address).content.decode()
    assert said in page
    assert "Load it" not in page


def test_a_file_that_brings_nothing_new_counts_what_is_here_already():
    run = ImportRun(file_name="people.csv", state=ImportRun.DONE, unchanged=1)
    assert news_of(run) == "people.csv has nothing new: its 1 row is here already."
    run.unchanged, run.rejected = 1200, 2
    assert news_of(run) == "people.csv has nothing new: 1,200 rows are here already; 2 were refused."


def test_a_header_line_may_begin_like_a_program(cast: Cast, run_jobs):
    client = signed_in(cast.operator)
    address = upload(client, b"MZ,id,name,email\n7,1,Ada Moss,ada.moss@example.org\n")["Location"]
    run_jobs()
    assert "people.csv would bring 1 new row." in client.get(address).content.decode()


def test_an_empty_file_and_none_at_all_are_told_from_each_other(cast: Cast):
    client = signed_in(cast.operator)
    assert "it has 0 bytes" in upload(client, b"").content.decode()
    assert "Choose the file that you want to bring." in client.post("/imports/new", {"kind": "people"}).content.decode()


def test_names_of_files_are_never_paths(cast: Cast, run_jobs, settings):
    client = signed_in(cast.operator)
    upload(client, name="../../../../evil.csv")
    run_jobs()
    run = ImportRun.objects.get()
    assert (run.file_name, run.state, run.source_name) == ("evil.csv", "done", "evil")


def test_a_file_that_is_too_large_and_a_broken_map_are_refused(cast: Cast, settings):
    settings.IMPORT_MAX_BYTES = 10
    client = signed_in(cast.operator)
    answer = upload(client)
    assert (answer.status_code, "larger than" in answer.content.decode()) == (422, True)
    settings.IMPORT_MAX_BYTES = 10_000
    answer = upload(client, columns=SimpleUploadedFile("map.toml", b"[colums]\n"))
    assert (answer.status_code, "knows no “colums”" in answer.content.decode()) == (422, True)


def test_an_import_that_was_asked_to_stop_does_not_begin(cast: Cast, run_jobs):
    client = signed_in(cast.operator)
    address = upload(client)["Location"]
    run_jobs()
    client.post(f"{address}/load")
    client.post(f"{address}/stop")
    run_jobs()
    assert ImportRun.objects.get().state in ("stopped", "done")


def test_who_lost_the_right_to_import_meanwhile_imports_nothing(cast: Cast, run_jobs):
    client = signed_in(cast.operator)
    address = upload(client)["Location"]
    cast.operator.account.roles = []
    cast.operator.account.save()
    run_jobs()
    assert ImportRun.objects.get(pk=int(address.rsplit("/", 1)[1])).state == "failed"
