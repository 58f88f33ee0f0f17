"""The code behind the picture: what runs, and a script for a student to take along."""

import inspect
from functools import partial

import streamlit as st

from jaxreg.data.table import Table
from jaxreg.explain.notebook import notebook
from jaxreg.explain.script import script
from jaxreg.explain.script_table import POINTS_FILE, needs_file, points_csv
from jaxreg.explain.scripted import scripted_of
from jaxreg.settings import Scenario
from jaxreg.training import gradient_descent, models
from jaxreg.training.runs import MODELS


def show_code(scenario: Scenario, own: Table | None) -> None:
    """Draw the source of the loss, the step and the loop, and the complete script.

    Raises:
        DataError: the points cannot be taken from ``own``, a person's own data.
    """
    complete, loss, step, loop = st.tabs(["Complete script", "Loss", "Step", "Loop"])
    with complete:
        words = (
            "This script needs only `jax`, and prints the W, b and loss of this run."
        )
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
    losses = [*scripted_of(scenario).losses(scenario)]
    trained = MODELS[scenario.page].loss_of(scenario)  # of a penalty of 0 too
    losses += [trained] * (trained not in losses)
    for place, parts in (
        (loss, [models.predict, *losses]),
        (step, [gradient_descent.epoch]),
        (loop, [gradient_descent.descend]),
    ):
        with place:
            for part in parts:
                st.code(inspect.getsource(part), language="python")
