"""Files of customers' words: JSON Lines and CSV, plain or gzip, one file, many, a directory, or standard input.

`nabiz up --feed FILE` and `nabiz connect files` read with it. A bad line becomes Rejected with `file:line`; a file
that ends in the middle gives what it has and says where it broke. Never holds more than a page of a file.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from connectors.base import Page, Record
from connectors.lines import Line, LongLine, lines
from connectors.opening import SAMPLE, STDIN, Damaged, open_text
from connectors.tables import BadRow, Row, delimiter_of, rows, told_delimiter
from pipeline.errors import SettingsError, SourceRefused
from pipeline.feedback import Rejected
from pipeline.intake import KNOWN
from pipeline.wire import MAX_MESSAGE

PAGE = 1_000  # records
PAGE_BYTES = 4_000_000
ENDINGS = (".jsonl", ".ndjson", ".json", ".csv", ".tsv")
TABLES = (".csv", ".tsv")
NO_ARRAY = "one JSON object a line is expected; an array becomes lines with: jq -c '.[]'"

_NO_NUMBER = re.compile(rb"[:\[,]\s*-?(?:NaN|Infinity)\b")


class Options(BaseModel):
    """`nabiz connect files --option paths='["reviews.csv"]' --option brand=Örnek`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    paths: tuple[str, ...] = Field(min_length=1, description="files, directories or patterns; - is standard input")
    brand: str = Field("", description="brand of the lines that name none")
    source: str = Field("", description="source of the lines that name none; empty: file")
    columns: dict[str, str] = Field({}, description='names of theirs -> names of ours, such as {"yorum": "text"}')
    format: Literal["auto", "jsonl", "csv"] = Field("auto", description="auto looks at the name, then at the content")
    delimiter: str = Field("", max_length=1, description="of CSV; empty: the one that the header row has most of")
    encoding: str = Field("", description="empty: found out (UTF-8, UTF-16, windows-1254)")
    name: str = Field("files", description="name of this source in cursors and metrics")


class Place(msgspec.Struct, frozen=True):
    """The cursor: `line` lines of `file`, which are `byte` bytes as UTF-8, have been read.

    `head` names how the file began: a file that begins otherwise is another, and is read from its beginning.
    """

    file: str
    line: int = 0
    byte: int = 0
    head: str = ""


class Item(NamedTuple):
    """`line` and `byte` are where to read on after it."""

    item: Record | Rejected
    line: int
    byte: int


class Meter:
    """Counts the bytes read from file after file."""

    def __init__(self) -> None:
        self._before = 0
        self._file: BinaryIO | None = None

    @property
    def bytes(self) -> int:
        return self._before + (self._file.tell() if self._file else 0)

    @contextmanager
    def on(self, file: BinaryIO) -> Iterator[None]:
        """Closed at the end. A pipe has no place to tell, and counts nothing."""
        with file:
            self._file = file if file.seekable() else None
            try:
                yield
            finally:
                self._before, self._file = self.bytes, None


class Files:
    """Reads the files in the order of their names; goes on where the cursor says, in a file that grew too."""

    interval = 1.0

    def __init__(self, options: Options) -> None:
        self._options = options
        self._stream: tuple[str, Iterator[Item]] | None = None  # what is open, and the cursor it stands at
        self._meter = Meter()

    @property
    def name(self) -> str:
        return self._options.name

    @property
    def consumed(self) -> int:
        """Bytes of the files, as they lie on the disk, that were read so far: of `size_of` them all, at the end."""
        return self._meter.bytes

    def fetch(self, cursor: str) -> Page:
        files = listed(self._options.paths)
        place = place_of(cursor, files)
        if self._stream and self._stream[0] == cursor:
            stream = self._stream[1]
        else:
            place = _same(place, _head_of(place.file, self._options))
            stream = items(place, self._options, self._meter)
        page, more = _page(stream)
        if page:
            place = msgspec.structs.replace(place, line=page[-1].line, byte=page[-1].byte)
        following = files[files.index(place.file) + 1 :]
        if not more and following:
            place = Place(following[0])
        after = msgspec.json.encode(place).decode()
        self._stream = (after, stream) if more else None
        done = not more and not following
        return Page(tuple(item.item for item in page), after, more=not done, done=done)


def connect(options: Options) -> Files:
    return Files(options)


def parse(payload: bytes, options: Options) -> tuple[Record | Rejected, ...]:
    """The records in a whole file that is in memory already, as UTF-8."""
    place = Place("payload")
    table = _is_table(place.file, payload[:SAMPLE], options)
    source = lines([payload])
    parsed = _rows(source, payload[:SAMPLE], place, options) if table else _objects(source, place, options)
    return tuple(item.item for item in parsed)


def listed(paths: Iterable[str]) -> list[str]:
    """The files meant, without doubles, in the order of their names within each path."""
    found = dict.fromkeys(file for path in paths for file in _meant(path))
    return list(found)


def place_of(cursor: str, files: list[str]) -> Place:
    """Where to read on: a file that is gone has been read, and the one after it is next."""
    try:
        place = msgspec.json.decode(cursor, type=Place) if cursor else Place(files[0])
    except msgspec.DecodeError:
        hint = "delete the cursor of this source: the files are read again, and nothing counts twice"
        raise SettingsError("the cursor of the files cannot be read", hint=hint) from None
    if place.file == STDIN and cursor and STDIN in files:
        return Place(STDIN)  # what was piped in before is gone
    return place if place.file in files else Place(next((file for file in files if file > place.file), files[-1]))


def _same(place: Place, head: str) -> Place:
    if place.head in ("", head):
        return msgspec.structs.replace(place, head=head)
    return Place(place.file, head=head)


def _head_of(file: str, options: Options) -> str:
    """The first two lines (below `sep=`), as a digest.

    They stay when a file grows, and differ when an export takes its place.
    """
    if file == STDIN or not Path(file).is_file():  # what is read from a pipe to look at it is gone
        return ""
    opened = open_text(file, encoding=options.encoding)
    opened.file.close()
    count = 3 if opened.sample[:4].lower() == b"sep=" else 2
    return blake2b(b"\n".join(opened.sample.split(b"\n", count)[:count]), digest_size=8).hexdigest()


def size_of(files: Iterable[str]) -> int | None:
    """Bytes of all of them together; None where one is no plain file, whose size nobody knows."""
    paths = [Path(file) for file in files]
    return sum(path.stat().st_size for path in paths) if all(path.is_file() for path in paths) else None


def items(place: Place, options: Options, meter: Meter) -> Iterator[Item]:
    """The records of a file from a place on, one by one, and at its end what is wrong with it."""
    opened = open_text(place.file, encoding=options.encoding, at=place.byte)
    with meter.on(opened.file):
        source = lines(opened.chunks, number=place.line, at=place.byte)
        table = _is_table(place.file, opened.sample, options)
        yield from _sound(
            _rows(source, opened.sample, place, options) if table else _objects(source, place, options), place
        )


def _sound(parsed: Iterator[Item], place: Place) -> Iterator[Item]:
    """What was parsed, and where the file breaks in the middle, that it does."""
    line, byte = place.line, place.byte
    try:
        for item in parsed:
            line, byte = item.line, item.byte
            yield item
    except Damaged as damaged:
        detail = f"{damaged} after line {line}: {line} lines were read, what follows is missing"
        yield Item(_rejected(b"", "unreadable", detail, place.file, line + 1), line, byte)


def _meant(path: str) -> list[str]:
    if path == STDIN or Path(path).is_file():
        return [path]
    if Path(path).is_dir():
        names = sorted(str(each) for each in Path(path).iterdir() if each.is_file() and _is_feed(each.name))
    else:
        names = sorted(name for name in glob.glob(path, recursive=True) if Path(name).is_file())
        names = names or ([path] if Path(path).exists() else [])  # a pipe
    if not names:
        hint = f"give a file, a pattern, or a directory with files that end in {', '.join(ENDINGS)} (.gz)"
        raise SourceRefused(f"there is no file at {path}", hint=hint)
    return names


def _is_feed(name: str) -> bool:
    return name.lower().removesuffix(".gz").endswith(ENDINGS)


def _is_table(file: str, sample: bytes, options: Options) -> bool:
    """By its name where that says it, else by its first character: JSON Lines begin with a brace."""
    if options.format != "auto":
        return options.format == "csv"
    ending = Path(file.lower().removesuffix(".gz")).suffix
    if ending in ENDINGS:
        return ending in TABLES
    return sample.lstrip()[:1] not in (b"{", b"[", b"")


def _page(stream: Iterator[Item]) -> tuple[list[Item], bool]:
    """Items until a page is full, and whether there may be more."""
    page: list[Item] = []
    size = 0
    for item in stream:
        page.append(item)
        size += len(item.item.raw)
        if len(page) >= PAGE or size >= PAGE_BYTES:
            return page, True
    return page, False


_decoder = msgspec.json.Decoder(dict[str, object])


def _objects(source: Iterator[Line | LongLine], place: Place, options: Options) -> Iterator[Item]:
    for line in source:
        if isinstance(line, LongLine):
            yield _too_long(line, place.file)
        elif line.raw.strip():
            yield _of_line(line, place.file, options)


def _of_line(line: Line, file: str, options: Options) -> Item:
    try:
        fields = _decoder.decode(line.raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        reason, detail = _why(error, line.raw)
        return Item(_rejected(line.raw, reason, detail, file, line.number), line.number, line.end)
    return Item(Record(_named(fields, options), f"{file}:{line.number}", line.raw), line.number, line.end)


def _why(error: Exception, raw: bytes) -> tuple[str, str]:
    if isinstance(error, UnicodeDecodeError) or "utf-8" in str(error).lower():
        return "not_utf8", "not UTF-8; if the whole file is in another encoding, name it: encoding=windows-1254"
    if isinstance(error, msgspec.ValidationError):
        if "range" in str(error):
            return "out_of_range", "a number is too large to be one"
        return "not_object", NO_ARRAY
    if "surrogate" in str(error):
        return "lone_surrogate", "an escape such as \\ud83d stands alone: the source cuts characters in half"
    if isinstance(error, RecursionError):
        return "unreadable", "nested too deeply"
    if raw.lstrip().startswith(b"["):
        return "not_json", NO_ARRAY
    if _NO_NUMBER.search(raw):
        return "not_json", "NaN and Infinity are no JSON: leave the field out, or write null"
    return "not_json", f"{error}; one JSON object a line is expected: jq -c . puts each on one"


def _rows(source: Iterator[Line | LongLine], sample: bytes, place: Place, options: Options) -> Iterator[Item]:
    """The rows of CSV. The header is taken from the beginning of the file wherever reading goes on."""
    beginning = lines([sample])
    written = (line for line in beginning if line.raw.strip())
    first = next(written, None)
    told = told_delimiter(first.raw.decode("utf-8", "replace")) if first else ""
    if told:
        first = next(written, None)
    if first is None:
        return
    delimiter = options.delimiter or told or delimiter_of(first.raw.decode("utf-8", "replace"))
    cells = next((row.cells for row in rows(iter([first]), delimiter) if isinstance(row, Row)), [])
    header = _header(cells, options)
    for row in rows(source, delimiter):
        if row.number > first.number:
            yield _of_row(row, header, place.file, options)


def _header(cells: Iterable[str], options: Options) -> list[str]:
    """The names of the columns; `Text` and ` BRAND ` are ours, where no other column bears the name as we write it."""
    names = [name.strip() for name in cells]
    ours = {name.lower(): name for name in (*KNOWN, *options.columns)}
    found: list[str] = []
    for name in names:
        meant = ours.get(name.lower(), name)
        found.append(name if meant in names or meant in found else meant)
    return found


def _of_row(row: Row | BadRow | LongLine, header: list[str], file: str, options: Options) -> Item:
    if isinstance(row, LongLine):
        return _too_long(row, file)
    last = row.number + row.raw.count(b"\n")
    if isinstance(row, BadRow):
        return Item(_rejected(row.raw, row.reason, row.detail, file, row.number), last, row.end)
    if len(row.cells) > len(header):
        detail = f"{len(row.cells)} cells under a header of {len(header)}; is a delimiter unquoted?"
        return Item(_rejected(row.raw, "unreadable", detail, file, row.number), last, row.end)
    fields: dict[str, object] = dict(zip(header, row.cells, strict=False))
    return Item(Record(_named(fields, options), f"{file}:{row.number}", row.raw), last, row.end)


def _named(fields: Mapping[str, object], options: Options) -> dict[str, object]:
    """With the names of the feed, and what the file leaves out."""
    told = {options.columns.get(name, name): value for name, value in fields.items()} if options.columns else fields
    added = {"brand": options.brand, "source": options.source}
    return {**told, **{name: value for name, value in added.items() if value and not told.get(name)}}


def _too_long(line: LongLine, file: str) -> Item:
    detail = f"the line has {line.size} bytes; send at most {MAX_MESSAGE}"
    rejected = _rejected(line.raw, "too_large", detail, file, line.number)
    cut = msgspec.structs.replace(rejected, truncated=True, size=line.size, digest=line.digest)
    return Item(cut, line.number, line.end)


def _rejected(raw: bytes, reason: str, detail: str, file: str, number: int) -> Rejected:
    """Redacted later, at the desk."""
    origin = f"{file}:{number}"
    return Rejected(stage="connector", reason=reason, detail=detail, raw=raw, origin=origin, source="file")
