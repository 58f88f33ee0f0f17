"""Columns that are lined up by blanks, as printed tables are."""

from collections.abc import Sequence

import numpy as np

from jaxreg.data.cells import is_typed

_MAX_WIDTH = 2000  # characters of a line that is printed
_AT_ONCE = 1000  # lines


def starts_of(lines: Sequence[str]) -> tuple[int, ...]:
    """Where columns start: after places that are blank in every line, from the line
    above the first one with a number on.

    That line has the names. Where it has none, the blanks are inside texts, which
    belong to the name on their left, if it starts where they do, else on their right.
    """
    numbered = (k for k, line in enumerate(lines) if any(map(is_typed, line.split())))
    lines = lines[max(next(numbered, 0) - 1, 0) :]
    width = max(map(len, lines), default=0)
    if not 0 < width <= _MAX_WIDTH:
        return ()
    filled = np.zeros(width, bool)
    for k in range(0, len(lines), _AT_ONCE):
        some = np.array(lines[k : k + _AT_ONCE], f"<U{width}")
        characters = some.view(np.uint32).reshape(len(some), width)
        filled |= ((characters != ord(" ")) & (characters != 0)).any(axis=0)
    starts = np.flatnonzero(filled & ~np.append(False, filled[:-1])).tolist()
    return tuple(starts) if len(starts) < 2 else _named(lines[0], starts)


def _named(names: str, starts: list[int]) -> tuple[int, ...]:
    """The starts of those parts that have a name, and of the first."""
    called = [names[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
    kept, is_part = [starts[0]], False
    for k, start in enumerate(starts[1:], 1):
        if called[k].strip():
            if not is_part:
                kept.append(start)
            is_part = False
        elif not is_part and k < len(starts) - 1 and not called[k - 1][:1].strip():
            kept.append(start)  # with what follows it, up to a name
            is_part = True
    return tuple(kept)


def parts_of(starts: Sequence[int]) -> list[slice]:
    """The parts of a line that are its columns, the first for want of any."""
    starts = starts or [0]
    return [slice(*both) for both in zip(starts, [*starts[1:], None], strict=True)]


def cut(line: str, parts: Sequence[slice]) -> list[str]:
    """The cells of a line: its parts, without the frame around them."""
    line = line.replace("|", " ")
    return [line[part].strip() for part in parts]
