"""What a file leaves open, as questions."""

from jaxreg.data.files import Opened
from jaxreg.data.kinds import Kind
from jaxreg.data.numerals import SIGNS, as_number, split_number
from jaxreg.data.reading import Choices, Doubt
from jaxreg.data.table import short


def doubts_of(
    file: Opened, choices: Choices, kinds: list[Kind], example: str, sign: str
) -> tuple[Doubt, ...]:
    """Questions on what the file leaves open and nobody has chosen yet.

    Args:
        file: where the table is from.
        choices: what was chosen.
        kinds: its columns.
        example: a number that means another one with the other decimal sign, or "".
        sign: the likelier decimal sign.
    """
    doubts = []
    if len(file.in_doubt) > 1:
        doubts.append(Doubt("encoding", "Which of these looks right?", file.in_doubt))
    if example and choices.decimal is None:
        signs = (sign, SIGNS[sign == SIGNS[0]])
        means = tuple((number_in(example, one), one) for one in signs)
        doubts.append(Doubt("decimal", f"What does “{short(example)}” mean?", means))
    date = next((kind.doubtful_date for kind in kinds if kind.doubtful_date), "")
    if date and choices.day_first is None:
        firsts = (("the month", False), ("the day", True))[:: -1 if sign == "," else 1]
        doubts.append(
            Doubt("day_first", f"What comes first in “{short(date)}”?", firsts)
        )
    codes = {code: kind.column.name for kind in kinds for code in kind.codes}
    for code, name in list(codes.items())[:1]:
        far = f"{code} in “{short(name)}” is far from the other values."
        meant = (("a missing value", (*codes,)), ("a number", ()))
        doubts.append(Doubt("codes", f"{far} What is it?", meant))
    return tuple(doubts)


def number_in(text: str, decimal: str) -> str:
    """The number in a text that may have a unit, as people write it."""
    return f"{as_number(split_number(text)[0], decimal):.15g}"
