"""Text from bytes: in UTF, if that is what they are, or as they read best."""

import codecs
import math
import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import chardet

from jaxreg.data.table import DataError

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Western European (Windows-1252)",
    "cp1250": "Central European (Windows-1250)",
    "iso-8859-2": "Central European (ISO 8859-2)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1257": "Baltic (Windows-1257)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8-r": "Cyrillic (KOI8-R)",
    "cp866": "Cyrillic (DOS 866)",
    "cp1253": "Greek (Windows-1253)",
    "iso-8859-7": "Greek (ISO 8859-7)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "cp874": "Thai (Windows-874)",
    "cp932": "Japanese (Shift JIS)",
    "euc-jp": "Japanese (EUC-JP)",
    "gb18030": "Simplified Chinese (GB 18030)",
    "big5": "Traditional Chinese (Big5)",
    "cp949": "Korean (EUC-KR)",
    "cp850": "Western European (DOS 850)",
    "mac-roman": "Western European (Mac)",
}
"""What a person calls each encoding that can be chosen, by its name in Python."""

_SAME = {codecs.lookup(name).name: name for name in ENCODINGS} | {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5hkscs": "big5",
    "cp950": "big5",
}
_BY_ITSELF = ("utf-8", "utf-16", "utf-32")  # bytes show that they are in one of these
_ZEROS = {  # whether each of four bytes is often 0, as ASCII's are in UTF-16 and -32
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
}
_MARKS = {  # UTF-32's begins as UTF-16's does
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# No byte below "0" is half of a character, so a whole character follows it.
_WORD = re.compile(rb"(?<![0-\xff])[0-\x7f]*+([\x80-\xff][0-\xff]*)")
# The quotation marks and dashes of Windows-1252 also stand beside words.
_IN_WORD = re.compile(rb"[A-Za-z][\x80-\x90\x98-\xff]|[\x80-\x90\x98-\xff][A-Za-z]")
_SAMPLE = 4000  # bytes
_ALIKE = {"gb18030", "big5", "cp949", "euc-jp"}  # each reads the bytes of the others
_WEAK = {"cp949", "euc-jp"}  # of these, the likeliest is often not the right one
_FEW = 20  # characters
_WESTERN = {
    *map(chr, range(128)),
    *"äöüßéèêëàâáåãçñíîïóôõúûùøæœÄÖÜÉÈÀÂÁÅÇÑÍÓÔÚØÆ°µ²³±€£½“”’–«»¿¡",
}
_BESIDE = set("°µ²³ªº·'")
_BEFORE, _AFTER = set("“‘„«¿¡"), set("”’»…")


class Decoded(NamedTuple):
    """A ``text``, its ``encoding``, and the ``encodings`` it may be in, the likeliest
    first; ``notes`` are sentences on a guess, and on bytes that it has no character
    for; and if others are as likely, the first words ``in_doubt``, as each has them."""

    text: str
    encoding: str
    encodings: tuple[str, ...]
    notes: tuple[str, ...] = ()
    in_doubt: tuple[tuple[str, str], ...] = ()


def decoded(content: bytes, encoding: str | None = None) -> Decoded:
    """The text in ``content``, in the ``encoding`` given, or as it reads best.

    Raises:
        DataError: ``encoding`` is none of ``ENCODINGS``.
    """
    if encoding and encoding not in ENCODINGS:
        raise DataError(f"“{encoding}” is not an encoding that can be read.")
    utf = _utf(content)
    if utf and (not encoding or encoding == _family(utf)):
        text = content.decode(utf, "replace")
        return Decoded(text, _family(utf), (_family(utf),))
    encodings = (_family(utf),) if utf else _likeliest(_sample(content))
    chosen = encoding or encodings[0]
    text = _decode(content, chosen)
    notes = [] if encoding else [f"The text was read as {ENCODINGS[chosen]}."]
    if "\ufffd" in text:
        notes.append("Some bytes could not be read; they are shown as “\ufffd”.")
    if chosen not in encodings:
        encodings = (*encodings, chosen)
    in_doubt = () if encoding else _in_doubt(content, text, encodings)
    return Decoded(text, chosen, encodings, tuple(notes), in_doubt)


def _in_doubt(
    content: bytes, text: str, encodings: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """The first words in each of the encodings that a few characters leave open."""
    if encodings[0] not in _WEAK or sum(not c.isascii() for c in text) >= _FEW:
        return ()
    words = content.lstrip()[:60].split(b"\n")[0]
    read = {name: _decode(words, name) for name in encodings if name in _ALIKE}
    return tuple(
        (f"{said} ({ENCODINGS[name]})", name)
        for name, said in read.items()
        if "\ufffd" not in said
    )


def _family(encoding: str) -> str:
    """UTF without the order of its bytes, which is not for a person to choose."""
    return next(name for name in _BY_ITSELF if encoding.startswith(name))


def _utf(content: bytes) -> str:
    """The UTF that a mark, the zeros or all bytes show; "" if none."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return encoding
    often = tuple(content[k::4].count(0) > len(content) / 16 for k in range(4))
    if often in _ZEROS:
        return _ZEROS[often]
    try:
        content.decode()
    except UnicodeDecodeError:
        return ""
    return "utf-8"


def _decode(content: bytes, encoding: str) -> str:
    """The text, with control characters for what Windows-1252 lacks, as browsers do."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "cp1252":
            return content.decode("latin-1")
        return content.decode(encoding, "replace")


def _sample(content: bytes) -> bytes:
    """Words that are not ASCII."""
    words, size = [], 0
    for match in _WORD.finditer(content):
        start = match.start(1)
        words.append(content[max(match.start(), start - 20) : match.end()][:_SAMPLE])
        size += len(words[-1])
        if size > _SAMPLE:
            break
    return b" ".join(words)


def _likeliest(sample: bytes) -> tuple[str, ...]:
    """The encodings that read a sample differently, the likeliest first."""
    confidence: dict[str, float] = {}
    for guess in chardet.detect_all(sample, ignore_threshold=True):
        name = _SAME.get(codecs.lookup(guess["encoding"] or "ascii").name, "")
        confidence[name] = max(confidence.get(name, 0), guess["confidence"])
    names: dict[str, str] = {}  # by the text that each gives
    scores: dict[str, float] = {}
    for name in ENCODINGS:
        if name not in _BY_ITSELF[1:]:
            text = _decode(sample, name)
            score = confidence.get(name, 0) + _plausibility(text)
            if name == "cp1252" and _WESTERN.issuperset(text):
                score += 0.03  # few words tell little, and then this is the likeliest
            name = names.setdefault(text, name)
            scores[name] = max(score, scores.get(name, score))
    if len(re.findall(rb"[\x80-\xff]", sample)) < 3 and not _IN_WORD.search(sample):
        scores["cp1252"] = math.inf  # two bytes alone tell nothing
    return tuple(sorted(scores, key=lambda name: -scores[name]))


def _plausibility(text: str) -> float:
    """0 if a text looks like words, down to -3 if it does not, by signs that
    ``chardet`` does not look at."""
    odd = sum(_is_odd(*pair) for pair in pairwise(f" {text} "))
    return -3 * odd / max(sum(not c.isascii() for c in text), 1)


def _is_odd(before: str, after: str) -> bool:
    """Whether words seldom have one character before the other."""
    if before.isascii() and after.isascii():
        return False
    if unicodedata.category(after) in ("Cc", "Co") or after == "\ufffd":
        return True
    if {before, after} & _BESIDE or before in _BEFORE or after in _AFTER:
        return False
    if before.isalpha() and after.isalpha():
        shifts = before.islower() and after.isupper()
        return shifts or _is_latin(before) != _is_latin(after)
    sign = after if before.isalpha() else before
    is_beside = before.isalpha() or after.isalpha()
    return is_beside and not sign.isascii() and unicodedata.category(sign)[0] != "M"


@cache
def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")
