"""Files: every way people store their customers' words, and every way such a file is broken."""

from __future__ import annotations

import gzip
import io
import json
import os
import tracemalloc
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Record
from connectors.files import PAGE, Files, Options, connect, size_of
from connectors.lines import MAX_LINE, Line, lines
from connectors.opening import encoding_of
from pipeline.errors import SettingsError, SourceRefused
from pipeline.feedback import Rejected

WORDS = "Şebeke yine çöktü, iğrenç bir gün"


def row(number: int, text: str = WORDS) -> dict[str, object]:
    return {"text": f"{text} {number}", "brand": "Örnek", "external_id": f"n{number}"}


def jsonl(count: int) -> bytes:
    return b"".join(json.dumps(row(number), ensure_ascii=False).encode() + b"\n" for number in range(count))


def read(*paths: Path | str, **options: object) -> list[Record | Rejected]:
    return drain(connect(Options(paths=tuple(str(path) for path in paths), **options)))


def drain(files: Files, cursor: str = "") -> list[Record | Rejected]:
    found: list[Record | Rejected] = []
    while True:
        page = files.fetch(cursor)
        found += page.items
        cursor = page.cursor
        if page.done:
            return found


def texts(found: list[Record | Rejected]) -> list[object]:
    return [item.fields["text"] for item in found if isinstance(item, Record)]


def reasons(found: list[Record | Rejected]) -> dict[str, str]:
    return {item.origin.rpartition(":")[2]: item.reason for item in found if isinstance(item, Rejected)}


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_json_lines_come_in_order_with_their_place(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", jsonl(PAGE + 7))
    found = read(path)
    assert texts(found) == [f"{WORDS} {number}" for number in range(PAGE + 7)]
    assert found[1].origin == f"{path}:2"
    assert found[-1].origin == f"{path}:{PAGE + 7}"


def test_gzip_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    packed = gzip.compress(jsonl(3)) + gzip.compress(jsonl(5)) + b"\0" * 16  # two members and padding
    assert len(read(written(tmp_path / "named.jsonl", packed))) == 8
    assert len(read(written(tmp_path / "plain.jsonl.gz", jsonl(3)))) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1254", "iso8859-9"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_encodings_are_found_out(tmp_path: Path, encoding: str, pack) -> None:
    content = pack(jsonl(PAGE + 20).decode().encode(encoding))
    path = written(tmp_path / "a.jsonl", content)
    found = read(path)
    assert texts(found) == [f"{WORDS} {number}" for number in range(PAGE + 20)]
    first = connect(Options(paths=(str(path),))).fetch("")
    assert drain(connect(Options(paths=(str(path),))), first.cursor) == found[PAGE:]


def test_an_encoding_can_be_told(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,brand\nküçük,Örnek\n".encode("iso8859-9"))
    assert texts(read(path, encoding="iso-8859-9")) == ["küçük"]
    with pytest.raises(SourceRefused, match="no encoding"):
        read(path, encoding="klingon")


def test_one_broken_line_does_not_turn_a_utf8_file_into_a_legacy_one() -> None:
    sample = "ığüş\nğüşi\n".encode() + b"k\xfc\xe7\xfck\n"
    assert encoding_of(sample) == "utf-8"
    assert encoding_of("ığüş\nğüşi\n".encode("cp1254")) == "cp1254"
    assert encoding_of(b"plain\n") == encoding_of(b"") == "utf-8"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_csv_dialects_are_found_out(tmp_path: Path, mark: str) -> None:
    head = mark.join(["text", "brand", "rating"])
    body = mark.join([f'"Kutu{mark} ""ezik""\ngeldi"', "Örnek", "2"])
    found = read(written(tmp_path / "a.csv", f"{head}\r\n{body}\r\n\r\n{body}\r\n".encode("utf-8-sig")))
    assert texts(found) == [f'Kutu{mark} "ezik"\ngeldi'] * 2
    assert [item.origin.rpartition(":")[2] for item in found] == ["2", "5"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1254"])
def test_lines_that_end_as_on_old_macs_are_lines(tmp_path: Path, encoding: str) -> None:
    content = "text,brand\r" + "".join(f'"{WORDS}, {number}",Örnek\r' for number in range(2_500))
    found = connect(Options(paths=(str(written(tmp_path / "old.csv", content.encode(encoding))),)))
    first = found.fetch("")
    assert texts([*first.items]) == [f"{WORDS}, {number}" for number in range(PAGE)]
    again = connect(Options(paths=(str(tmp_path / "old.csv"),)))
    assert texts(drain(again, first.cursor)) == [f"{WORDS}, {number}" for number in range(PAGE, 2_500)]


def test_json_lines_may_end_so_too(tmp_path: Path) -> None:
    file = written(tmp_path / "old.jsonl", jsonl(3).replace(b"\n", b"\r"))
    assert texts(read(file)) == [f"{WORDS} {number}" for number in range(3)]


def test_csv_is_known_by_its_content_where_the_name_does_not_say(tmp_path: Path) -> None:
    assert texts(read(written(tmp_path / "export.txt", b"text;brand\niyi;Ornek\n"))) == ["iyi"]
    assert texts(read(written(tmp_path / "export2.txt", b'{"text": "iyi", "brand": "Ornek"}\n'))) == ["iyi"]


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    body = 'text,brand\nbir,A\n"iki,A\nüç,A\ndört,A\n'
    found = read(written(tmp_path / "a.csv", body.encode()))
    assert texts(found) == ["bir", "üç", "dört"]
    assert reasons(found) == {"3": "unreadable"}


def test_a_row_with_too_many_cells_or_half_a_letter_is_rejected_alone(tmp_path: Path) -> None:
    body = "text,brand\nbir,A\nçok, güzel,A\nüç,A\n".encode() + b"d\xc3rt,A\n" + "beş,A\n".encode()
    found = read(written(tmp_path / "a.csv", body))
    assert texts(found) == ["bir", "üç", "beş"]
    assert reasons(found) == {"3": "unreadable", "5": "not_utf8"}


def test_names_of_columns_are_known_with_capitals_and_blanks_around(tmp_path: Path) -> None:
    content = "Text, BRAND ,Occurred_At,Bizim Alan\nkargo gelmedi,Örnek,2026-03-02,x\n".encode()
    (found,) = read(written(tmp_path / "export.csv", content))
    assert found.fields == {
        "text": "kargo gelmedi", "brand": "Örnek", "occurred_at": "2026-03-02", "Bizim Alan": "x"
    }  # fmt: skip


def test_a_column_that_bears_our_name_is_ours_before_one_that_resembles_it(tmp_path: Path) -> None:
    (found,) = read(written(tmp_path / "export.csv", b"Text,text,Yorum,brand\na,b,c,d\n"))
    assert found.fields == {"Text": "a", "text": "b", "Yorum": "c", "brand": "d"}
    (found,) = read(tmp_path / "export.csv", columns={"yorum": "title"})
    assert found.fields["title"] == "c"


@pytest.mark.parametrize("told", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n"])
def test_excels_line_above_the_header_tells_the_delimiter(tmp_path: Path, told: str) -> None:
    path = written(tmp_path / "export.csv", (told + "text;brand\na, b, c, d;Örnek\ne;Örnek\n").encode("utf-8-sig"))
    assert texts(read(path)) == ["a, b, c, d", "e"]
    assert read(path)[0].origin.endswith(":3")


@pytest.mark.parametrize("begun", [b"PK\x03\x04\x14\0", b"\xd0\xcf\x11\xe0\xa1\xb1"])
@pytest.mark.parametrize("name", ["export.xlsx", "export.csv"])
def test_a_workbook_is_refused_with_what_to_do(tmp_path: Path, begun: bytes, name: str) -> None:
    path = written(tmp_path / name, begun + bytes(range(256)) * 8)
    with pytest.raises(SourceRefused) as refused:
        read(path)
    assert "CSV UTF-8" in refused.value.hint


def test_a_row_may_end_early(tmp_path: Path) -> None:
    found = read(written(tmp_path / "a.csv", b"text,brand,rating\nbir,A\n"))
    assert isinstance(found[0], Record)
    assert found[0].fields == {"text": "bir", "brand": "A"}


def test_csv_goes_on_from_a_cursor_with_the_same_header(tmp_path: Path) -> None:
    body = "text,brand\n" + "".join(f'"bir\niki {number}",A\n' for number in range(PAGE + 5))
    path = written(tmp_path / "a.csv", body.encode())
    page = connect(Options(paths=(str(path),))).fetch("")
    rest = drain(connect(Options(paths=(str(path),))), page.cursor)
    assert texts(rest) == [f"bir\niki {number}" for number in range(PAGE, PAGE + 5)]
    assert rest[0].origin == f"{path}:{2 + 2 * PAGE}"


def test_poison_is_rejected_with_line_and_reason(tmp_path: Path) -> None:
    poison = [
        (b"hello", "not_json"),
        (b"[1]", "not_object"),
        (b"17", "not_object"),
        (b"null", "not_object"),
        (b'{"text": "x", "reach": 1e999}', "out_of_range"),
        (b'{"text": "half', "not_json"),
        (b'{"text": "\xff"}', "not_utf8"),
        (b'{"text": "\\ud83d yine"}', "lone_surrogate"),
        (b'{"a": ' * 5_000 + b"1" + b"}" * 5_000, "unreadable"),
        (b'{"text": "a\x00b"}', "not_json"),
        (b'{"text": NaN}', "not_json"),
    ]
    sound = jsonl(1).strip()
    body = b"\n".join(line for raw, _ in poison for line in (sound, raw, b""))
    found = read(written(tmp_path / "a.jsonl", body))
    assert reasons(found) == {str(2 + 3 * number): reason for number, (_, reason) in enumerate(poison)}
    assert len(texts(found)) == len(poison)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'[{"text": "iyi"},', "jq -c '.[]'"),
        (b'{"text": "iyi", "rating": NaN}', "NaN"),
        (b'{"text": "iyi"', "truncated"),
        (b"{'text': 'iyi'}", "byte 1"),
    ],
)
def test_what_is_no_json_is_told_what_is_wrong_with_it(tmp_path: Path, raw: bytes, said: str) -> None:
    (found,) = read(written(tmp_path / "a.jsonl", raw))
    assert isinstance(found, Rejected)
    assert said in found.detail
    assert "iyi" not in found.detail


def test_a_line_of_ten_megabytes_is_passed_over_and_named(tmp_path: Path) -> None:
    huge = b'{"text": "' + b"x" * 10_000_000 + b'"}'
    path = written(tmp_path / "a.jsonl", jsonl(2) + huge + b"\n" + jsonl(2))
    tracemalloc.start()
    found = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    rejected = found[2]
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.origin, rejected.size) == ("too_large", f"{path}:3", len(huge))
    assert rejected.digest == sha256(huge).hexdigest()
    assert rejected.truncated
    assert len(texts(found)) == 4
    assert peak < 4 * MAX_LINE


def test_a_gzip_cut_in_half_gives_what_it_has_and_says_where_it_broke(tmp_path: Path) -> None:
    noise = [{**row(number), "noise": os.urandom(40).hex()} for number in range(5_000)]
    noisy = b"".join(json.dumps(each).encode() + b"\n" for each in noise)
    packed = gzip.compress(noisy)
    cut, whole = written(tmp_path / "a.jsonl.gz", packed[: len(packed) // 2]), written(tmp_path / "b.jsonl", jsonl(3))
    found = read(cut, whole)
    taken = [item for item in found if isinstance(item, Record) and item.origin.startswith(str(cut))]
    assert 1_000 < len(taken) < 5_000
    broken = found[len(taken)]
    assert isinstance(broken, Rejected)
    assert broken.origin == f"{cut}:{len(taken) + 1}"
    assert "ends in the middle" in broken.detail
    assert len(found) == len(taken) + 1 + 3


def test_a_gzip_with_flipped_bytes_or_hardly_any_is_said_too(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(jsonl(2_000)))
    packed[len(packed) // 2] ^= 0xFF
    found = read(written(tmp_path / "a.jsonl.gz", bytes(packed)), written(tmp_path / "b.gz", b"\x1f\x8b\x08"))
    details = [item.detail for item in found if isinstance(item, Rejected)]
    assert "ends in the middle after line 0" in details[-1]
    assert sum("gzip" in detail for detail in details) == 2


def test_a_directory_and_a_pattern_mean_their_files_in_order(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.csv", "notes.md", "c.ndjson.gz"):
        content = b"text,brand\nbir,A\n" if name.endswith("csv") else jsonl(1)
        written(tmp_path / name, gzip.compress(content) if name.endswith("gz") else content)
    names = [Path(item.origin).name for item in read(tmp_path)]
    assert names == ["a.csv:2", "b.jsonl:1", "c.ndjson.gz:1"]
    assert len(read(tmp_path / "*.jsonl")) == 1
    assert len(read(tmp_path / "b.jsonl", tmp_path)) == 3


def test_what_is_not_there_is_refused_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="there is no file at"):
        read(tmp_path / "nothing.jsonl")
    with pytest.raises(SourceRefused):
        read(tmp_path)
    with pytest.raises(SettingsError, match="cursor"):
        connect(Options(paths=(str(written(tmp_path / "a.jsonl", jsonl(1))),))).fetch("{broken")


def test_an_empty_file_is_done_at_once(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.csv", "a.txt"):
        page = connect(Options(paths=(str(written(tmp_path / name, b"")),))).fetch("")
        assert (page.items, page.done, page.more) == ((), True, False)


def test_a_file_that_grew_is_read_on(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", jsonl(3))
    files = connect(Options(paths=(str(path),)))
    page = files.fetch("")
    assert page.done
    written(path, jsonl(5))
    assert texts(list(files.fetch(page.cursor).items)) == [f"{WORDS} 3", f"{WORDS} 4"]


def test_an_export_that_took_the_place_of_another_is_read_from_its_beginning(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"text,brand\nbir,A\niki,A\n")
    page = connect(Options(paths=(str(path),))).fetch("")
    written(path, "text,brand\nüç,A\ndört,A\nbeş,A\n".encode())
    assert texts(drain(connect(Options(paths=(str(path),))), page.cursor)) == ["üç", "dört", "beş"]


def test_columns_and_defaults_fill_what_a_file_does_not_say(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b"yorum,puan\niyi,5\n")
    found = read(path, columns={"yorum": "text", "puan": "rating"}, brand="Örnek", source="anket")
    assert isinstance(found[0], Record)
    assert found[0].fields == {"text": "iyi", "rating": "5", "brand": "Örnek", "source": "anket"}


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_it_is_known_how_much_of_the_files_was_read(tmp_path: Path, pack) -> None:
    paths = [str(written(tmp_path / f"{name}.jsonl", pack(jsonl(PAGE + 20)))) for name in "ab"]
    files = connect(Options(paths=tuple(paths)))
    cursor, read_so_far = "", [0]
    for _ in range(4):
        cursor = files.fetch(cursor).cursor
        read_so_far.append(files.consumed)
    assert read_so_far == sorted(read_so_far)
    assert read_so_far[1] > 0
    assert read_so_far[-1] == size_of(paths)
    assert size_of(["-", *paths]) is None


def test_standard_input_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.write(writing, gzip.compress(jsonl(4)))
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(pipe))
        assert len(read("-")) == 4


def test_memory_stays_flat_however_long_a_file_is(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl.gz", gzip.compress(jsonl(60_000), 1))
    files, cursor = connect(Options(paths=(str(path),))), ""
    peaks = []
    tracemalloc.start()
    for _ in range(60):
        tracemalloc.reset_peak()
        cursor = files.fetch(cursor).cursor
        peaks.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
    assert max(peaks[30:]) < 1.2 * max(peaks[:30])


@given(
    st.lists(st.binary(max_size=8).filter(lambda raw: b"\n" not in raw and not raw.endswith(b"\r"))), st.integers(1, 5)
)
def test_lines_are_the_same_however_the_bytes_arrive(content: list[bytes], size: int) -> None:
    stream = b"".join(line + b"\n" for line in content)
    chunks = [stream[at : at + size] for at in range(0, len(stream), size)]
    found = [line for line in lines(chunks) if isinstance(line, Line)]
    assert [line.raw for line in found] == content
    assert [stream[: line.end].count(b"\n") for line in found] == [line.number for line in found]
