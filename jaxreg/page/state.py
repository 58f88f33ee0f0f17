"""What a page shows: the query of its scenario, as the charts said it last or the link
had it when the page was opened.

What a link names wrongly is said until that control is changed, or, if it is none, any.
"""

from dataclasses import replace
from html import escape

import streamlit as st

from jaxreg.page import session
from jaxreg.page.looks import problems_of_looks
from jaxreg.settings import (
    BY_HAND,
    CONTROLS,
    Problem,
    Scenario,
    from_query,
    to_query,
)


def open_page(page: str) -> None:
    """Take the scenario of the link, if the page was just opened or come back to."""
    if st.session_state.get(session.PAGE) == page:
        return
    link = [(k, v) for k in st.query_params for v in st.query_params.get_all(k)]
    scenario, problems = from_query(page, link)
    if scenario.data == BY_HAND and scenario.points is None:
        scenario = replace(scenario, data=str(scenario.default("data")))
        key, why = scenario.controls["data"].key, "the link has no points for it"
        used = f"{scenario.data} is used instead."
        problems.append(Problem(key, BY_HAND, why, used))
    said = {}
    for problem in [*problems, *problems_of_looks(page, link)]:
        parameter = literal(f"{problem.key}={problem.value}")
        said[problem.key] = f"{parameter}: {problem.allowed}. {problem.used}"
    st.session_state[session.PAGE] = page
    st.session_state[session.of(page, session.PROBLEMS)] = said
    st.session_state[session.of(page, session.QUERY)] = to_query(scenario)


def now_shown(page: str) -> Scenario:
    """The scenario that the page shows."""
    return from_query(page, st.session_state[session.of(page, session.QUERY)])[0]


def take(page: str, query: str) -> None:
    """Take what the charts show by now; what a forged message names wrongly keeps its
    default."""
    _keep(from_query(page, query)[0])


def apply(scenario: Scenario) -> None:
    """Show another scenario; the charts take it as one step, and show their whole range
    again."""
    page = scenario.page
    st.session_state[session.of(page, session.PROBLEMS)] = {}
    change(scenario)
    forget_zoom(page)


def change(scenario: Scenario) -> None:
    """Show another scenario; the charts take it as one step."""
    page = scenario.page
    _keep(scenario)
    st.session_state[session.of(page, session.CHANGES)] = changes(page) + 1


def _keep(scenario: Scenario) -> None:
    """Keep a scenario, and no longer say what the link named wrongly of the controls
    that it changes, and of what is no control."""
    page = scenario.page
    before = now_shown(page)
    st.session_state[session.of(page, session.QUERY)] = to_query(scenario)
    if scenario == before:
        return
    problems = st.session_state.get(session.of(page, session.PROBLEMS), {})
    unchanged = [
        control.key
        for field, control in CONTROLS[page].items()
        if getattr(before, field) == getattr(scenario, field)
    ]
    said = {key: words for key, words in problems.items() if key in unchanged}
    st.session_state[session.of(page, session.PROBLEMS)] = said


def changes(page: str) -> int:
    """How often the page has changed its scenario by itself."""
    return int(st.session_state.get(session.of(page, session.CHANGES), 0))


def keep_the_rest(scenario: Scenario, shown: Scenario) -> Scenario:
    """A scenario of other data, with what suits any data as it is shown, and what its
    own making would have."""
    kept = shown.fields("generator", "seed", "charts", "explain", "threshold")
    return replace(scenario, **{name: getattr(shown, name) for name in kept})


def show_problems(page: str) -> bool:
    """Say what of the link was not used, until its control is changed. Returns whether
    there is something to say."""
    problems = st.session_state.get(session.of(page, session.PROBLEMS), {})
    if problems:
        st.warning(
            "These settings of the link cannot be used:  \n"
            + "  \n".join(problems.values())
        )
    return bool(problems)


def literal(text: str) -> str:
    """A stranger's text as Markdown that shows it and does nothing else."""
    short = text if len(text) <= 60 else text[:59] + "…"
    short = short.replace(":material/", ":\u200bmaterial/")  # an icon in code, too
    return "`" + " ".join(short.replace("`", "'").split()) + "`"


def forget_zoom(page: str) -> None:
    """Let the charts show their whole range again."""
    st.session_state[session.of(page, session.VIEW)] = view(page) + 1


def view(page: str) -> int:
    """A number that changes when the charts should forget a person's zoom."""
    return int(st.session_state.get(session.of(page, session.VIEW), 0))


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
