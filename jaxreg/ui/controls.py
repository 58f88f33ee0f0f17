"""A page's controls: CONTROLS as native widgets that are bound to the link.

The widgets' state is the scenario.
"""

from contextlib import nullcontext
from typing import Any

import streamlit as st

from jaxreg.scenario import (
    CONTROLS,
    DIGITS,
    PAGES,
    PRESETS,
    Control,
    Scenario,
    Value,
    from_query,
    is_table,
    of_table,
    page_of,
    to_query,
)
from jaxreg.ui.points_table import edit_button
from jaxreg.ui.sources import COLUMNS, choose_source, show_source
from jaxreg.ui.state import GENERATOR_FIELDS, apply, forget_problem, show_refused

Place = Any  # a container of Streamlit

# Behind buttons, so that what is moved most stays in sight.
_POPOVER = {
    **dict.fromkeys(["loss_axis", "landscape"], "Charts"),
    **dict.fromkeys(["start", "start_seed", "start_W", "start_b"], "Start"),
    **dict.fromkeys(["start_W1", "start_W2"], "Start"),
    **dict.fromkeys(["loss_form", "l2"], "Loss"),
    **dict.fromkeys(["ask_x", "ask_x1", "ask_x2"], "Ask the model"),
}


def presets(page: str) -> None:
    """A button for each preset of the page, and one back to the defaults."""
    names = [name for name, scenario in PRESETS.items() if page_of(scenario) == page]
    for name in names:
        st.button(name, key=f"preset {name}", on_click=apply, args=(PRESETS[name],))
    st.button(
        "Reset",
        key=f"{page} reset",
        icon=":material/restart_alt:",
        type="tertiary",
        help="Set every control of this page back to where it began.",
        on_click=apply,
        args=(PAGES[page](),),
    )


def controls(page: str, toolbar: Place, above: Place) -> Scenario:
    """Draw the page's controls, some in its ``toolbar`` and ``above`` its charts.

    Returns what they say.
    """
    first = ["insight", "data"]  # the latter decides what the others can say
    names = first + [name for name in CONTROLS[page] if name not in first]
    places = _places(page, above)
    popovers: dict[str, Place] = {}
    values: dict[str, Value] = {}
    for name in names:
        control = CONTROLS[page][name]
        place: Place = nullcontext()
        if title := _POPOVER.get(name):
            row = toolbar if title == "Ask the model" else above
            if title not in popovers:
                popovers[title] = row.popover(title, key=f"{page} {title}")
            place = popovers[title]
        elif _is_unused(page, name, values):
            place = places["unused"]
        elif name in places:
            place = places[name]
        elif name == "seed":
            place = st.container(
                horizontal=True, vertical_alignment="center", key=f"{page}_seed"
            )
        elif control.is_choice:
            place = places["choices"]
        with place:
            values[name] = _widget(page, name, _is_disabled(name, values))
            if name == "data":
                edit_button(page)
            if name == "seed":
                _next_seed_button(page, control)
            if name == "learning_rate":
                st.html('<div class="jr-ruler"></div>')  # the charts fill it
    scenario = _checked(page, PAGES[page](**values))  # type: ignore[arg-type]
    with places["columns"]:
        if of_table(scenario):
            show_source(scenario)
        show_refused(page)
    st.session_state[f"{page} has table"] = of_table(scenario)
    return scenario


def _places(page: str, above: Place) -> dict[str, Place]:
    """Where controls of some names stand, those of any choice, and those of no use."""
    return {
        "insight": above,
        "data": st.container(
            horizontal=True, vertical_alignment="bottom", key=f"{page}_data"
        ),
        "columns": st.container(key=f"{page}_columns"),
        "choices": st.container(
            horizontal=True, vertical_alignment="bottom", key=f"{page}_choices"
        ),
        # Not shown: they hold what is in the link, and are chosen by other widgets.
        "unused": st.container(key=f"{page}_unused"),
    }


def _is_unused(page: str, name: str, values: dict[str, Value]) -> bool:
    """Whether a control is not to be seen: those of the points' own making where they
    come from a table, and of its columns and classes the numbers."""
    return name in COLUMNS[page] or (
        name in GENERATOR_FIELDS and is_table(values["data"])
    )


def _is_disabled(name: str, values: dict[str, Value]) -> bool:
    """Whether what is chosen already leaves a control nothing to say."""
    if name.startswith("start_"):
        return values["start"] != ("seed" if name == "start_seed" else "chosen")
    return name in GENERATOR_FIELDS and values["data"] != "generated"


def _checked(page: str, scenario: Scenario) -> Scenario:
    """The scenario without values that only a forged message or link can carry."""
    return from_query(page, to_query(scenario))[0]


def _widget(page: str, name: str, disabled: bool) -> Any:
    control, default = CONTROLS[page][name], getattr(PAGES[page](), name)
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
    if control.typed:
        common["on_change"] = _typed
        return st.number_input(
            min_value=control.low,
            max_value=control.high,
            value=default,
            step=control.step or 0.1,
            format="%d" if control.step else f"%.{DIGITS}g",
            placeholder="as Seed" if name == "start_seed" else "not asked",
            **common,
        )
    if control.options:
        return st.select_slider(
            options=control.options, value=default, format_func=control.text, **common
        )
    return st.slider(
        min_value=control.low,
        max_value=control.high,
        value=default,
        step=control.step,
        format=_slider_format(control.step),
        **common,
    )


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
