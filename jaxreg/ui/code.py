"""The code behind the picture: what runs, and a script for a student to take along."""

import inspect
from functools import partial

import streamlit as st

from jaxreg import models, train
from jaxreg.experiment import loss_of
from jaxreg.scenario import Scenario, page_of
from jaxreg.script import notebook, script


def show_code(scenario: Scenario) -> None:
    """Draw the source of the loss, the step and the loop, and the complete script."""
    complete, loss, step, loop = st.tabs(["Complete script", "Loss", "Step", "Loop"])
    with complete:
        st.markdown("It needs only `jax`, and prints the numbers of this page.")
        name = f"{page_of(scenario)}_regression"
        with st.container(horizontal=True):
            for kind, text in (("py", script), ("ipynb", notebook)):
                st.download_button(
                    f".{kind}",
                    data=partial(text, scenario),  # made when clicked
                    file_name=f"{name}.{kind}",
                    key=f"{name} {kind}",
                    icon=":material/download:",
                    on_click="ignore",
                )
        st.code(script(scenario), language="python")
    for place, functions in (
        (loss, [models.predict, *_parts(loss_of(scenario))]),
        (step, [train.epoch]),
        (loop, [train.descend]),
    ):
        with place:
            for function in functions:
                st.code(inspect.getsource(function), language="python")


def _parts(loss: train.LossFn) -> list[train.LossFn]:
    """A loss, after the one that it builds on."""
    if loss is models.penalised_cross_entropy:
        return [models.binary_cross_entropy, loss]
    return [loss]
