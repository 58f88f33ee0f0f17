"""What a page's widgets hold, and with them the link: the state of a session.

What a link names wrongly is taken out of it before the widgets read it, and said until
that control is changed.
"""

from dataclasses import replace
from html import escape
from math import log

import streamlit as st

from jaxreg.page import session
from jaxreg.settings import CONTROLS, Control, Scenario, Value, from_query


def _link() -> list[tuple[str, str]]:
    """The link's parameters, a repeated one as often as it is there."""
    return [(k, v) for k in st.query_params for v in st.query_params.get_all(k)]


def now_shown(page: str) -> Scenario:
    """What the page's widgets hold or, before they are there, the link."""
    scenario, _ = from_query(page, _link())
    held = {
        field: st.session_state[control.key]
        for field, control in CONTROLS[page].items()
        if control.key in st.session_state
    }
    return replace(scenario, **held)


def keep_the_rest(scenario: Scenario, shown: Scenario) -> Scenario:
    """A scenario of other data, with what suits any data as it is shown, and what its
    own making would have."""
    kept = shown.fields("generator", "seed", "charts", "explain")
    return replace(scenario, **{name: getattr(shown, name) for name in kept})


def later(control: Control, value: Value) -> None:
    """Set a control at the next run: in this one it has its value already."""
    st.session_state.setdefault(session.LATER, {})[control.key] = value


def do_later() -> None:
    """Set what was left for this run."""
    st.session_state.update(st.session_state.pop(session.LATER, {}))


def reject_bad_parameters(page: str) -> None:
    """Take what the page cannot use out of the link, and remember to say so."""
    _, problems = from_query(page, _link())
    # A widget that exists already has its value; the link only follows it.
    problems = [problem for problem in problems if problem.key not in st.session_state]
    if problems:
        said = st.session_state.setdefault(session.of(page, session.PROBLEMS), {})
        for problem in problems:
            parameter = literal(f"{problem.key}={problem.value}")
            said[problem.key] = f"{parameter}: {problem.allowed}. {problem.used}"
            del st.query_params[problem.key]
        st.rerun()


def show_problems(page: str) -> None:
    """Say what of the link was not used, until its control is changed."""
    problems = st.session_state.get(session.of(page, session.PROBLEMS), {})
    if problems:
        st.warning(
            "These settings of the link cannot be used:  \n"
            + "  \n".join(problems.values())
        )


def literal(text: str) -> str:
    """A stranger's text as Markdown that shows it and does nothing else."""
    short = text if len(text) <= 60 else text[:59] + "…"
    short = short.replace(":material/", ":\u200bmaterial/")  # an icon in code, too
    return "`" + " ".join(short.replace("`", "'").split()) + "`"


def apply(scenario: Scenario) -> None:
    """Set all controls of a page; the charts show their whole range again."""
    page = scenario.page
    for field, control in CONTROLS[page].items():
        st.session_state[control.key] = getattr(scenario, field)
    forget_zoom(page)
    st.session_state[session.of(page, session.PROBLEMS)] = {}


def forget_zoom(page: str) -> None:
    """Let the charts show their whole range again."""
    st.session_state[session.of(page, session.VIEW)] = view(page) + 1


def view(page: str) -> int:
    """A number that changes when the charts should forget a person's zoom."""
    return int(st.session_state.get(session.of(page, session.VIEW), 0))


def set_control(page: str, key: str, text: str) -> None:
    """Set one control to a link's text, as a message beside the charts offers.

    Raises:
        ValueError: the page has no such control, or it has no such value.
    """
    controls = {control.key: control for control in CONTROLS[page].values()}
    if key not in controls:
        raise ValueError(f"the {page} page has no control {key!r}")
    _set(page, controls[key], controls[key].value(text))


def choose_start(page: str, x: float, y: float) -> None:
    """Start training where a person clicked on the landscape.

    Raises:
        ValueError: a coordinate is NaN.
    """
    places = [c for c in CONTROLS[page].values() if c.group == "chosen start"][:2]
    at = [float(f"{coordinate:.4g}") for coordinate in (x, y)]  # no click is more exact
    values = [place.nearest(one) for place, one in zip(places, at, strict=True)]
    for control, value in zip(places, values, strict=True):
        _set(page, control, value)
    _set(page, CONTROLS[page]["start"], "chosen")


def choose_rate(page: str, rate: float) -> None:
    """Train at the slider's learning rate that is nearest to a clicked one.

    Raises:
        ValueError: it is NaN, or not more than 0.
    """
    control = CONTROLS[page]["learning_rate"]
    if not rate > 0:
        raise ValueError(f"a learning rate is more than 0, not {rate}")
    distances = [abs(log(float(option) / rate)) for option in control.options]  # type: ignore[arg-type]
    _set(page, control, control.options[distances.index(min(distances))])


def _set(page: str, control: Control, value: Value) -> None:
    st.session_state[control.key] = value
    forget_problem(page, control.key)


def forget_problem(page: str, key: str) -> None:
    """Forget what was said of this control's link."""
    st.session_state.get(session.of(page, session.PROBLEMS), {}).pop(key, None)


def refuse(page: str, words: str) -> None:
    """Say, below the choice of data and at the next run alone, what was not done."""
    st.session_state[session.of(page, session.REFUSED)] = words


def show_refused(page: str) -> None:
    """Say what was not done, if something was not."""
    words = st.session_state.pop(session.of(page, session.REFUSED), None)
    if words:
        say(words, "refusal")


def say(text: str, kind: str = "note") -> None:
    """Show a text as it is, whoever wrote it: a "note", or a "refusal"."""
    role = ' role="alert"' if kind == "refusal" else ""
    st.html(f'<p class="jr-{kind}"{role}>{escape(text)}</p>')
