"""The code behind the picture: what runs, and a script for a student to take along."""

import inspect
from collections.abc import Iterator
from functools import partial
from typing import Any

import streamlit as st

from jaxreg.data.table import Table
from jaxreg.explain.notebook import notebook
from jaxreg.explain.script import script
from jaxreg.explain.script_table import (
    POINTS_FILE,
    needs_file,
    points_csv,
    table_points,
)
from jaxreg.explain.script_way import loop_of, step_parts
from jaxreg.explain.scripted import scripted_of
from jaxreg.settings import Scenario
from jaxreg.training import models
from jaxreg.training.runs import MODELS


def show_code(scenario: Scenario, own: Table | None) -> None:
    """Draw the source of the loss, the step and the loop, and the complete script.

    Raises:
        DataError: the points cannot be taken from ``own``, a person's own data.
    """
    complete, loss, step, loop = st.tabs(["Complete script", "Loss", "Step", "Loop"])
    with complete:
        what = "W, b and loss" if scenario.has_intercept else "W and loss"
        words = f"This script needs only `jax`, and prints the {what} of this run."
        name = f"{scenario.page}_regression"
        files = {f"{name}.py": script, f"{name}.ipynb": notebook}
        if needs_file(scenario, own):
            words += f" It reads the points from `{POINTS_FILE}` in the same folder."
            files[POINTS_FILE] = points_csv
        st.markdown(words)
        with st.container(horizontal=True):
            for file_name, text in files.items():
                kind = file_name.rpartition(".")[2]
                st.download_button(
                    file_name if text is points_csv else f".{kind}",
                    data=partial(text, scenario, own),  # made when clicked
                    file_name=file_name,
                    key=f"{name} {kind}",
                    icon=":material/download:",
                    on_click="ignore",
                )
        st.code(script(scenario, own), language="python")
    for place, parts in zip((loss, step, loop), _parts(scenario, own), strict=True):
        with place:
            for part in parts:
                st.code(inspect.getsource(part), language="python")


def _parts(scenario: Scenario, own: Table | None) -> Iterator[list[Any]]:
    """The functions of the loss, the step and the loop."""
    model, points = scripted_of(scenario), table_points(scenario, own)
    losses = [*model.losses(scenario)]
    trained = MODELS[scenario.page].loss_of(scenario)  # of a penalty of 0 too
    yield [models.predict, *losses, *[trained] * (trained not in losses)]
    num_points = len(points.y) if points else model.num_points(scenario)
    yield step_parts(scenario, num_points)
    yield [loop_of(scenario, num_points)]
