"""A page's controls: CONTROLS as native widgets that are bound to the link.

The widgets' state is the scenario.
"""

from contextlib import nullcontext
from typing import Any

import streamlit as st

from jaxreg.page import session
from jaxreg.page.how_read import offer_to_leave_out
from jaxreg.page.points_table import edit_button
from jaxreg.page.sources import choose_source, columns, show_source
from jaxreg.page.state import apply, forget_problem, show_refused
from jaxreg.settings import (
    CONTROLS,
    DIGITS,
    PAGES,
    PRESETS,
    Control,
    Scenario,
    Value,
    from_query,
    is_table,
    to_query,
)

Place = Any  # a container of Streamlit

# Behind buttons, so that what is moved most stays in sight.
_POPOVERS = {
    "charts": "Charts",
    "start": "Start",
    "chosen start": "Start",
    "loss": "Loss",
    "ask": "Ask the model",
}
"""What the button of a group of controls is called."""


def presets(page: str) -> None:
    """A button for each preset of the page, and one back to the defaults."""
    names = [name for name, scenario in PRESETS.items() if scenario.page == page]
    for name in names:
        st.button(name, key=f"preset {name}", on_click=apply, args=(PRESETS[name],))
    st.button(
        "Reset",
        key=f"{page} reset",
        icon=":material/restart_alt:",
        type="tertiary",
        help="Set every control of this page back to its default.",
        on_click=apply,
        args=(PAGES[page](),),
    )


def controls(page: str, toolbar: Place, above: Place) -> Scenario:
    """Draw the page's controls, some in its ``toolbar`` and ``above`` its charts.

    Returns what they say.
    """
    first = ["explain", "data"]  # the latter decides what the others can say
    names = first + [name for name in CONTROLS[page] if name not in first]
    places = _places(page, toolbar, above)
    values: dict[str, Value] = {}
    for name in names:
        control = CONTROLS[page][name]
        place = places["unused"]
        if not _is_unused(page, name, values):
            place = _place_of(page, name, places)
        with place:
            values[name] = _widget(page, name, _is_disabled(name, control, values))
            if name == "data":
                edit_button(page)
            if name == "seed":
                _next_seed_button(page, control)
            if name == "learning_rate":
                st.html('<div class="jr-ruler"></div>')  # the charts fill it
    scenario = _checked(page, PAGES[page](**values))  # type: ignore[arg-type]
    with places["columns"]:
        if scenario.is_of_table:
            show_source(scenario)
        show_refused(page)
        offer_to_leave_out(page)
    st.session_state[session.of(page, session.HAS_TABLE)] = scenario.is_of_table
    return scenario


def _places(page: str, toolbar: Place, above: Place) -> dict[str, Place]:
    """Where controls of some names stand, those of any choice, those of no use, and the
    rows of buttons."""
    return {
        "explain": above,
        "data": st.container(
            horizontal=True, vertical_alignment="bottom", key=f"data_of_{page}"
        ),
        "columns": st.container(key=f"columns_of_{page}"),
        "choices": st.container(
            horizontal=True, vertical_alignment="bottom", key=f"choices_of_{page}"
        ),
        # Not shown: they hold what is in the link, and are chosen by other widgets.
        "unused": st.container(key=f"unused_of_{page}"),
        "toolbar": toolbar,
        "above": above,
    }


def _place_of(page: str, name: str, places: dict[str, Place]) -> Place:
    """Where a control stands: behind a button, in a place of its own, or where the next
    one would."""
    control = CONTROLS[page][name]
    if title := _POPOVERS.get(control.group):
        if title not in places:
            row = "toolbar" if title == "Ask the model" else "above"
            places[title] = places[row].popover(title, key=f"{page} {title}")
        return places[title]
    if name in places:
        return places[name]
    if name == "seed":
        return st.container(
            horizontal=True, vertical_alignment="center", key=f"seed_of_{page}"
        )
    return places["choices"] if control.is_choice else nullcontext()


def _is_unused(page: str, name: str, values: dict[str, Value]) -> bool:
    """Whether a control is not to be seen: those of the points' own making where they
    come from a table, and of its columns and classes the numbers."""
    return name in columns(page) or (
        CONTROLS[page][name].group == "generator" and is_table(values["data"])
    )


def _is_disabled(name: str, control: Control, values: dict[str, Value]) -> bool:
    """Whether what is chosen already leaves a control nothing to say."""
    if name == "start_seed":
        return values["start"] != "seed"
    if control.group == "chosen start":
        return values["start"] != "chosen"
    return control.group == "generator" and values["data"] != "generated"


def _checked(page: str, scenario: Scenario) -> Scenario:
    """The scenario without values that only a forged message or link can carry."""
    return from_query(page, to_query(scenario))[0]


def _widget(page: str, name: str, disabled: bool) -> Any:
    control, default = CONTROLS[page][name], PAGES[page].default(name)
    common: dict[str, Any] = {
        "label": control.label,
        "key": control.key,
        "help": control.help,
        "disabled": disabled,
        "bind": "query-params",
        "on_change": forget_problem,
        "args": (page, control.key),
    }
    if name == "data":
        common |= {"on_change": choose_source, "args": (page,)}
        return st.selectbox(options=control.options, **common)
    if control.is_choice:
        return st.segmented_control(
            options=control.options, default=default, required=True, **common
        )
    common["value"] = default
    if control.options:
        return st.select_slider(
            options=control.options, format_func=control.text, **common
        )
    common |= {"min_value": control.low, "max_value": control.high}
    if control.typed:
        common["on_change"] = _typed
        return st.number_input(
            step=control.step or 0.1,
            format="%d" if control.step else f"%.{DIGITS}g",
            placeholder="same as Seed" if name == "start_seed" else "type a value",
            **common,
        )
    return st.slider(step=control.step, format=_slider_format(control.step), **common)


def _slider_format(step: float) -> str:
    """As many decimals as a step has: %d for 1, %.1f for 0.1, %.2f for 0.05."""
    return "%d" if isinstance(step, int) else f"%.{len(f'{step:g}') - 2}f"


def _typed(page: str, key: str) -> None:
    """Put what was typed onto the control's grid, so that a link can hold it."""
    [control] = [c for c in CONTROLS[page].values() if c.key == key]
    if st.session_state[key] is not None:
        st.session_state[key] = control.nearest(st.session_state[key])
    forget_problem(page, key)


def _next_seed_button(page: str, control: Control) -> None:
    def go() -> None:
        seed = st.session_state[control.key]
        st.session_state[control.key] = (
            control.low if seed == control.high else seed + 1
        )
        forget_problem(page, control.key)

    st.button(
        "Next",
        key=f"{page} next seed",
        help="Go to the next seed.",
        on_click=go,
    )
