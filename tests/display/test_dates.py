"""Axes of dates: Plotly is given what the standard library makes of the dates, and the
words say what is counted, and since when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from jaxreg.data.table import Column, Table, quantity
from jaxreg.display.dates import with_dates
from jaxreg.display.linear_report import linear_report
from jaxreg.display.logistic_report import logistic_report
from jaxreg.display.views import to_plotly
from jaxreg.explain.menu import figures
from jaxreg.explain.script import script
from jaxreg.settings import OWN_DATA
from jaxreg.training.runs import run
from tests.traces import trace

FIRST = datetime(1949, 1, 1)
YEARS = np.arange(0, 4380, 365) / 365.2425
DAYS = np.arange(12) * 7 % 12 / 12
PASSENGERS = 100 + 30 * YEARS + np.sin(YEARS)
LABEL = np.array(["no", "no", "yes"] * 2 + ["no", "yes", "yes"] * 2, object)
TABLE = Table(
    (
        Column("Month", YEARS, unit="years", origin=FIRST),
        Column("Passengers", PASSENGERS),
        Column("t", DAYS, unit="days", origin=datetime(2023, 11, 14, 22, 13, 20)),
        Column("label", LABEL),
    )
)
LINE = replace(OWN_DATA["linear"], x_column=1, y_column=2)
TWO = replace(OWN_DATA["logistic"], x1_column=1, x2_column=3, label_column=4)
ONE = replace(TWO, x1_column=3, x2_column=0)


def milliseconds(first, **counted):
    """Since 1970, by the standard library."""
    moment = first.replace(tzinfo=UTC) + timedelta(**counted)
    return moment.timestamp() * 1000


def fit(scenario):
    return with_dates(figures(run(scenario, TABLE))["fit"])


def test_the_points_stand_at_their_dates():
    figure = fit(LINE)
    moments = [milliseconds(FIRST, days=day) for day in range(0, 4380, 365)]
    assert trace(figure, "points")["x"].tolist() == moments
    np.testing.assert_array_equal(trace(figure, "points")["y"], PASSENGERS)
    axis = figure["layout"]["xaxis"]
    assert axis["type"] == "date" and axis["range"][0] < moments[0]
    assert figure["layout"]["yaxis"].get("type") is None
    assert trace(figure, "points")["hovertemplate"].startswith("%{x}, %{y:.4g}")


def test_the_field_lies_under_its_points():
    figure = fit(TWO)
    [field] = [one for one in figure["data"] if one["type"] == "heatmap"]
    for name, cells in (("x", np.shape(field["z"])[1]), ("y", np.shape(field["z"])[0])):
        low, high = figure["layout"][f"{name}axis"]["range"]
        start, step = field[f"{name}0"], field[f"d{name}"]
        np.testing.assert_allclose([start, start + (cells - 1) * step], [low, high])
    t = [milliseconds(datetime(2023, 11, 14, 22, 13, 20), days=day) for day in DAYS]
    drawn = [
        y for one in figure["data"] if "label" in one.get("meta", {}) for y in one["y"]
    ]
    np.testing.assert_allclose(sorted(drawn), sorted(t), atol=1)


def test_one_feature_has_dates_and_its_chance_none():
    layout = fit(ONE)["layout"]
    assert layout["xaxis"]["type"] == "date" and "type" not in layout["yaxis"]


@pytest.mark.parametrize("scenario", [LINE, ONE, TWO, replace(LINE, y_column=3)])
def test_plotly_takes_them(scenario):
    shown = to_plotly(figures(run(scenario, TABLE))["fit"])
    assert shown.layout.xaxis.type == "date"


def test_without_dates_a_figure_stays_as_it_is():
    for name, figure in figures(run(OWN_DATA["linear"], TABLE_OF_NUMBERS)).items():
        shown = with_dates(figure)
        assert shown["data"] is figure["data"], name
        assert shown["layout"] == figure["layout"]


TABLE_OF_NUMBERS = Table((Column("height", YEARS, unit="cm"), TABLE.columns[1]))


def test_what_is_counted_is_said():
    month, _, t, _ = map(quantity, TABLE.columns)
    assert month.title == "Month (years since 1949-01-01)"
    assert month.meaning == "Month, in years since 1949-01-01"
    assert t.title == "t (days since 2023-11-14 22:13:20)"
    height = quantity(Column("height", YEARS, unit="cm"))
    assert (height.title, height.meaning) == ("height (cm)", "height, in cm")
    said = quantity(Column("height (cm)", YEARS))
    assert said.title == said.meaning == "height (cm)" and said.unit == "cm"
    plain = quantity(Column("height", YEARS))
    assert plain.title == plain.meaning == "height" and plain.measure == ""


def test_the_numbers_have_their_units():
    report = linear_report(run(replace(LINE, ask_x=3.5), TABLE))
    assert report.units == ["1 per year", ""]
    asked = "Passengers at Month = 3.5 years since 1949-01-01"
    assert asked in dict(report.facts)
    report = linear_report(run(replace(LINE, ask_x=3.5), TABLE_OF_NUMBERS))
    assert report.units == ["1 per cm", ""]
    assert "Passengers at height = 3.5 cm" in dict(report.facts)
    report = logistic_report(run(replace(TWO, ask_x1=1.0, ask_x2=0.25), TABLE))
    asked = "1 years since 1949-01-01, 0.25 days since 2023-11-14 22:13:20"
    assert f"P(label: yes) at ({asked})" in dict(report.facts)


def test_the_script_names_the_first_date():
    assert "# x: Month, in years since 1949-01-01\n# y: Passengers\n" in script(
        LINE, TABLE
    )
