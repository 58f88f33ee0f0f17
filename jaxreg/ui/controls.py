"""A page's controls: CONTROLS as native widgets that are bound to the link.

The widgets' state is the scenario. What a link names wrongly is taken out of it before
the widgets read it, and said until that control is changed.
"""

from contextlib import nullcontext
from math import log
from typing import Any

import streamlit as st

from jaxreg.scenario import (
    CONTROLS,
    PAGES,
    PRESETS,
    Control,
    Scenario,
    Value,
    from_query,
    page_of,
    to_query,
)

Place = Any  # a container of Streamlit

# What a page's widgets cannot say when its data are the lecture's own.
_GENERATOR_FIELDS = {"true_W1", "true_W2", "true_b", "num_points"}
# Behind buttons, so that what is moved most stays in sight.
_POPOVER = {
    **dict.fromkeys(["loss_axis", "landscape"], "Charts"),
    **dict.fromkeys(["start", "start_W", "start_W1", "start_W2", "start_b"], "Start"),
    **dict.fromkeys(["loss_form", "l2"], "Loss"),
    **dict.fromkeys(["ask_x", "ask_x1", "ask_x2"], "Ask the model"),
}


def reject_bad_parameters(page: str) -> None:
    """Take what the page cannot use out of the link, and remember to say so."""
    params = [(k, v) for k in st.query_params for v in st.query_params.get_all(k)]
    _, problems = from_query(page, params)
    # A widget that exists already has its value; the link only follows it.
    keys = {c.key for controls in CONTROLS.values() for c in controls.values()}
    problems = [p for p in problems if p.key not in keys & set(st.session_state)]
    if problems:
        said = st.session_state.setdefault(f"{page} problems", {})
        for problem in problems:
            parameter = _literal(f"{problem.key}={problem.value}")
            said[problem.key] = f"{parameter}: {problem.allowed}. {problem.used}"
            del st.query_params[problem.key]
        st.rerun()


def show_problems(page: str) -> None:
    """Say what of the link was not used, until its control is changed."""
    problems = st.session_state.get(f"{page} problems", {})
    if problems:
        st.warning("Not used from this link:  \n" + "  \n".join(problems.values()))


def _literal(text: str) -> str:
    """A stranger's text as Markdown that shows it and does nothing else."""
    short = text if len(text) <= 60 else text[:59] + "…"
    return "`" + " ".join(short.replace("`", "'").split()) + "`"


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


def apply(scenario: Scenario) -> None:
    """Set all controls of a page; the charts show their whole range again."""
    page = page_of(scenario)
    for field, control in CONTROLS[page].items():
        st.session_state[control.key] = getattr(scenario, field)
    st.session_state[f"{page} view"] = view(page) + 1
    st.session_state[f"{page} problems"] = {}


def view(page: str) -> int:
    """A number that changes when the charts should forget a person's zoom."""
    return st.session_state.get(f"{page} view", 0)


def set_control(page: str, key: str, text: str) -> None:
    """Set one control to a link's text, as a message beside the charts offers.

    Raises:
        ValueError: the page has no such control, or it has no such value.
    """
    for control in CONTROLS[page].values():
        if control.key == key:
            st.session_state[key] = control.value(text)
            return _changed(page, key)
    raise ValueError(f"the {page} page has no control {key!r}")


def controls(page: str, toolbar: Place, above: Place) -> Scenario:
    """Draw the page's controls, some in its ``toolbar`` and ``above`` its charts.

    Returns what they say.
    """
    names = list(CONTROLS[page])
    names.insert(0, names.pop(names.index("insight")))  # first in its row
    choices = st.container(
        horizontal=True, vertical_alignment="bottom", key=f"{page}_choices"
    )
    popovers: dict[str, Place] = {}
    values: dict[str, Value] = {}
    for name in names:
        control = CONTROLS[page][name]
        place: Place = nullcontext()
        if title := _POPOVER.get(name):
            row = toolbar if control.optional else above
            if title not in popovers:
                popovers[title] = row.popover(title, key=f"{page} {title}")
            place = popovers[title]
        elif name == "insight":
            place = above
        elif name == "seed":
            place = st.container(
                horizontal=True, vertical_alignment="center", key=f"{page}_seed"
            )
        elif control.is_choice:
            place = choices
        with place:
            values[name] = _widget(page, name, _is_disabled(name, values))
            if name == "seed":
                _next_seed_button(page, control)
            if name == "learning_rate":
                st.html('<div class="jr-ruler"></div>')  # the charts fill it
    return _checked(page, PAGES[page](**values))  # type: ignore[arg-type]


def _is_disabled(name: str, values: dict[str, Value]) -> bool:
    """Whether what is chosen already leaves a control nothing to say."""
    if name.startswith("start_"):
        return values["start"] != "chosen"
    return values.get("data") == "lecture" and name in _GENERATOR_FIELDS


def _widget(page: str, name: str, disabled: bool) -> Any:
    control, default = CONTROLS[page][name], getattr(PAGES[page](), name)
    common: dict[str, Any] = {
        "label": control.label,
        "key": control.key,
        "help": control.help,
        "disabled": disabled,
        "bind": "query-params",
        "on_change": _changed,
        "args": (page, control.key),
    }
    if control.is_choice:
        return st.segmented_control(
            options=control.options, default=default, required=True, **common
        )
    if control.optional:
        common["on_change"] = _typed
        return st.number_input(
            min_value=control.low,
            max_value=control.high,
            value=default,
            step=control.step,
            placeholder="not asked",
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


def choose_start(page: str, x: float, y: float) -> None:
    """Start training where a person clicked on the landscape.

    Raises:
        ValueError: a coordinate is NaN.
    """
    names = ("start_W", "start_b") if page == "linear" else ("start_W1", "start_W2")
    places = [CONTROLS[page][name] for name in names]
    values = [place.nearest(at) for place, at in zip(places, (x, y), strict=True)]
    for control, value in zip(
        [*places, CONTROLS[page]["start"]], [*values, "chosen"], strict=True
    ):
        st.session_state[control.key] = value
        _changed(page, control.key)


def choose_rate(page: str, rate: float) -> None:
    """Train at the slider's learning rate that is nearest to a clicked one.

    Raises:
        ValueError: it is NaN, or not more than 0.
    """
    control = CONTROLS[page]["learning_rate"]
    if not rate > 0:
        raise ValueError(f"a learning rate is more than 0, not {rate}")
    distances = [abs(log(float(option) / rate)) for option in control.options]  # type: ignore[arg-type]
    st.session_state[control.key] = control.options[distances.index(min(distances))]
    _changed(page, control.key)


def _checked(page: str, scenario: Scenario) -> Scenario:
    """The scenario without values that only a forged message or link can carry."""
    return from_query(page, to_query(scenario))[0]


def _changed(page: str, key: str) -> None:
    """Forget what was said of this control's link, and of unknown parameters."""
    known = {control.key for control in CONTROLS[page].values()} - {key}
    problems = st.session_state.get(f"{page} problems", {})
    st.session_state[f"{page} problems"] = {
        name: text for name, text in problems.items() if name in known
    }


def _typed(page: str, key: str) -> None:
    """Put what was typed onto the control's grid, so that a link can hold it."""
    [control] = [c for c in CONTROLS[page].values() if c.key == key]
    if st.session_state[key] is not None:
        st.session_state[key] = control.nearest(st.session_state[key])
    _changed(page, key)


def _next_seed_button(page: str, control: Control) -> None:
    def go() -> None:
        seed = st.session_state[control.key]
        st.session_state[control.key] = (
            control.low if seed == control.high else seed + 1
        )
        _changed(page, control.key)

    st.button(
        "Next",
        key=f"{page} next seed",
        help="Go to the next seed: other noise, another start.",
        on_click=go,
    )
