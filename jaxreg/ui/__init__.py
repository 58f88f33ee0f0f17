"""The pages: controls, words and the chart component, on Streamlit."""
