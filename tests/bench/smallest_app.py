"""The smallest app there can be, to compare with: one slider, one line."""

import streamlit as st

W = st.slider("W", -10.0, 10.0, 3.0, 0.1, key="W")
line = {"x": [0, 9], "y": [0, 9 * W], "mode": "lines"}
st.plotly_chart({"data": [line], "layout": {"yaxis": {"range": [-100, 100]}}})
