"""The charts and controls of a page as one component, which fetches its pictures by
itself.

The browser has the scenario: it asks the figure route for what a hand chooses, writes
the link, and tells the script the query when it needs to know. The script answers with
the same one, or with another that it made of a choice of data.
"""

from contextlib import suppress
from functools import partial
from secrets import token_hex

import streamlit as st

from jaxreg.live.assets import LIVE_FIGURES_JS, PLOTLY_JS
from jaxreg.live.controls import disabled, heeded, unused
from jaxreg.page import session
from jaxreg.page.state import changes, take, view
from jaxreg.settings import Scenario, to_query

_component = st.components.v2.component(
    "live_figures",
    js=f"""
const path = new URL("{LIVE_FIGURES_JS}", document.baseURI)
export default (await import(path)).default
""",
    # Plotly puts its styles into the document, where a shadow root does not see them.
    isolate_styles=False,
)


def live_figures(
    scenario: Scenario,
    token: str | None,
    hears_all: bool,
    absent: str = "",
) -> None:
    """Draw the scenario's charts, numbers, messages and controls.

    Args:
        scenario: what the page shows.
        token: of own data, if there are some: they are drawn if the scenario is of
            these, and go with the page in any case.
        hears_all: whether the script draws something that any control may change; else
            it hears of what it needs, and of all when a hand goes to its own widgets.
        absent: what lacks for a picture: the "data", until which the last picture
            stays, or "points" in them.
    """
    page = scenario.page
    key = session.of(page, session.FIGURES)
    _component(
        key=key,
        data={
            "page": page,
            "query": to_query(scenario),
            "changes": changes(page),
            "unused": unused(scenario),
            "disabled": disabled(scenario),
            "heeds": None if hears_all or scenario.explain == "code" else heeded(page),
            "token": token,
            "absent": absent,
            "reveal": st.session_state.get(session.REVEAL, 0),
            "view": view(page),
            "session": st.session_state.setdefault(session.NAME, token_hex(8)),
            "plotly": PLOTLY_JS,
        },
        on_query_change=partial(_take, page, key),
        on_refused_change=lambda: None,  # to run again says why
    )


def _take(page: str, key: str) -> None:
    """Take what the charts tell. What no hand of a person sends is ignored."""
    with suppress(AttributeError, KeyError):
        query = st.session_state[key].query
        if isinstance(query, str):
            take(page, query)
