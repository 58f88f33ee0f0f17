"""How data were read: the choices that were made, the first rows, and the columns."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from jaxreg.data.dialect import SEPARATORS
from jaxreg.data.edits import texts_to_edit
from jaxreg.data.encodings import ENCODINGS
from jaxreg.data.numerals import SIGNS
from jaxreg.data.reading import Choices, Doubt, Reading
from jaxreg.data.table import Column, Table
from jaxreg.page.state import say
from jaxreg.settings import Scenario

_ROWS, _COLUMNS = 5, 50
_BARS, _SAMPLE = 12, 10_000  # of a histogram; values that it is made of
_WIDTH, _WIDE = 160, 240  # pixels of a choice

Choose = Callable[[str, Any], None]
"""What is done when another value of a field of ``Choices`` is chosen."""

# What each field is called, and its values, where there are few.
_FEW: dict[str, tuple[str, dict[str, Any]]] = {
    "names": ("First row", {"names": True, "data": False}),
    "decimal": ("Decimal sign", dict(zip(("point", "comma"), SIGNS, strict=True))),
    "day_first": ("Dates begin with", {"month": False, "day": True}),
    "leave_out_faults": (
        "Cells that cannot be used",
        {"block their column": False, "count as missing": True},
    ),
}


def ask(place: str, doubts: Sequence[Doubt], asked: Choices, choose: Choose) -> None:
    """Draw each question with its answers, of which the likeliest, or the one given, is
    chosen. ``place`` tells apart what is drawn twice."""
    for field, question, answers in doubts:
        values, given = dict(answers), getattr(asked, field)
        chosen = given if given in values.values() else answers[0][1]
        say(question)
        _one_of_few(f"{place}_{field}", None, values, chosen, field, choose)


def choices(
    place: str, reading: Reading, made: Choices, fields: set[str], choose: Choose
) -> None:
    """Draw the ``fields`` of the choices that were ``made``, to be changed."""
    with st.container(horizontal=True, key=f"{place}_choices"):
        if reading.sheets:
            _one_of_many(place, "sheet", "Sheet or file", reading.sheets, made, choose)
        if made.encoding:
            names = dict.fromkeys((*reading.encodings, *ENCODINGS))
            _one_of_many(place, "encoding", "Encoding", names, made, choose)
        if made.separator is not None:
            _one_of_many(place, "separator", "Separator", SEPARATORS, made, choose)
        _lines_before(f"{place}_skip", made.skip or 0, choose)
        for field, (label, values) in _FEW.items():
            if field in fields:
                chosen = getattr(made, field)
                _one_of_few(f"{place}_{field}", label, values, chosen, field, choose)
        if "codes" in fields:
            _codes(f"{place}_codes", made, choose)


def _one_of_few(
    key: str,
    label: str | None,
    values: dict[str, Any],
    chosen: Any,
    field: str,
    choose: Choose,
) -> None:
    texts = {value: text for text, value in values.items()}
    st.session_state[key] = texts.get(chosen)
    st.segmented_control(
        label or "Answer",
        [*values],
        key=key,
        required=chosen in texts,
        label_visibility="visible" if label else "collapsed",
        on_change=lambda: choose(field, values[st.session_state[key]]),
    )


def _one_of_many(
    place: str,
    field: str,
    label: str,
    options: Iterable[str],
    made: Choices,
    choose: Choose,
) -> None:
    key = f"{place}_{field}"
    st.session_state[key] = getattr(made, field)
    called = {**ENCODINGS, **SEPARATORS} if field != "sheet" else {}
    st.selectbox(
        label,
        [*options],
        key=key,
        format_func=lambda option: called.get(option, option),
        width=_WIDE if field == "encoding" else _WIDTH,
        on_change=lambda: choose(field, st.session_state[key]),
    )


def _lines_before(key: str, skip: int, choose: Choose) -> None:
    st.session_state[key] = skip
    st.number_input(
        "Lines before the table",
        0,
        step=1,
        key=key,
        width=_WIDTH,
        on_change=lambda: choose("skip", st.session_state[key]),
    )


def _codes(key: str, made: Choices, choose: Choose) -> None:
    st.session_state[key] = "  ".join(made.codes or ())
    st.text_input(
        "Numbers that mean “missing”",
        key=key,
        placeholder="-999  9999",
        width=_WIDE,
        on_change=lambda: choose("codes", st.session_state[key]),
    )


# What was read


def rows_read(table: Table, used: dict[int, str], decimal: str | None) -> None:
    """Draw the first rows as they were read; where there are too many columns, first
    those ``used``, which are counted from 1."""
    columns = [table.columns[k - 1] for k in _drawn(table, used)]
    head = (column._replace(values=column.values[:_ROWS]) for column in columns)
    _table([texts_to_edit(column, decimal) for column in head], columns)


def raw_rows(rows: list[list[str]]) -> None:
    """Draw rows in which no table was found."""
    width = max(map(len, rows), default=0)
    cells = [[*row, *[""] * (width - len(row))] for row in rows]
    texts = np.array(cells, object).reshape(-1, width).T
    columns = [Column(f"cell {k}", column) for k, column in enumerate(texts, 1)]
    _table([[*column.values] for column in columns], columns)


def _table(texts: list[list[str]], columns: list[Column]) -> None:
    keys = [f"c{k}" for k in range(len(columns))]
    frame = pd.DataFrame(dict(zip(keys, texts, strict=True)), dtype=object)
    st.dataframe(frame, hide_index=True, column_config=text_columns(columns, keys))


def text_columns(columns: Sequence[Column], keys: Sequence[str]) -> dict[str, Any]:
    """How Streamlit shows columns as texts, under ``keys`` of ours: their names may be
    some that it keeps for itself."""
    return {
        key: st.column_config.TextColumn(
            column.name,
            alignment="right" if column.is_number and not column.origin else "left",
        )
        for key, column in zip(keys, columns, strict=True)
    }


def columns_read(table: Table, used: dict[int, str]) -> None:
    """Draw what each column holds, and what it is ``used`` as."""
    drawn = _drawn(table, used)
    frame = pd.DataFrame(
        [_said_of(table.columns[k - 1], used.get(k, "")) for k in drawn]
    )
    if not any(table.columns[k - 1].fault for k in drawn):
        frame = frame.drop(columns="trouble")
    config = {
        "distribution": st.column_config.BarChartColumn(width="small", y_min=0),
        "trouble": st.column_config.TextColumn("why it cannot be used", width="large"),
    }
    with st.container(key="own_columns"):
        st.dataframe(frame, hide_index=True, column_config=config)
    if len(drawn) < len(table.columns):
        say(
            f"{len(drawn)} of {len(table.columns):,} columns are shown, those in use "
            "first."
        )


def _drawn(table: Table, used: dict[int, str]) -> list[int]:
    numbers = range(1, len(table.columns) + 1)
    if len(numbers) <= _COLUMNS:
        return [*numbers]
    return [*used, *(k for k in numbers if k not in used)][:_COLUMNS]


def _said_of(column: Column, role: str) -> dict[str, Any]:
    is_number = column.is_number
    is_missing = np.isnan(column.values) if is_number else column.values == ""
    kind = "number" if is_number else "category"
    missing = int(is_missing.sum())
    return {
        "column": column.name,
        "used as": role,
        "kind": "date" if column.origin is not None else kind,
        "distribution": _histogram(column.values[~is_missing], is_number),
        "values": len(is_missing) - missing,
        "missing": missing,
        "trouble": column.fault,
    }


def _histogram(values: np.ndarray, are_numbers: bool) -> list[int]:
    """How many values are in each of a few equal ranges, or are each of the most
    frequent texts; of some, evenly spaced, where there are many."""
    values = values[:: max(len(values) // _SAMPLE, 1)]
    if are_numbers:
        return np.histogram(values, _BARS)[0].tolist() if values.size else []
    return [count for _, count in Counter(values).most_common(_BARS)]


def roles(scenario: Scenario) -> dict[int, str]:
    """What each column that a scenario takes is used as, by its number from 1."""
    fields = ((field, getattr(scenario, field)) for field in scenario.fields("column"))
    return {k: field.removesuffix("_column") for field, k in fields if k}
