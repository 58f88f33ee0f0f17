"""What both pages look like: a bar, the controls, and the charts beside them."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from jaxreg.data.dataset import Points
from jaxreg.data.source import points_of
from jaxreg.data.table import DataError
from jaxreg.page.code import show_code
from jaxreg.page.how_read import how_read, offer_to_leave_out
from jaxreg.page.live_figures import live_figures
from jaxreg.page.own_data import loader, open_loader
from jaxreg.page.own_tokens import own, own_table
from jaxreg.page.points_table import begin_run, edit_button, points_table
from jaxreg.page.sources import columns, forget_columns, remember, show_source, source
from jaxreg.page.state import (
    now_shown,
    open_page,
    say,
    show_problems,
    show_refused,
)
from jaxreg.settings import OWN, Scenario
from jaxreg.settings.glossary import GLOSSARY


def show_page(page: str, formulas: Callable[..., str]) -> None:
    """Draw a whole page.

    Args:
        page: "linear" or "logistic".
        formulas: its formulas as Markdown, with the numbers of a scenario and, if it is
            of a table, of its points in them.
    """
    open_page(page)
    begin_run()
    with st.container(horizontal=True, vertical_alignment="center", key="bar"):
        st.html('<div class="jr-menus"></div>')  # the charts fill it, and what follows
        loader(page)
    has_problems = show_problems(page)
    scenario = now_shown(page)  # with what was loaded
    with st.container(horizontal=True, key="page"):
        with st.container(key="controls", gap=None):
            st.html('<div class="jr-training"></div>')
            _data(scenario)
            st.html('<div class="jr-points"></div>')
        with st.container(key="picture"):
            with st.container(horizontal=True, key="words"):
                formula_place = st.popover(
                    "Formulas", key=f"{page} formulas", on_change="rerun"
                )
                _glossary(page)
            hears_all = has_problems or formula_place.open or scenario.data == OWN
            points = _show_picture(scenario, bool(hears_all))
    if formula_place.open:
        formula_place.markdown(formulas(scenario, points))


def _glossary(page: str) -> None:
    """A button that opens the glossary, which is sent only then."""
    opened = st.popover("Glossary", key=f"{page} glossary", on_change="rerun")
    if opened.open:
        words = sorted(GLOSSARY, key=str.casefold)
        entries = (f"<dt>{word}</dt><dd>{GLOSSARY[word]}</dd>" for word in words)
        opened.html(f'<dl class="jr-glossary">{"".join(entries)}</dl>')


def _data(scenario: Scenario) -> None:
    """Draw where the points come from, and what is chosen of a table."""
    page = scenario.page
    with st.container(
        horizontal=True, vertical_alignment="bottom", key=f"data_of_{page}"
    ):
        source(scenario)
        edit_button(page)
    with st.container(key=f"columns_of_{page}"):
        if scenario.is_of_table:
            show_source(scenario)
        show_refused(page)
        offer_to_leave_out(page)


def _show_picture(scenario: Scenario, hears_all: bool) -> Points | None:
    """Draw the charts and the table of their points, or say why there are none.

    Returns the points, if they come from a table and can be taken from it.
    """
    absence, charts = st.container(), st.container(key="charts")
    token = None if _lacks_data(scenario) else own().token
    draw = partial(live_figures, scenario, token, hears_all)
    try:
        points = points_of(scenario, own_table()) if scenario.is_of_table else None
    except DataError as error:
        with absence:
            _explain_absence(scenario, error)
        with charts:
            draw(absent="data" if _lacks_data(scenario) else "points")
        return None
    if scenario.data == OWN:
        points_table(scenario)  # before the charts, which show what it says
        how_read(scenario)
    remember(scenario)
    with charts:
        draw()
        if scenario.explain == "code":
            show_code(scenario, own_table())
    return points


def _lacks_data(scenario: Scenario) -> bool:
    return scenario.data == OWN and own_table() is None


def _explain_absence(scenario: Scenario, error: DataError) -> None:
    if _lacks_data(scenario):
        say(
            "This page shows your data, but they are not on the server. A link holds "
            "all settings, but never the data, and the server forgets them when you "
            "reload the page, when it restarts, and after an hour without use. Load "
            "your "
            "data, and the settings apply to them.",
            "refusal",
        )
        st.button("Load your data", key="own_load", on_click=open_loader)
        return
    say(str(error), "refusal")
    page = scenario.page
    if any(getattr(scenario, name) is not None for name in columns(page)):
        st.button(
            "Choose other columns",
            key="own_columns",
            on_click=forget_columns,
            args=(page,),
        )
