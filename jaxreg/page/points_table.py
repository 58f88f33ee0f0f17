"""The points as a table that a person edits, and the model follows."""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from jaxreg.data.edits import edited, texts_to_edit
from jaxreg.data.reading import Choices
from jaxreg.data.shelf import find
from jaxreg.data.source import COLUMN_RULES, points_of, table_of, with_columns
from jaxreg.data.table import DataError, Table
from jaxreg.page.own_tokens import (
    edit_anew,
    own,
    own_choices,
    own_table,
    use,
    use_edited,
)
from jaxreg.page.preview import text_columns
from jaxreg.page.session import BEFORE, HOW_READ, NOW, POINTS, REVEAL
from jaxreg.page.state import apply, change, now_shown, refuse, say
from jaxreg.settings import OWN, Scenario
from jaxreg.training.runs import as_table

MAX_EDITED_ROWS = 1000


def begin_run() -> None:
    """Note whether the table was drawn in the last run: if not, its widget has lost the
    edits."""
    st.session_state[BEFORE] = st.session_state.pop(NOW, None)


def edit_button(page: str) -> None:
    """Draw a button that opens the points which are shown as a table of one's own."""
    st.button(
        "Edit",
        key=f"{page} edit",
        icon=":material/edit:",
        on_click=_open,
        args=(page,),
    )


def _open(page: str) -> None:
    """Copy the points unless they are own data already, and leave all else as it is."""
    st.session_state.update({POINTS: True, HOW_READ: False})
    st.session_state[REVEAL] = st.session_state.get(REVEAL, 0) + 1
    scenario = now_shown(page)
    if scenario.data == OWN:
        return
    table = table_of(scenario, None) if scenario.is_of_table else as_table(scenario)
    try:
        scenario = with_columns(replace(scenario, data=OWN, points=None), table)
        use(table)
    except DataError as error:
        return refuse(page, f"These points cannot be edited. {error}")
    apply(scenario)


def points_table(scenario: Scenario) -> None:
    """Draw own data as a table to edit; what it says is used from the next run on."""
    place = st.expander("Points as a table", key=POINTS, on_change="rerun")
    table = own_table()
    if not place.open or table is None:
        return
    scenario = with_columns(scenario, table)
    columns = _used_columns(scenario)
    shown = f"{scenario.page} {columns}"
    if st.session_state.get(BEFORE) != shown or find(own().base) is None:
        # It is another widget, without the edits: they are in the table by now.
        edit_anew()
    st.session_state[NOW] = shown
    base = find(own().base) or table
    with place:
        if len(base.columns[0].values) <= MAX_EDITED_ROWS:
            _edit(scenario, columns, base)
        else:
            say(f"A table of more than {MAX_EDITED_ROWS:,} rows cannot be edited here.")
            _show(table, columns)


def _used_columns(scenario: Scenario) -> list[int]:
    """The columns that a scenario takes, counted from 0."""
    numbers = [getattr(scenario, name) for name in scenario.fields("column")]
    return [k - 1 for k in numbers if k]


def _show(table: Table, columns: list[int]) -> None:
    """Draw a table to read, whose columns can be sorted."""
    shown = [table.columns[k] for k in columns]
    values = [c.values if c.origin is None else texts_to_edit(c) for c in shown]
    frame = pd.DataFrame(dict(zip(_keys(columns), values, strict=True)))
    labels = (st.column_config.Column(column.name) for column in shown)
    config = dict(zip(_keys(columns), labels, strict=True))
    st.dataframe(frame, hide_index=True, column_config=config)


def _edit(scenario: Scenario, columns: list[int], base: Table) -> None:
    """Draw the table as it was before it was edited; the widget holds the edits."""
    said = st.container()
    # As texts, since Streamlit reads "23,4" as 234, and says nothing.
    config = text_columns([base.columns[k] for k in columns], _keys(columns))
    after = st.data_editor(
        _texts(base, columns, own_choices()),
        key=f"own_table {own().base} {scenario.page} {columns}",
        num_rows="dynamic",
        hide_index=True,
        column_config=config,
    )
    try:
        table = _edited(base, columns, after, own_choices())
        if _is_same(table, own_table()):
            return
        if len(table.columns[0].values) > MAX_EDITED_ROWS:
            raise DataError(
                f"A table that you edit can have at most {MAX_EDITED_ROWS:,} rows."
            )
        if (before := own_table()) is not None:
            scenario = COLUMN_RULES[scenario.page].moved(scenario, before, table)
        points_of(scenario, table)
        use_edited(table)
    except DataError as error:
        with said:
            say(f"{error} The charts still show the points from before.", "refusal")
        return
    classes = {name: getattr(scenario, name) for name in scenario.fields("class")}
    change(replace(now_shown(scenario.page), **classes))
    st.rerun()


def _keys(columns: list[int]) -> list[str]:
    """What Streamlit calls the columns: their names may be some that it reserves."""
    return [f"c{k}" for k in columns]


def _texts(table: Table, columns: list[int], choices: Choices) -> pd.DataFrame:
    texts = (texts_to_edit(table.columns[k], choices.decimal) for k in columns)
    return pd.DataFrame(dict(zip(_keys(columns), texts, strict=True)), dtype=object)


def _edited(
    table: Table, columns: list[int], after: pd.DataFrame, choices: Choices
) -> Table:
    """A table with what was changed, added and removed in some of its columns.

    Raises:
        DataError: a text is not what its column holds.
    """
    after = after.fillna("")
    is_new = ~after.index.isin(range(len(table.columns[0].values)))
    is_filled = ~is_new | (after != "").any(axis=1).to_numpy()
    rows = np.where(is_new, -1, after.index)[is_filled].astype(int)
    columns_after = []
    for k, column in enumerate(table.columns):
        if k in columns:
            texts = after[_keys([k])[0]][is_filled]
            columns_after.append(edited(column, [*texts], choices))
        else:  # where a row is new, its value is missing
            missing = np.nan if column.is_number else ""
            values = np.append(column.values, missing)[rows]
            columns_after.append(column._replace(values=values))
    return Table(tuple(columns_after), table.notes)


def _is_same(one: Table, other: Table | None) -> bool:
    return other is not None and all(
        np.array_equal(a.values, b.values, equal_nan=a.is_number)
        for a, b in zip(one.columns, other.columns, strict=True)
    )
