"""How a text separates the cells of its rows, and these cells, as spreadsheets, R,
pandas, databases and instruments write them."""

import re
from collections import Counter
from typing import NamedTuple

from jaxreg.data.aligned import cut, parts_of, starts_of
from jaxreg.data.cells import is_typed, trimmed

SEPARATORS = {
    **{"\t": "tab", ";": "semicolon", "|": "bar", ",": "comma", " ": "spaces"},
    **{"aligned": "aligned columns", "": "none"},
}
"""What may separate cells; of equals the first is taken: a comma may be decimal."""

_SEP_LINE = re.compile(r'"?sep=([\t;|,])"?(?:\r\n?|\n|$)', re.IGNORECASE)
_LINE_ENDS, _ONE_END = re.compile(r"[\r\n]+"), re.compile(r"\r\n|\r|\n")
_QUOTED = {
    quote: re.compile(
        rf"(?<![^\t;|, \r\n]){quote}[^{quote}]*(?:{quote * 2}[^{quote}]*)*{quote}"
    )
    for quote in "\"'"
}
_DRAWS = " \t|+:=_─├┤┌┐└┘┬┴┼═╞╡╪-"
_DOUBLES = ("--", "==", "__", "──", "══")
_FOOTER = re.compile(r"\s*[\[(]?\d[\d,]* rows?\b.*")  # how many rows were printed
_DRAWN = re.compile(r"^[ \t]*(?:[|+:=_─├┌└═╞-]|[\[(]?\d[\d,]* rows?\b)", re.MULTILINE)
_LONE_DECIMAL = re.compile(r"\s*[-+−]?\d+,\d+\s*")
_COMMENT = re.compile(r'[ \t]*"?(#|//|%|[*@](?=[\s*@]))')
_END_COMMENT = re.compile(r"(?<![ \t])[ \t]+#[ \t][^|;,\t\r\n]*$", re.MULTILINE)
_SNIFFED = 100_000  # characters
_LINES, _CELLS = 200, 2000  # that are looked at
_BOX = re.compile(r"^[ \t]*│", re.MULTILINE)
_NO_BLANKS = re.compile(r"\t|\S\|\S|([;,])\1")
_TEXT = "text\0"  # in place of what is quoted
_UNPRINTED = {"\t", _TEXT[-1]}


class Dialect(NamedTuple):
    """What separates cells, one of ``SEPARATORS``; what quotes them; how comments
    begin, "" if there are none; and where aligned columns start."""

    separator: str
    quote: str = '"'
    comment: str = ""
    starts: tuple[int, ...] = ()

    def split(self, line: str) -> list[str]:
        """The cells of a line without quotation marks."""
        if self.separator == "aligned":
            return trimmed(cut(line, parts_of(self.starts)))
        if self.separator == " ":
            return line.replace("|", " ").split()
        if not self.separator:
            return [line]
        if self.separator == "|" and line.lstrip().startswith("|"):
            line = line.strip(" |")
        return line.split(self.separator)


def dialect_of(text: str, separator: str | None = None) -> tuple[str, Dialect]:
    """The text without a line "sep=;", and its dialect.

    The separator is the one given, or what this line says, or else the one that gives
    most rows the same length, and most numbers.
    """
    if _BOX.search(text):
        text = text.replace("│", "|")
    said = _SEP_LINE.match(text)
    if said:
        text, separator = text[said.end() :], separator or said[1]
    sample = text[:_SNIFFED]
    singles = len(_QUOTED["'"].findall(sample))
    quote = "'" if singles > 1 and '"' not in sample else '"'
    lines = _LINE_ENDS.split(_QUOTED[quote].sub(_TEXT, sample))
    if len(text) > _SNIFFED:
        lines.pop()  # it is cut
    lines = [line for line in lines if line.strip() and not _is_drawn(line)]
    comment = _comment(lines, separator)
    lines = [line for line in lines if not is_comment(line, comment)]
    best = _best(lines, separator)
    if best.separator == "aligned" and len(text) > _SNIFFED:  # as all lines have it
        all_lines = text.replace("|", " ").splitlines()
        best = best._replace(starts=starts_of([*filter(str.strip, all_lines)]))
    return text, best._replace(quote=quote, comment=comment)


def _best(lines: list[str], separator: str | None) -> Dialect:
    """The dialect that fits lines best."""
    lines = lines[:_LINES]
    # What is printed in columns has neither quotation marks nor tabs.
    is_printed = not any(_UNPRINTED & {*line} for line in lines)
    starts = starts_of([line.replace("|", " ") for line in lines]) * is_printed
    chosen = SEPARATORS if separator is None else [separator]
    dialects = [Dialect(one, starts=starts) for one in chosen]
    return max(dialects, key=lambda dialect: _fit(dialect, lines))


def _fit(dialect: Dialect, lines: list[str]) -> float:
    """The share of lines with as many cells as most, and of numbers among their cells.
    0: the dialect separates nothing."""
    rows = [dialect.split(line) for line in lines]
    several = [row for row in rows if len(row) > 1]
    is_first = several and rows[0] is several[0]
    if not dialect.separator or len(several) < max(min(2, len(rows)), 1):
        return 0 if dialect.separator else 1e-9
    if dialect.separator == ",":
        with_comma = [line for line in lines if "," in line]
        lone = all(map(_LONE_DECIMAL.fullmatch, with_comma))
        if lone and len(with_comma) < len(lines):
            return 0
    alike = max((_alike(several), _alike([*map(trimmed, several)])), key=len)
    cells = [cell for row in alike[1:] for cell in row]
    cells = cells[:: len(cells) // _CELLS + 1]
    typed = sum(map(is_typed, cells)) / max(len(cells), 1)
    if 2 * len(several) < len(rows) and not is_first and typed < 0.9:
        return 0
    trust = 0.9 if dialect.separator in (" ", "aligned") else 1.0  # cells hold blanks
    if any(_TEXT in cell and cell.strip() != _TEXT for row in several for cell in row):
        trust /= 2  # what is quoted is a whole cell
    if dialect.separator == " " and (
        (len(alike) < len(rows) and any(map(_NO_BLANKS.search, lines)))
        or (typed < 1 and any("\t" in line for line in lines) and not _are_mixed(lines))
    ):
        trust /= 2  # another separates, as blanks cannot say that a cell is empty
    return trust * len(alike) / len(rows) * (1 + typed) / 2


def _are_mixed(lines: list[str]) -> bool:
    """Whether blanks separate numbers between the tabs of most lines."""
    between = [[cell.split() for cell in line.split("\t")] for line in lines]
    mixed = (
        any(len(cell) > 1 and all(map(is_typed, cell)) for cell in cells)
        for cells in between
    )
    return 2 * sum(mixed) > len(lines)


def _alike(rows: list[list[str]]) -> list[list[str]]:
    """The rows with as many cells as most."""
    width = _width(rows)
    return [row for row in rows if len(row) == width]


def _width(rows: list[list[str]]) -> int:
    """How many cells most rows have."""
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 0


def _is_drawn(line: str) -> bool:
    """Whether a line holds no cells: dashes, a frame, or how many rows were printed."""
    drawn = not line.strip(_DRAWS) and any(pair in line for pair in _DOUBLES)
    return drawn or bool(_FOOTER.fullmatch(line))


# Comments


def is_comment(line: str, comment: str) -> bool:
    """Whether a line begins as comments do, and no quoted cell goes on below it."""
    begins = bool(comment) and line.lstrip(' \t"').startswith(comment)
    return begins and line.count('"') % 2 == 0


def _comment(lines: list[str], separator: str | None) -> str:
    """How comments begin: as some lines do, which do not look like the table's rows."""
    marks = Counter(mark[1] for mark in map(_COMMENT.match, lines) if mark)
    for mark in marks:
        rest = [line for line in lines if not is_comment(line, mark)]
        if len(rest) < 2:
            continue
        dialect = _best(rest, separator)
        rows = [dialect.split(line) for line in rest[:_LINES]]
        marked = [dialect.split(line) for line in lines if is_comment(line, mark)]
        numbered = sum(is_typed(row[0]) for row in rows if row) > 0.8 * len(rows)
        words = not any(is_typed(row[0]) for row in marked if row)
        width = _width(rows)
        if (numbered and words) or all(len(row) != width for row in marked):
            return mark
    return ""


def without_comments(text: str, dialect: Dialect) -> tuple[str, int]:
    """A text with blank lines in place of comments and of what is drawn around cells;
    and how many comments there were.

    The last ones above the table may hold names and units, and lose their marks alone.
    """
    if dialect.separator == " ":
        text = _END_COMMENT.sub("", text)
    if not dialect.comment and not _DRAWN.search(text):
        return text, 0
    lines = _ONE_END.split(text)
    marked = {k for k, line in enumerate(lines) if is_comment(line, dialect.comment)}
    filled = (k for k, line in enumerate(lines) if line.strip() and k not in marked)
    first = next(filled, 0)
    for k, line in enumerate(lines):
        if k > first and k in marked or _DRAWN.match(line) and _is_drawn(line):
            lines[k] = ""
    above = max((k for k in marked if k < first), default=-1)
    while above in marked and (said := _names_in(lines[above], lines[first], dialect)):
        lines[above] = said
        marked.remove(above)
        above -= 1
    for k in marked:
        lines[k] = ""
    return "\n".join(lines), len(marked)


def _names_in(comment: str, first: str, dialect: Dialect) -> str:
    """What a comment says, if it is one name for each cell of the table's first row."""
    whole = comment.strip()
    whole = whole.strip('"') if whole.startswith('"') else whole
    said = whole.lstrip(dialect.comment)
    is_apart = said[:1].isspace() and said[:1] != dialect.separator.replace(" ", "")
    if not is_apart and (dialect.comment != "#" or said[:1] == dialect.separator):
        said = whole  # it is how the first column is called
    quoted = _QUOTED[dialect.quote]
    names, cells = (dialect.split(quoted.sub(_TEXT, line)) for line in (said, first))
    names = trimmed(names)
    is_as_wide = len(trimmed(cells)) <= len(names) <= len(cells)
    are_names = is_as_wide and not any(map(is_typed, names))
    return said if are_names and any(map(is_typed, filter(None, cells))) else ""
