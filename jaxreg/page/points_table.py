"""The points as a table that a person edits, and the model follows."""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from jaxreg.data.shelf import find
from jaxreg.data.source import COLUMN_RULES, points_of, table_of, with_columns
from jaxreg.data.table import MAX_NUMBER, Column, DataError, Table
from jaxreg.page.own_tokens import edit_anew, own, own_table, use, use_edited
from jaxreg.page.session import BEFORE, NOW, POINTS, REVEAL
from jaxreg.page.state import apply, later, now_shown, refuse, say
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
        help="Opens these points as a table below the charts. Change, add or "
        "remove points there, and the model follows.",
    )


def _open(page: str) -> None:
    """Copy the points unless they are own data already, and leave all else as it is."""
    st.session_state[POINTS] = True
    st.session_state[REVEAL] = st.session_state.get(REVEAL, 0) + 1
    scenario = now_shown(page)
    if scenario.data == OWN:
        return
    table = table_of(scenario, None) if scenario.is_of_table else as_table(scenario)
    try:
        scenario = with_columns(replace(scenario, data=OWN), table)
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
            say(f"More than {MAX_EDITED_ROWS:,} rows cannot be edited here, only read.")
            st.dataframe(_frame(table, columns), hide_index=True)


def _used_columns(scenario: Scenario) -> list[int]:
    """The columns that a scenario takes, counted from 0."""
    numbers = [getattr(scenario, name) for name in scenario.fields("column")]
    return [k - 1 for k in numbers if k]


def _edit(scenario: Scenario, columns: list[int], base: Table) -> None:
    """Draw the table as it was before it was edited; the widget holds the edits."""
    said = st.container()
    before = _frame(base, columns)
    numbers = before.select_dtypes("number").columns
    limits = st.column_config.NumberColumn(min_value=-MAX_NUMBER, max_value=MAX_NUMBER)
    after = st.data_editor(
        before,
        key=f"own_table {own().base} {scenario.page} {columns}",
        num_rows="dynamic",
        hide_index=True,
        column_config=dict.fromkeys(numbers, limits),
    )
    edited = _edited(base, columns, after)
    if _is_same(edited, own_table()):
        return
    try:
        if len(edited.columns[0].values) > MAX_EDITED_ROWS:
            raise DataError(
                f"A table that you edit can have at most {MAX_EDITED_ROWS:,} rows."
            )
        if (table := own_table()) is not None:
            scenario = COLUMN_RULES[scenario.page].moved(scenario, table, edited)
        points_of(scenario, edited)
        use_edited(edited)
    except DataError as error:
        with said:
            say(f"{error} The charts still show the points from before.", "refusal")
        return
    for name in scenario.fields("class"):
        later(scenario.controls[name], getattr(scenario, name))
    st.rerun()


def _frame(table: Table, columns: list[int]) -> pd.DataFrame:
    shown = (table.columns[k] for k in columns)
    return pd.DataFrame({column.name: column.values for column in shown})


def _edited(table: Table, columns: list[int], after: pd.DataFrame) -> Table:
    """A table with what was changed, added and removed in some of its columns."""
    is_new = ~after.index.isin(range(len(table.columns[0].values)))
    after = after[~(is_new & after.isna().all(axis=1))]
    before = _frame(table, list(range(len(table.columns)))).reindex(after.index)
    edited = []
    for k, column in enumerate(table.columns):
        values = (after if k in columns else before)[column.name]
        if column.is_number:
            filled = values.to_numpy(float, na_value=np.nan)
        else:
            filled = values.fillna("").astype(str).to_numpy(object)
        edited.append(Column(column.name, filled, column.counts_rows))
    return Table(tuple(edited), table.notes)


def _is_same(one: Table, other: Table | None) -> bool:
    return other is not None and all(
        np.array_equal(a.values, b.values, equal_nan=a.is_number)
        for a, b in zip(one.columns, other.columns, strict=True)
    )
