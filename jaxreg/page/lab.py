"""The Lab: many runs at once. The browser draws it, and asks the route of sweeps."""

from pathlib import Path

import streamlit as st

from jaxreg.live.assets import LAB_JS, PLOTLY_JS
from jaxreg.live.sweeps import MAX_RUNS, MAX_WORK
from jaxreg.page import session
from jaxreg.page.own_tokens import own

_component = st.components.v2.component(
    "lab",
    js=f"""
const path = new URL("{LAB_JS}", document.baseURI)
export default (await import(path)).default
""",
    css=Path(__file__).with_name("lab.css").read_text("utf-8"),
    isolate_styles=False,  # Plotly puts its styles into the document
)

st.session_state[session.PAGE] = "lab"  # another page takes its link's scenario
with st.container(horizontal=True, vertical_alignment="center", key="bar"):
    st.html('<div class="jr-menus"></div>')  # the browser fills it
_component(
    key="lab",
    data={
        "token": own().token,
        "plotly": PLOTLY_JS,
        "limit": f"At most {MAX_RUNS:,} runs, and {MAX_WORK:,} points times epochs.",
    },
)
