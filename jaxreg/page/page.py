"""What both pages look like: presets above, charts beside their controls."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from jaxreg.data.dataset import Points
from jaxreg.data.source import points_of
from jaxreg.data.table import DataError
from jaxreg.page.code import show_code
from jaxreg.page.controls import controls, presets
from jaxreg.page.how_read import how_read
from jaxreg.page.live_figures import live_figures
from jaxreg.page.own_data import loader, open_loader
from jaxreg.page.own_tokens import own, own_table
from jaxreg.page.points_table import begin_run, points_table
from jaxreg.page.sources import columns, forget_columns, remember
from jaxreg.page.state import do_later, reject_bad_parameters, say, show_problems
from jaxreg.settings import OWN, Scenario
from jaxreg.settings.glossary import GLOSSARY


def show_page(page: str, formulas: Callable[..., str]) -> None:
    """Draw a whole page.

    Args:
        page: "linear" or "logistic".
        formulas: the page's formulas as Markdown, with the numbers of a scenario and,
            if it is of a table, of its points in them.
    """
    do_later()
    begin_run()
    reject_bad_parameters(page)
    toolbar = st.container(horizontal=True, vertical_alignment="center", key="toolbar")
    with toolbar:
        presets(page)
        formula_place = st.popover("Formulas", icon=":material/function:")
        loader(page)
    show_problems(page)
    with st.container(horizontal=True, key="page"):
        # On a phone they stand in this order, the charts staying in sight.
        picture = st.container(key="picture")
        above = picture.container(horizontal=True, key="above")
        with st.container(key="controls", gap=None):
            scenario = controls(page, toolbar, above)
        _glossary(page, above)
        with picture:
            points = _show_picture(scenario)
    formula_place.markdown(formulas(scenario, points))


def _glossary(page: str, place: Any) -> None:
    """A button that opens the glossary, which is sent only then."""
    opened = place.popover("Glossary", key=f"{page} glossary", on_change="rerun")
    if opened.open:
        words = sorted(GLOSSARY, key=str.casefold)
        entries = (f"<dt>{word}</dt><dd>{GLOSSARY[word]}</dd>" for word in words)
        opened.html(f'<dl class="jr-glossary">{"".join(entries)}</dl>')


def _show_picture(scenario: Scenario) -> Points | None:
    """Draw the charts and the table of their points, or say why there are none.

    Returns the points, if they come from a table and can be taken from it.
    """
    absence, charts = st.container(), st.container(key="charts")
    try:
        points = points_of(scenario, own_table()) if scenario.is_of_table else None
    except DataError as error:
        with absence:
            _explain_absence(scenario, error)
        if _lacks_data(scenario):
            with charts:  # which keep the last picture, if there was one
                live_figures(scenario, None)
        return None
    if scenario.data == OWN:
        points_table(scenario)  # before the charts, which show what it says
        how_read(scenario)
        remember(scenario)
    with charts:
        live_figures(scenario, own().token)
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
