"""Opens a file of customers' words as UTF-8, however it was stored. Used by the files connector.

gzip is seen by its first bytes, not by the name; UTF-16 and the Turkish legacy encodings by what the bytes look like.
Reads forward in bounded chunks: memory does not grow with the file, nor with what a small archive unpacks to.
"""

from __future__ import annotations

import codecs
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import msgspec

from pipeline.errors import SourceRefused

STDIN = "-"
CHUNK = 1 << 18  # bytes
SAMPLE = 1 << 16
GZIP = b"\x1f\x8b"
WORKBOOKS = {
    b"PK\x03\x04": "an Excel workbook (.xlsx) or another zip archive",
    b"\xd0\xcf\x11\xe0": "an old Office file (.xls)",
}
LONGEST_MAGIC = 4
UTF8 = "utf-8"
LEGACY = "cp1254"  # windows-1254, of which iso-8859-9 is the part that texts use
BOMS = ((codecs.BOM_UTF8, UTF8), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Damaged(Exception):
    """The archive ends or breaks here; what came before it is sound."""


class Opened(msgspec.Struct, frozen=True):
    """`sample` is the beginning as UTF-8; `chunks` go on from the byte asked for, as UTF-8 without a mark."""

    encoding: str
    sample: bytes
    chunks: Iterator[bytes]
    file: BinaryIO  # to be closed


def open_text(path: str, *, encoding: str = "", at: int = 0) -> Opened:
    """`at` counts bytes of the UTF-8 text. A plain UTF-8 file is sought; others are read up to there once more."""
    file = _open(path)
    try:
        return _opened(path, file, encoding, at)
    except BaseException:
        file.close()
        raise


def _opened(path: str, file: BinaryIO, encoding: str, at: int) -> Opened:
    begun = _begin(file)
    _refuse_workbook(path, begun)
    packed = begun.startswith(GZIP)
    plain = chain([begun], _chunks(file))
    first, raw = _gather(_unpack(plain) if packed else plain)
    chosen = _plain_name(encoding or encoding_of(first))
    mark = next((len(bom) for bom, name in BOMS if name == chosen and first.startswith(bom)), 0)
    sample = first[mark:] if chosen == UTF8 else first[mark:].decode(chosen, "replace").encode()
    newlines = _with_newlines if b"\r" in sample and b"\n" not in sample else iter
    sample = b"".join(newlines(iter([sample])))
    if at and chosen == UTF8 and not packed and _seekable(path):
        file.seek(at + mark)
        return Opened(chosen, sample, newlines(_chunks(file)), file)
    return Opened(chosen, sample, newlines(_skip(_as_utf8(chain([first[mark:]], raw), chosen), at)), file)


def _with_newlines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Old Macs end a line with a carriage return alone: byte for byte, so that places in the file stay."""
    return (chunk.replace(b"\r", b"\n") for chunk in chunks)


def encoding_of(sample: bytes) -> str:
    """UTF-8 unless the bytes say otherwise: a mark, the zero bytes of UTF-16, or lines that only 1254 explains.

    A UTF-8 file with a broken line or two stays UTF-8: those lines are rejected, the rest is read as written.
    """
    for bom, name in BOMS:
        if sample.startswith(bom):
            return name
    even, odd = sample[0:4096:2].count(0), sample[1:4096:2].count(0)
    if max(even, odd) > len(sample[:4096]) // 5 and min(even, odd) < max(even, odd) // 4:
        return "utf-16-be" if even > odd else "utf-16-le"
    lines = [line for line in sample.splitlines()[: -1 if len(sample) >= SAMPLE else None] if not line.isascii()]
    sound = sum(_is_sound(line) for line in lines)
    return UTF8 if sound * 2 >= len(lines) else LEGACY


def _is_sound(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _plain_name(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name.replace("utf-8-sig", UTF8)
    except LookupError:
        hint = "use utf-8, utf-16, windows-1254 or iso-8859-9, or leave it out"
        raise SourceRefused(f"there is no encoding {encoding!r}", hint=hint) from None


def _open(path: str) -> BinaryIO:
    if path == STDIN:
        return os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    try:
        return Path(path).open("rb", buffering=0)
    except OSError as error:
        raise SourceRefused(f"{path} cannot be read: {error.strerror}", hint="check the path and its rights") from None


def _seekable(path: str) -> bool:
    return path != STDIN and stat.S_ISREG(Path(path).stat().st_mode)


def _begin(file: BinaryIO) -> bytes:
    """Enough to know it by, which a pipe may bring byte by byte."""
    begun = b""
    while len(begun) < LONGEST_MAGIC and not begun.endswith(b"\n") and (chunk := file.read(CHUNK)):
        begun += chunk
    return begun


def _refuse_workbook(path: str, begun: bytes) -> None:
    for magic, kind in WORKBOOKS.items():
        if begun.startswith(magic):
            hint = "in Excel: File, Save As, “CSV UTF-8 (Comma delimited)”; then give that file"
            raise SourceRefused(f"{path} is {kind}, not a text file", hint=hint)


def _gather(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Enough to judge by (a sample, or the first line where more may not come for long), and what follows."""
    gathered = b""
    try:
        for chunk in chunks:
            gathered += chunk
            if len(gathered) >= SAMPLE or b"\n" in gathered:
                break
    except Damaged as damaged:  # what came before it is read first
        return gathered, _raising(damaged)
    return gathered, chunks


def _raising(damaged: Damaged) -> Iterator[bytes]:
    raise damaged
    yield b""


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _unpack(packed: Iterator[bytes]) -> Iterator[bytes]:
    """gzip, also of several members one after the other; at most a chunk at a time, whatever is packed in it."""
    inflate, rest = zlib.decompressobj(wbits=31), b""
    try:
        for chunk in packed:
            rest += chunk
            while rest:
                if inflate.eof:
                    rest = rest.lstrip(b"\0")  # padding between members
                    inflate = zlib.decompressobj(wbits=31) if rest else inflate
                    continue
                plain = inflate.decompress(rest, CHUNK)
                rest = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
                if plain:
                    yield plain
    except zlib.error:
        raise Damaged("the gzip data is damaged") from None
    while not inflate.eof and (plain := inflate.decompress(b"", CHUNK)):
        yield plain
    if not inflate.eof:
        raise Damaged("the gzip data ends in the middle")


def _as_utf8(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    if encoding == UTF8:
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", True).encode()


def _skip(chunks: Iterator[bytes], count: int) -> Iterator[bytes]:
    for chunk in chunks:
        if count < len(chunk):
            yield chunk[count:]
        count = max(0, count - len(chunk))
