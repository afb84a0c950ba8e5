"""The native half of sayso."""

from collections.abc import Iterator, Sequence

__version__: str

class Error(Exception):
    """Why Sayso could not do what was asked."""

def version(model: str = "best") -> str:
    """Names what reads: the version of the program and of its model."""

class Lines(Iterator[bytes]):
    """Lines of output for lines of input."""

    def __init__(self, source: Iterator[bytes], threads: int | None = None, model: str = "best") -> None: ...
    def __iter__(self) -> Lines: ...
    def __next__(self) -> bytes: ...

class Claims:
    """A table of claims, made as it is asked for. It can be asked once."""

    def __init__(self, source: Iterator[bytes], threads: int | None = None, model: str = "best", rows: int = 1024) -> None: ...
    @staticmethod
    def of_readings(lines: Sequence[bytes], readings: Sequence[bytes | None]) -> Claims:
        """The claims of readings that were made before."""
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...
    @property
    def rejected(self) -> list[str]:
        """The lines of the reports that were rejected so far."""

class Readings(Iterator[tuple[bytes, str, str | None, str | None, str | None, bytes | None, str | None]]):
    """Readings as a cluster hands them to a ledger: line, hash, id, outlet, published, reading, error."""

    def __init__(self, source: Iterator[bytes], threads: int | None = None, model: str = "best", first: int = 1) -> None: ...
    def __iter__(self) -> Readings: ...
    def __next__(self) -> tuple[bytes, str, str | None, str | None, str | None, bytes | None, str | None]: ...

class Intake(Iterator[tuple[bytes | None, str | None]]):
    """The reports of files: a line of JSON for each, or why there is none."""

    def __init__(self, paths: Sequence[str]) -> None: ...
    def __iter__(self) -> Intake: ...
    def __next__(self) -> tuple[bytes | None, str | None]: ...

def extracted(of: bytes, reading: bytes) -> bytes:
    """The line of ``sayso extract`` for a line and what was read in it."""

def per_key() -> int:
    """Under one key, so many reports stand for all."""

def keys(line: bytes, reading: bytes) -> tuple[str, int, int, bytes, list[int]]:
    """What a report is found by: its name, its minute, its rank, its signature, its keys."""

def may_match(a: bytes, b: bytes) -> bool:
    """Whether two reports are worth comparing, by their signatures."""

def same(line_a: bytes, reading_a: bytes, line_b: bytes, reading_b: bytes) -> str | None:
    """How one copy came to stand in two reports; none if it does not."""

def ask(args: Sequence[str]) -> bytes:
    """What the command line writes to standard output, for commands that only ask."""
