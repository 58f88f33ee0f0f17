"""The page script: what all pages share, then the page that was asked for."""

from pathlib import Path

import streamlit as st

st.set_page_config(
    page_title="jaxreg",
    page_icon=str(Path(__file__).with_name("icon.svg")),
    layout="wide",
    menu_items={"About": "Linear and logistic regression by gradient descent, live."},
)

st.navigation(
    [
        st.Page(
            "linear.py",
            title="Linear regression",
            icon=":material/show_chart:",
            default=True,
            help="Fit a line to points by gradient descent.",
        ),
        st.Page(
            "logistic.py",
            title="Logistic regression",
            icon=":material/scatter_plot:",
            help="Tell two classes apart by gradient descent.",
        ),
        st.Page(
            "lab.py",
            title="Lab",
            icon=":material/science:",
            help="Train one run again and again with other settings.",
        ),
    ],
    position="hidden",
).run()
