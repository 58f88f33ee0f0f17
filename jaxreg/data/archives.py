"""What compressed files and archives hold; no more is unpacked than is allowed."""

import bz2
import gzip
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import PurePosixPath

import pyarrow as pa

from jaxreg.data.table import DataError

MAX_BYTES = 20 * 1024 * 1024
TOO_LARGE = "These data are larger than 20 MB, the most that is allowed."
_MAX_FILES = 2000
_DAMAGED = (
    "This {} cannot be unpacked here: it may be damaged. Unpack it yourself and load "
    "the file inside."
)
_LOCKED = "This archive has a password: unpack it yourself and load the file inside."
_TOO_MANY = "This archive has more than {:,} files, the most that is allowed."
_UNREADABLE = (
    *(zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, ValueError),
    *(zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError),
)
_BESIDE_DATA = re.compile(r"__MACOSX|(^|/)(\.|readme|licen[cs]e)", re.IGNORECASE)
_SUFFIXES = (
    *(".csv", ".tsv", ".tab", ".data", ".dat", ".xlsx", ".xlsm", ".xls", ".xlsb"),
    *(".ods", ".parquet", ".feather", ".arrow", ".json", ".jsonl", ".ndjson", ".arff"),
)


def _xz(content: bytes) -> bytes:
    decompressor = lzma.LZMADecompressor(memlimit=5 * MAX_BYTES)
    unpacked = decompressor.decompress(content, _MOST)
    if len(unpacked) < _MOST and not decompressor.eof:
        raise EOFError
    return unpacked


def _zstandard(content: bytes) -> bytes:
    with pa.CompressedInputStream(pa.BufferReader(content), "zstd") as stream:
        return bytes(stream.read(_MOST))


_MOST = MAX_BYTES + 1
_UNPACK: dict[bytes, tuple[str, Callable[[bytes], bytes]]] = {
    b"\x1f\x8b": (
        "gzip file",
        lambda content: gzip.GzipFile(fileobj=io.BytesIO(content)).read(_MOST),
    ),
    b"BZh": (
        "bzip2 file",
        lambda content: bz2.BZ2File(io.BytesIO(content)).read(_MOST),
    ),
    b"\xfd7zXZ\0": ("xz file", _xz),
    b"\x28\xb5\x2f\xfd": ("zstd file", _zstandard),
}


def unpacked(content: bytes) -> bytes:
    """What a gzip, bzip2, xz or zstd file holds; other content as it is.

    Raises:
        DataError: it is damaged, or larger than 20 MB.
    """
    for magic, (what, unpack) in _UNPACK.items():
        if content.startswith(magic):
            try:
                content = unpack(content)
            except _UNREADABLE as error:
                raise DataError(_DAMAGED.format(what)) from error
            return _not_too_large(content)
    return content


def files_in(content: bytes) -> dict[str, Callable[[], bytes]]:
    """The files of a zip or tar archive, and what reads each; those first whose name is
    a table's. {} if it is no archive.

    Raises:
        DataError: it is damaged, or has too many files; also when one is read.
    """
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        what, names = "zip archive", _zipped
    elif content[257:262] == b"ustar":
        what, names = "tar archive", _tarred
    else:
        return {}
    try:
        files = names(content)
    except _UNREADABLE as error:
        raise DataError(_DAMAGED.format(what)) from error
    if not files:
        raise DataError(f"This {what} is empty: load one with a table in it.")
    kept = [name for name in files if not _BESIDE_DATA.search(name)] or [*files]
    kept.sort(key=lambda name: PurePosixPath(name.lower()).suffix not in _SUFFIXES)
    return {name: _careful(files[name], what) for name in kept}


def _zipped(content: bytes) -> dict[str, Callable[[], bytes]]:
    if content.count(b"PK\x01\x02") > _MAX_FILES:
        raise DataError(_TOO_MANY.format(_MAX_FILES))
    archive = zipfile.ZipFile(io.BytesIO(content))

    def read(info: zipfile.ZipInfo) -> bytes:
        if info.flag_bits & 1:
            raise DataError(_LOCKED)
        with archive.open(info) as file:
            return file.read(_MOST)

    files = [info for info in archive.infolist() if not info.is_dir()]
    return {info.filename: partial(read, info) for info in files}


def _tarred(content: bytes) -> dict[str, Callable[[], bytes]]:
    archive = tarfile.open(fileobj=io.BytesIO(content), mode="r:")

    def read(info: tarfile.TarInfo) -> bytes:
        file = archive.extractfile(info)
        return file.read(_MOST) if file else b""

    files = [info for info in archive.getmembers() if info.isfile()]
    if len(files) > _MAX_FILES:
        raise DataError(_TOO_MANY.format(_MAX_FILES))
    return {info.name: partial(read, info) for info in files}


def _careful(read: Callable[[], bytes], what: str) -> Callable[[], bytes]:
    """``read``, but what is damaged or too large is refused with a sentence."""

    def careful() -> bytes:
        try:
            return _not_too_large(read())
        except DataError:
            raise
        except _UNREADABLE as error:
            raise DataError(_DAMAGED.format(what)) from error

    return careful


def _not_too_large(content: bytes) -> bytes:
    if len(content) > MAX_BYTES:
        raise DataError(TOO_LARGE)
    return content
