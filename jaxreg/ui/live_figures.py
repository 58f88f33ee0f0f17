"""The charts of a page as one component, which fetches its pictures by itself.

Python tells it the scenario's query; the browser asks the figure route for it, and for
each value that a slider takes while it is held.
"""

from pathlib import Path

import streamlit as st

from jaxreg.routes import PLOTLY_JS
from jaxreg.scenario import CONTROLS, Scenario, page_of, to_query
from jaxreg.ui.controls import set_control, view

_component = st.components.v2.component(
    "live_figures",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    # Plotly puts its styles into the document, where a shadow root does not see them.
    isolate_styles=False,
)


def live_figures(scenario: Scenario) -> None:
    """Draw the scenario's charts, numbers and messages, and follow the sliders."""
    page = page_of(scenario)
    key = f"{page} figures"

    def act() -> None:
        action = st.session_state[key].action
        try:
            set_control(page, str(action["key"]), str(action["value"]))
        except (KeyError, TypeError, ValueError):
            return  # no message of ours offers this

    sliders = [c.key for c in CONTROLS[page].values() if not c.is_choice]
    _component(
        key=key,
        data={
            "page": page,
            "query": to_query(scenario),
            "view": view(page),
            "sliders": sliders,
            "plotly": PLOTLY_JS,
        },
        on_action_change=act,
    )
