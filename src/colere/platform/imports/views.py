import csv
import io
from typing import Any

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from colere.platform.errors import NotFound
from colere.platform.imports import actions, queries, uploads
from colere.platform.imports.cells import neutral
from colere.platform.imports.files import stem
from colere.platform.imports.forms import ImportForm
from colere.platform.imports.jobs import carry_out_import
from colere.platform.imports.models import ImportRun
from colere.platform.imports.registry import all_kinds, find_kind
from colere.platform.imports.wording import kept_words, news_of, state_mark
from colere.platform.permissions import Actor, requires
from colere.platform.ui.pages import redirect, render
from colere.platform.ui.tables import ChoiceFilter, Column, Empty, MarkColumn, NumberColumn, Table, TimeColumn


def _kind_choices(actor: Actor) -> list[tuple[str, Any]]:
    return [(kind.name, kind.label) for kind in all_kinds()]


class ImportTable(Table):
    name = "imports"
    label = gettext_lazy("Imports")
    columns = (
        Column(
            "file_name",
            gettext_lazy("File"),
            href=lambda row: reverse("imports:import-detail", args=[row["id"]]),
            detail="kind",
        ),
        MarkColumn(
            "state", gettext_lazy("State"), value=lambda row: state_mark(row["state"], is_check=row["is_check"])
        ),
        NumberColumn("created", gettext_lazy("New"), phone=False),
        NumberColumn("updated", gettext_lazy("Changed"), phone=False),
        NumberColumn("rejected", gettext_lazy("Refused")),
        TimeColumn("started_at", gettext_lazy("Begun"), sort="started_at"),
    )
    filters = (
        ChoiceFilter("kind", gettext_lazy("What"), _kind_choices, lookup="kind", any_label=gettext_lazy("Of any kind")),
    )
    sort = "-started_at"
    live = ("imports",)
    empty = Empty(
        gettext_lazy("Nothing has been imported yet"),
        gettext_lazy("Bring your people first, then conversations and what customers answered."),
        gettext_lazy("Import a file"),
        "imports:import-new",
    )


@requires("imports.run")
@require_safe
def import_list(request: HttpRequest) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    table = ImportTable(request, queries.list_runs(actor))
    return table.respond("imports/import_list.html", {"news": _list_news(actor)})


def _list_news(actor: Actor) -> str | None:
    under_way = queries.count_under_way(actor)
    if under_way:
        said = ngettext("%(count)s import is on its way.", "%(count)s imports are on their way.", under_way)
        return said % {"count": under_way}
    last = queries.find_last_load(actor)
    return news_of(last) if last else None


@requires("imports.run")
def import_new(request: HttpRequest) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = ImportForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        run = _keep(form, actor)
        return redirect(request, reverse("imports:import-detail", args=[run.pk]))
    status = 422 if form.is_bound else 200
    return render(request, "imports/import_new.html", {"form": form, "kinds": all_kinds()}, status=status)


def _keep(form: ImportForm, actor: Actor) -> ImportRun:
    file = form.cleaned_data["file"]
    name = uploads.shown_name(file.name)
    folder = uploads.keep_upload(file)
    with transaction.atomic():
        run = actions.begin_run(
            kind=form.cleaned_data["kind"],
            source=form.cleaned_data["source"] or stem(name),
            file_name=name,
            size=file.size,
            is_check=True,
            folder=folder,
            columns=form.cleaned_data["columns"],
            actor=actor,
        )
        carry_out_import.enqueue(run_id=run.pk)
    return run


@requires("imports.run")
@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    run = queries.get_run(request.actor, pk)  # type: ignore[attr-defined]
    context = {
        "run": run,
        "news": news_of(run),
        "kept": kept_words(run),
        "has_rejected": _rejected_path(run, request).exists(),
    }
    return render(request, "imports/import_detail.html", context, fragment="imports/_run.html")


@requires("imports.run")
@require_POST
def import_load(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with transaction.atomic():
        run = actions.load_checked(queries.get_run(actor, pk), actor=actor)
        carry_out_import.enqueue(run_id=run.pk)
    return redirect(request, reverse("imports:import-detail", args=[pk]))


@requires("imports.run")
@require_POST
def import_stop(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actions.ask_to_stop(queries.get_run(actor, pk), actor=actor)
    said = _("It stops after the rows at hand. What is loaded stays.")
    return redirect(request, reverse("imports:import-detail", args=[pk]), said=said)


@requires("imports.run")
@require_safe
def import_rejected(request: HttpRequest, pk: int) -> HttpResponseBase:
    run = queries.get_run(request.actor, pk)  # type: ignore[attr-defined]
    path = _rejected_path(run, request)
    if not path.exists():
        raise NotFound(_("The file of refused rows is not kept any more. Import the file again to have it."))
    name = f"{stem(run.file_name)}.rejected.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def _rejected_path(run: ImportRun, request: HttpRequest) -> Any:
    folder = run.folder or "none"
    run.folder = folder
    return actions.folder_of(run, actor=request.actor) / uploads.REJECTED  # type: ignore[attr-defined]


@requires("imports.run")
@require_safe
def import_example(request: HttpRequest, kind: str) -> HttpResponseBase:
    found = find_kind(kind)
    if found is None:
        raise NotFound(_("There is no such kind of data."))
    rows = found.example or ({column.name: column.example for column in found.columns},)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows({name: neutral(cell) for name, cell in row.items()} for row in rows)
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.name}.csv"'
    return response
