"""The names of a table's columns: in its first row, in some rows with units and types
below them, or in none."""

import re
from itertools import zip_longest

from jaxreg.data.cells import is_missing, is_plain, is_typed
from jaxreg.data.numerals import split_number
from jaxreg.data.table import short

NAME_ROWS = 4
"""How many rows the names of columns may take, with their units and types."""
_SAMPLE = 50  # rows
_TYPES = {
    *"num numeric number int integer bigint int64 float double real decimal".split(),
    *"float64 chr char character str string text varchar factor fct object".split(),
    *"category categorical nominal ordinal continuous discrete date datetime".split(),
    *"dbl dttm time timestamp bool boolean logical lgl c d s class meta".split(),
}
_UNIT_LENGTH = 15  # characters
_NO_NAMES = (
    "The first row contains data, so the columns are called “column 1”, “column 2” and "
    "so on."
)


def names_of(
    block: list[list[str]], is_short: bool, chosen: bool | None
) -> tuple[list[str], int, list[str]]:
    """The names in the first rows of a table, [] if there are none; how many rows they
    take; and sentences on these.

    Args:
        block: the first rows of the table, as cleaned cells.
        is_short: whether the first has no name for the names of rows.
        chosen: whether it has names; None: as the rows below suggest.
    """
    names, *below = block
    if below and names[0].endswith(":") and len(names) == len(below[0]) + 1:
        names = names[1:]  # as in "Data: y x"
    sample = below[min(2, max(len(below) - 2, 0)) :][:_SAMPLE]  # two rows at least
    units = units_of(sample, max(map(len, block)))
    names = [""] * is_short + names
    if chosen is None:
        chosen = is_short or _are_names(names, sample, units)
    if not chosen:
        return [], 0, [_NO_NAMES]
    notes = []
    if all(map(is_typed, names)):
        notes = ["The values in the first row were read as the names of the columns."]
    used = 1
    while len(below) > 2 and used < NAME_ROWS and _are_below(names, below[0], units):
        names, note = _with_second(names, below.pop(0), used == 1)
        notes.append(note)
        used += 1
    return names, used, notes


def _are_below(names: list[str], row: list[str], units: list[set[str]]) -> bool:
    """Whether a row below the names holds none of the columns' values."""
    if _are_types(row):
        return True
    if not names[0] and len(row) > 1 and not any(row[1:]):
        return True  # pandas' name for the names of the rows
    pairs = [(cell, its) for cell, its in zip(row, units, strict=False) if its]
    return any(cell for cell, _ in pairs) and all(_is_name(*pair) for pair in pairs)


def _are_types(row: list[str]) -> bool:
    return {cell.lower().strip("<>") for cell in row if cell} <= _TYPES


def _with_second(
    names: list[str], second: list[str], is_first: bool
) -> tuple[list[str], str]:
    """The names with what the row below them adds; and a note on that row."""
    said = [cell for cell in second if cell]
    if _are_types(said):
        return names, "The row of types below the names was skipped."
    if not any(second[1:]):
        return [*said, *names[1:]], "The names take up two rows."
    if len({*filter(None, names)}) == 1:
        return second, f"A row above the names was skipped: “{short(max(names))}”."
    if not all(names) or (is_first and all(len(cell) <= _UNIT_LENGTH for cell in said)):
        return _joined(names, second), "The names take up two rows."
    return names, f"A row below the names was skipped: “{short(' '.join(said))}”."


def units_of(rows: list[list[str]], width: int) -> list[set[str]]:
    """What stands beside the numbers or dates of each column, "" if nothing does; an
    empty set if more than half of what is not missing are texts."""
    units = []
    for k in range(width):
        cells = [row[k] for row in rows if k < len(row) and not is_missing(row[k])]
        typed = [cell for cell in cells if is_typed(cell)]
        most = 2 * len(typed) > len(cells)
        units.append({split_number(cell)[1] for cell in typed} if most else set())
    return units


def _is_name(cell: str, units: set[str]) -> bool:
    """Whether a cell is no value of the column below it, or is empty."""
    number, unit = split_number(cell)
    return not cell or not (is_plain(number) and (not unit or unit in units))


def _are_names(
    first: list[str], sample: list[list[str]], units: list[set[str]]
) -> bool:
    """Whether a table's first row has names: texts above numbers, or numbers that do
    not fit those below, as years do."""
    pairs = [*filter(all, zip(first, units, strict=False))]
    above = [cell for cell, _ in pairs]
    with_label = sum(bool(row[0]) for row in sample if row)
    if not first[0] and len(first) > 1 and all(first[1:]) and with_label:
        return 10 * with_label > 8 * len(sample)  # the names of the rows have none
    if not above:
        return not is_typed(first[0])
    if any(_is_name(*pair) for pair in pairs) or all(map(is_missing, above)):
        return True  # the first row of data seldom lacks all its numbers
    if not all(re.fullmatch(r"\d{1,4}", cell) for cell in above):
        return False
    numbers = [int(cell) for cell in above]
    if numbers != sorted({*numbers}) or len(numbers) < 2:
        return False
    below = [cell for row in sample for cell in row if cell]
    years = [cell for cell in below if re.fullmatch(r"1[5-9]\d\d|20\d\d", cell)]
    if 1500 <= numbers[0] and numbers[-1] < 2100:
        return 2 * len(years) < len(below)
    counted = numbers in ([*range(len(numbers))], [*range(1, len(numbers) + 1)])
    return counted and len(numbers) > 2 and any("." in cell for cell in below)


def _joined(names: list[str], second: list[str]) -> list[str]:
    """The names of two rows: units below names, or names below those of groups."""
    second = second + [""] * (len(names) - len(second))
    if all(names):
        return [
            f"{name} ({unit.strip('()[]')})" if 0 < len(unit) <= _UNIT_LENGTH else name
            for name, unit in zip(names, second, strict=False)
        ]
    group, joined = "", []
    for name, part in zip_longest(names, second, fillvalue=""):
        group = name or group
        joined.append(f"{group} {part}".strip() if part else name)
    return joined
