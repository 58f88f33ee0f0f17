"""The charts of a page as one component, which fetches its pictures by itself.

Python tells it the scenario's query; the browser asks the figure route for it, and for
each value that a slider takes while it is held.
"""

from contextlib import suppress
from functools import partial
from secrets import token_hex

import streamlit as st

from jaxreg.explain.menu import slow_title
from jaxreg.live.assets import LIVE_FIGURES_JS, PLOTLY_JS
from jaxreg.page import session
from jaxreg.page.state import choose_rate, choose_start, set_control, view
from jaxreg.settings import CONTROLS, OWN, Scenario, to_query

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
    page = scenario.page
    key = session.of(page, session.FIGURES)
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
            "reveal": st.session_state.get(session.REVEAL, 0),
            "view": view(page),
            "sliders": sliders,
            "session": st.session_state.setdefault(session.NAME, token_hex(8)),
            "plotly": PLOTLY_JS,
            "slow": slow_title(scenario),
        },
        on_action_change=partial(_act, page, key),
        on_start_change=partial(_start, page, key),
        on_rate_change=partial(_rate, page, key),
        on_refused_change=lambda: None,  # to run again says why
        on_missed_change=partial(_catch_up, page, key),
    )


# What the charts tell. Whatever no message, click or slider of ours sends is ignored.


def _act(page: str, key: str) -> None:
    action = st.session_state[key].action
    with suppress(KeyError, TypeError, ValueError):
        set_control(page, str(action["key"]), str(action["value"]))


def _start(page: str, key: str) -> None:
    with suppress(TypeError, ValueError):
        x, y = map(float, st.session_state[key].start)
        choose_start(page, x, y)


def _rate(page: str, key: str) -> None:
    with suppress(TypeError, ValueError):
        choose_rate(page, float(st.session_state[key].rate))


def _catch_up(page: str, key: str) -> None:
    """Set the sliders that were let go while the server was away."""
    with suppress(AttributeError, TypeError, ValueError):
        for slider, text in st.session_state[key].missed.items():
            set_control(page, slider, str(text))
