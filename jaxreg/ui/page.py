"""What both pages look like: presets above, charts beside their controls."""

from collections.abc import Callable

import streamlit as st

from jaxreg.ui.code import show_code
from jaxreg.ui.controls import (
    controls,
    presets,
    reject_bad_parameters,
    show_problems,
)
from jaxreg.ui.live_figures import live_figures


def show_page(page: str, formulas: Callable[..., str]) -> None:
    """Draw a whole page.

    Args:
        page: "linear" or "logistic".
        formulas: the page's formulas as Markdown, with a scenario's numbers in them.
    """
    reject_bad_parameters(page)
    toolbar = st.container(horizontal=True, vertical_alignment="center", key="toolbar")
    with toolbar:
        presets(page)
        formula_place = st.popover("Formulas", icon=":material/function:")
    show_problems(page)
    with st.container(horizontal=True, key="page"):
        # On a phone they stand in this order, the charts staying in sight.
        picture = st.container(key="picture")
        above = picture.container(horizontal=True, key="above")
        with st.container(key="controls", gap=None):
            scenario = controls(page, toolbar, above)
        with picture:
            live_figures(scenario)
            if scenario.insight == "code":
                show_code(scenario)
    formula_place.markdown(formulas(scenario))
