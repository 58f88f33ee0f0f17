"""The Streamlit page: controls, own data, tables."""
