"""What happens to imports. Counts only: the rows' own events tell what became of each."""

from dataclasses import dataclass

from colere.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class ImportEvent(Event):
    """The base of events about one import."""

    run: int

    def subject(self) -> str:
        """The import."""
        return f"import:{self.run}"


@dataclass(frozen=True, kw_only=True)
class ImportStarted(ImportEvent):
    """A file began to be checked or loaded."""

    what: str
    is_check: bool


@dataclass(frozen=True, kw_only=True)
class ImportProgressed(ImportEvent):
    """So many rows have been read; told every few seconds, for those who watch."""

    read: int


@dataclass(frozen=True, kw_only=True)
class ImportFinished(ImportEvent):
    """An import came to its end: "done", "stopped" or "failed"."""

    state: str
    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class DataExported(Event):
    """Somebody took data out."""

    what: str
    rows: int

    def subject(self) -> str:
        """The kind of data."""
        return f"export:{self.what}"
