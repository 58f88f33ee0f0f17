"""The charts of a page as one component, which fetches its pictures by itself.

Python tells it the scenario's query; the browser asks the figure route for it, and for
each value that a slider takes while it is held.
"""

from secrets import token_hex

import streamlit as st

from jaxreg.insight import STUDIES
from jaxreg.routes import LIVE_FIGURES_JS, PLOTLY_JS
from jaxreg.scenario import CONTROLS, OWN, Scenario, page_of, to_query
from jaxreg.ui.points_table import REVEAL
from jaxreg.ui.state import choose_rate, choose_start, set_control, view

_component = st.components.v2.component(
    "live_figures",
    js=f"""
const path = new URL("{LIVE_FIGURES_JS}", document.baseURI)
export default (await import(path)).default
""",
    # Plotly puts its styles into the document, where a shadow root does not see them.
    isolate_styles=False,
)


def live_figures(scenario: Scenario, token: str | None) -> None:
    """Draw the scenario's charts, numbers and messages, and follow the sliders.

    ``token`` is that of own data, if there are some: they are drawn if the scenario is
    of these, and go with the page in any case. If it is of own data and there are none,
    the last picture stays, and follows nothing.
    """
    page = page_of(scenario)
    key = f"{page} figures"

    def act() -> None:
        action = st.session_state[key].action
        try:
            set_control(page, str(action["key"]), str(action["value"]))
        except (KeyError, TypeError, ValueError):
            return  # no message of ours offers this

    def start() -> None:
        try:
            x, y = map(float, st.session_state[key].start)
            choose_start(page, x, y)
        except (TypeError, ValueError):
            return  # no click of ours sends this

    def rate() -> None:
        try:
            choose_rate(page, float(st.session_state[key].rate))
        except (TypeError, ValueError):
            return  # no click of ours sends this

    def catch_up() -> None:
        try:
            for slider, text in st.session_state[key].missed.items():
                set_control(page, slider, str(text))
        except (AttributeError, TypeError, ValueError):
            return  # no slider of ours shows this

    sliders = {
        control.key: control.text(getattr(scenario, field))
        for field, control in CONTROLS[page].items()
        if not control.is_choice and not control.typed
    }
    _component(
        key=key,
        data={
            "page": page,
            "query": to_query(scenario),
            "token": token,
            "absent": scenario.data == OWN and token is None,
            "reveal": st.session_state.get(REVEAL, 0),
            "view": view(page),
            "sliders": sliders,
            "session": st.session_state.setdefault("session", token_hex(8)),
            "plotly": PLOTLY_JS,
            "study": STUDIES.get(scenario.insight),
        },
        on_action_change=act,
        on_start_change=start,
        on_rate_change=rate,
        on_refused_change=lambda: None,  # to run again says why
        on_missed_change=catch_up,
    )
