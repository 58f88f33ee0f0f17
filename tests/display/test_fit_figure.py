"""The charts of points from a table: the curve over one feature, windows that hold
every point, and names that Plotly shows and does nothing else with."""

import html
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxreg.data.shipped import data_set
from jaxreg.data.table import Column, Table, short
from jaxreg.display.drawing import CLASS_0, CLASS_1, FIT, even_window, plain
from jaxreg.display.linear_figure import line_figure, line_window
from jaxreg.display.logistic_figure import (
    boundary_figure,
    class_names,
    curve_figure,
    feature_windows,
)
from jaxreg.display.views import to_plotly
from jaxreg.explain.menu import figures as figures_of
from jaxreg.live.picture import as_json
from jaxreg.settings import LinearScenario, LogisticScenario
from jaxreg.training.runs import run
from tests.traces import assert_covers, has, limits, trace, xy

LINE = LinearScenario(data="own", scaling="on", learning_rate=0.1, epochs=50)
ONE = LogisticScenario(data="own", scaling="on", learning_rate=1.0, epochs=50)
ROWS = {"x": [1.0, 2.0, 3.0, 4.0, 5.0], "label": ["no", "yes", "no", "yes", "yes"]}


def table(**columns):
    return Table(
        tuple(
            Column(name, np.array(values, object if "label" in name else float))
            for name, values in columns.items()
        )
    )


def curve(**changes):
    result = run(replace(ONE, **changes), table(**ROWS))
    return result, curve_figure(result)


def p_of(result, x):
    """The fitted probability at x, by the definition of the sigmoid."""
    W, b = (np.asarray(part, float) for part in result.history.at(-1))
    return 1 / (1 + np.exp(-(W[0] * x + b)))


# The curve over one feature


def test_the_curve_is_the_sigmoid_over_the_whole_window():
    result, figure = curve()
    x, y = xy(figure, "P(label: yes)")
    np.testing.assert_allclose(y, p_of(result, x.astype(float)), atol=1e-6)
    low, high = limits(figure)[0]
    np.testing.assert_allclose([x[0], x[-1]], [low, high], rtol=1e-6)
    assert (np.diff(x) > 0).all() and np.ptp(np.diff(x)) < 1e-5 and len(x) > 100
    assert trace(figure, "P(label: yes)")["meta"] == {"shows": "curve"}


def test_the_classes_stand_at_0_and_1():
    result, figure = curve()
    for name, level, xs in (("no", 0, [1, 3]), ("yes", 1, [2, 4, 5])):
        x, y = xy(figure, name)
        np.testing.assert_array_equal(x, xs)
        np.testing.assert_array_equal(y, [level] * len(xs))
        assert trace(figure, name)["meta"] == {"label": level}
    assert trace(figure, "no")["marker"]["color"] == CLASS_0
    assert trace(figure, "yes")["marker"]["color"] == CLASS_1


def test_the_threshold_is_where_p_is_one_half():
    result, figure = curve()
    x, y = xy(figure, "threshold")
    assert x[0] == x[1] and y.tolist() == [0, 1]
    assert p_of(result, float(x[0])) == pytest.approx(0.5, abs=1e-6)
    assert trace(figure, "threshold")["meta"] == {"shows": "threshold"}
    assert trace(figure, "threshold")["line"]["color"] == FIT


def test_without_a_slope_there_is_no_threshold_and_the_curve_is_flat():
    _, figure = curve(start="zero", epochs=0)
    assert np.isnan(xy(figure, "threshold")[0]).all()
    np.testing.assert_array_equal(xy(figure, "P(label: yes)")[1], np.float32(0.5))
    as_json(figure)  # or a number is not finite
    to_plotly(figure)


def test_a_ring_is_around_each_point_on_the_wrong_side():
    result, figure = curve()
    x, y = xy(figure, "wrong side")
    data = result.data.X.ravel(), result.data.y
    called = p_of(result, data[0].astype(float)) > 0.5
    wrong = called != (data[1] == 1)
    assert 0 < wrong.sum() < 5
    np.testing.assert_array_equal(x, data[0][wrong])
    np.testing.assert_array_equal(y, data[1][wrong])
    assert trace(figure, "wrong side")["meta"] == {"shows": "wrong side"}
    assert "hovertemplate" not in trace(figure, "wrong side")


@pytest.mark.parametrize("asked", [2.7, -40.0, 1e6])
def test_what_is_asked_is_a_star_on_the_curve_well_inside(asked):
    result, figure = curve(ask_x1=asked)
    [x], [y] = xy(figure, "asked")
    assert x == asked
    assert y == pytest.approx(p_of(result, asked), abs=1e-6)
    low, high = limits(figure)[0]
    assert low < asked < high
    assert_covers((low, high), result.data.X)
    # The film moves it with the curve.
    assert trace(figure, "asked")["meta"] == {"shows": "curve"}


def test_without_a_question_there_is_no_star():
    assert not has(curve()[1], "asked")
    # The other feature is not there, so it is not asked for.
    assert not has(curve(ask_x2=3.0)[1], "asked")
    assert has(curve(ask_x1=3.0, ask_x2=3.0)[1], "asked")


def test_the_probability_has_room_below_0_and_above_1():
    low, high = limits(curve()[1])[1]
    assert -0.2 < low < 0 and 1 < high < 1.2


def test_the_curve_of_the_o_rings():
    figure = curve_figure(run(data_set("O-rings").scenarios["logistic"]))
    layout = figure["layout"]
    assert layout["xaxis"]["title"]["text"] == "temperature (°F)"
    assert layout["yaxis"]["title"]["text"] == "P(O-ring distress: yes)"
    # -b / W, of 15.0429 and -0.23216.
    assert xy(figure, "threshold")[0][0] == pytest.approx(64.795, abs=0.01)
    assert len(xy(figure, "yes")[0]) == 7
    assert len(xy(figure, "no")[0]) == 16


def test_a_curve_of_one_feature_and_a_boundary_of_two_are_drawn_as_the_fit():
    iris = data_set("iris").scenarios["logistic"]
    two, one = (run(replace(iris, epochs=20, x2_column=k)) for k in (4, 0))
    assert has(figures_of(two)["fit"], "fitted")
    assert has(figures_of(one)["fit"], "threshold")
    assert as_json(figures_of(one)["fit"]) == as_json(curve_figure(one))
    assert as_json(figures_of(two)["fit"]) == as_json(boundary_figure(two))


# Windows


def test_a_line_from_a_table_has_no_true_line_and_goes_through_the_window():
    result = run(LINE, table(height=[150, 160, 180], weight=[50.0, 58.0, 80.0]))
    figure = line_figure(result)
    assert not has(figure, "true line")
    x, y = xy(figure, "fitted line")
    low, high = limits(figure)[0]
    np.testing.assert_allclose(x, [low, high], rtol=1e-6)
    W, b = (np.asarray(part, float) for part in result.history.at(-1))
    np.testing.assert_allclose(y, W[0] * x + b, rtol=1e-5)
    np.testing.assert_array_equal(xy(figure, "points")[0], [150, 160, 180])
    np.testing.assert_array_equal(xy(figure, "points")[1], [50, 58, 80])
    assert figure["layout"]["xaxis"]["title"]["text"] == "height"
    assert figure["layout"]["yaxis"]["title"]["text"] == "weight"


def test_the_windows_of_a_run_do_not_depend_on_how_it_ends():
    own = table(x=[1, 2, 3], y=[1, 4, 9])
    kept, diverged = (run(replace(LINE, learning_rate=r), own) for r in (0.1, 1.0))
    diverged = run(replace(LINE, scaling="off", learning_rate=1.0), own)
    assert limits(line_figure(kept)) == limits(line_figure(diverged))
    assert not np.isfinite(diverged.history.loss[-1])
    for found, expected in zip(line_window(kept), line_window(diverged), strict=True):
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 10], (-0.4, 10.4)),  # steps of 1
        ([0.3, 9.7], (-0.4, 10.4)),
        ([53, 81], (48.6, 86.4)),  # of 5: 50 to 85
        ([-3, 4], (-3.28, 4.28)),
        ([7, 7], (5.92, 8.08)),
        ([0, 0], (-1.08, 1.08)),
    ],
)
def test_a_window_ends_on_round_numbers_and_a_little_more(values, expected):
    np.testing.assert_allclose(even_window(np.array(values, float)), expected)


VALUES = st.floats(-1e12, 1e12).map(lambda value: round(value, 6))


@settings(max_examples=300, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=8), st.integers(-9, 0))
def test_a_window_holds_every_value_and_is_hardly_wider(values, decade):
    values = np.array(values) * 10.0**decade
    low, high = even_window(values)
    assert low < values.min() and values.max() < high
    spread = max(np.ptp(values), 2 * (np.ptp(values) == 0))
    assert high - low < 1.7 * spread + 1e-9 * np.abs(values).max()


@st.composite
def two_columns(draw, label):
    """x, and y or a label, of 3 to 9 rows; x varies by more than a thousandth."""
    n = draw(st.integers(3, 9))
    centre = draw(st.sampled_from([0.0, -3.5, 1e4, -2e9]))
    spread = draw(st.sampled_from([1e-3, 1.0, 7e3])) * max(abs(centre), 1.0)
    shares = [
        0.0,
        1.0,
        *draw(st.lists(st.floats(0, 1), min_size=n - 2, max_size=n - 2)),
    ]
    x = centre + spread * np.array(shares)
    if label:
        return table(x=x, label=["u", "v", *"uvuvuvu"[: n - 2]])
    y = draw(st.lists(st.floats(-1e6, 1e6).map(lambda v: round(v, 2)), min_size=n))
    y = np.array(y[:n])
    return table(x=x, y=y if np.ptp(y) > 1e-3 * np.abs(y).max() else np.zeros(n))


@settings(max_examples=40, deadline=None)
@given(two_columns(label=False), st.none() | st.sampled_from([-1e6, 0.0, 3.14, 1e6]))
def test_the_chart_of_any_line_holds_its_points_and_is_valid(own, asked):
    result = run(replace(LINE, ask_x=asked), own)
    figures = figures_of(result)
    x_axis, y_axis = limits(figures["fit"])
    assert_covers(x_axis, own.columns[0].values)
    assert_covers(y_axis, own.columns[1].values)
    if asked is not None:
        assert x_axis[0] < asked < x_axis[1]
    for figure in figures.values():
        as_json(figure)  # or a number is not finite
        to_plotly(figure)


@settings(max_examples=40, deadline=None)
@given(two_columns(label=True), st.none() | st.sampled_from([-1e6, 0.0, 3.14, 1e6]))
def test_the_chart_of_any_classes_holds_their_points_and_is_valid(own, asked):
    result = run(replace(ONE, ask_x1=asked), own)
    figures = figures_of(result)
    assert_covers(limits(figures["fit"])[0], own.columns[0].values)
    assert [limits(figures["fit"])[0]] == [list(w) for w in feature_windows(result)]
    for figure in figures.values():
        as_json(figure)  # or a number is not finite
        to_plotly(figure)


@pytest.mark.parametrize("name", ["iris", "gapminder"])
def test_the_windows_of_two_features_hold_them(name):
    result = run(replace(data_set(name).scenarios["logistic"], epochs=5))
    for axis, feature in zip(
        limits(boundary_figure(result)), result.data.X.T, strict=True
    ):
        assert_covers(axis, feature)


def test_both_features_are_asked_and_inside():
    iris = replace(data_set("iris").scenarios["logistic"], epochs=5)
    asked = run(replace(iris, ask_x1=-3.0, ask_x2=9.0))
    figure = boundary_figure(asked)
    for axis, value, feature in zip(
        limits(figure), (-3.0, 9.0), asked.data.X.T, strict=True
    ):
        assert axis[0] < value < axis[1]
        assert_covers(axis, feature)
    assert [array.tolist() for array in xy(figure, "asked")] == [[-3.0], [9.0]]
    assert not has(boundary_figure(run(replace(iris, ask_x1=-3.0))), "asked")


# Names


def test_classes_are_called_by_their_label_and_value():
    result = run(replace(data_set("iris").scenarios["logistic"], epochs=5))
    assert class_names(result) == ("species: not virginica", "species: virginica")
    figure = boundary_figure(result)
    assert has(figure, "not virginica") and has(figure, "virginica")
    assert trace(figure, "P(species: virginica)")["type"] == "heatmap"
    assert class_names(run(LogisticScenario(epochs=0))) == ("class 0", "class 1")
    lecture = run(LogisticScenario(data="lecture", epochs=0))
    assert class_names(lecture) == ("class 0", "class 1")


def test_long_names_are_cut():
    own = Table(
        (
            Column("k" * 200, np.arange(4.0)),
            Column("label " * 30, np.array(["u" * 99, "v" * 99] * 2, object)),
        )
    )
    figure = curve_figure(run(ONE, own))
    assert figure["layout"]["xaxis"]["title"]["text"] == "k" * 59 + "…"
    assert all(len(one["name"]) < 80 for one in figure["data"])


STRANGE = [
    "<b>x</b>",
    "$\\alpha$",
    "%{x}",
    "<a href='javascript:alert(1)'>",
    "&lt;i&gt;",
    "a<br>b",
    '"><script>alert(1)</script>',
    "${x}",
    "%{customdata[0]:.3f}",
    "<extra></extra>",
]


@pytest.mark.parametrize("name", STRANGE)
def test_plain_text_is_shown_as_it_is_and_does_nothing(name):
    text = plain(name)
    assert html.unescape(text) == name
    assert not set(text) & set("<>${")
    assert text.replace("&#", "").count("&") == 0
    assert plain("height (cm), 50 %") == "height (cm), 50 %"


def texts_of(figure):
    """Every text that Plotly may read as HTML, a template or a formula."""
    if isinstance(figure, dict):
        for key, value in figure.items():
            if key not in ("bdata", "dtype", "shape", "meta", "uirevision"):
                yield from texts_of(value)
    elif isinstance(figure, list):
        for value in figure:
            yield from texts_of(value)
    elif isinstance(figure, str):
        yield figure


OURS = ["%{x:.4g}, %{y:.4g}<extra>", "%{z:.3f}<extra></extra>", "</extra>"]


def assert_harmless(figure, name):
    """Beside our own templates no text has anything that Plotly would obey."""
    to_plotly(figure)
    found = list(texts_of(figure))
    for text in found:
        for template in OURS:
            text = text.replace(template, "")
        assert name not in text and not set(text) & set("<>${"), text
    return found


@pytest.mark.parametrize("name", STRANGE)
def test_strange_names_of_columns_are_plain_in_the_chart_of_a_line(name):
    own = Table(
        (
            Column(name, np.array([1.0, 2.0, 3.0])),
            Column(f"{name} too", np.array([1.0, 2.0, 4.0])),
        )
    )
    figure = line_figure(run(LINE, own))
    assert_harmless(figure, name)
    titles = [figure["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")]
    assert [html.unescape(title) for title in titles] == [name, f"{name} too"]


def called(name):
    """Two features and a label, all called like that, as is a class."""
    return Table(
        (
            Column(name, np.array([1.0, 2.0, 3.0, 4.0])),
            Column(f"{name} 2", np.array([1.0, 3.0, 2.0, 5.0])),
            Column(f"{name} 3", np.array([name, "other", "other", name], object)),
        )
    )


@pytest.mark.parametrize("name", STRANGE)
@pytest.mark.parametrize("features", [1, 2])
def test_strange_names_are_plain_in_the_chart_of_classes(name, features):
    scenario = replace(ONE, x1_column=1, x2_column=2 * (features - 1), label_column=3)
    result = run(scenario, called(name))
    figure = figures_of(result)["fit"]
    found = [html.unescape(text) for text in assert_harmless(figure, name)]
    assert name in found and (features == 1 or f"{name} 2" in found)
    for shown in (short(one, 30) for one in result.names.classes):
        assert shown in found
    assert f"P({class_names(result)[1]})" in found


@pytest.mark.parametrize("features", [1, 2])
def test_classes_of_a_label_that_is_cut_name_it_once(features):
    columns = {"x1_column": 3, "x2_column": 4 * (features - 1), "label_column": 1}
    result = run(LogisticScenario(data="iris", **columns, cut=6.0, epochs=1))
    shown = ("sepal length (cm) < 6", "sepal length (cm) ≥ 6")
    assert class_names(result) == shown
    found = {html.unescape(text) for text in texts_of(figures_of(result)["fit"])}
    assert {*shown, f"P({shown[1]})"} <= found


@pytest.mark.parametrize("landscape", ["contours", "surface"])
@pytest.mark.parametrize("page", ["linear", "logistic"])
def test_the_other_charts_name_no_columns(page, landscape):
    scenario = replace({"linear": LINE, "logistic": ONE}[page], landscape=landscape)
    strange, harmless = (
        figures_of(run(scenario, called(n))) for n in (STRANGE[0], "a")
    )
    for name in ("loss", "landscape"):
        assert list(texts_of(strange[name])) == list(texts_of(harmless[name]))


def test_names_of_a_generated_run_are_its_letters():
    figure = line_figure(run(LinearScenario(epochs=0)))
    assert figure["layout"]["xaxis"]["title"]["text"] == "x"
    result = run(LogisticScenario(epochs=0))
    called = [x.text for x in (*result.names.features, result.names.target)]
    assert called == ["x₁", "x₂", "class"]
    axes = [boundary_figure(result)["layout"][axis] for axis in ("xaxis", "yaxis")]
    assert [axis["title"]["text"] for axis in axes] == ["x₁", "x₂"]
