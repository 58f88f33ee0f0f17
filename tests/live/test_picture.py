"""What travels is what was computed: arrays as plotly.js reads them, and no number that
JSON has not."""

import json

import numpy as np
import pytest

from jaxreg.live.picture import as_json, encoded, sent
from tests.traces import decoded


def test_arrays_travel_as_float32():
    values = np.linspace(-1, 1, 7)
    np.testing.assert_array_equal(decoded(encoded(values)), np.float32(values))
    rows = np.arange(6).reshape(2, 3)
    np.testing.assert_array_equal(decoded(encoded(rows)), rows)
    np.testing.assert_array_equal(decoded(encoded(rows.T)), rows.T)
    assert decoded(encoded(rows.T)).dtype == np.float32


def test_arrays_travel_wherever_they_stand():
    [found] = json.loads(as_json({"x": [np.arange(3.0)], "y": "é"}))["x"]
    np.testing.assert_array_equal(decoded(found), [0, 1, 2])


@pytest.mark.parametrize("answer", [np.inf, [float("nan")], np.float32(1), {1}])
def test_what_json_does_not_hold_is_refused(answer):
    with pytest.raises((TypeError, ValueError)):
        as_json(answer)


def test_dates_travel_as_float64():
    x, y = np.array([0.1, 12.3]), np.array([1.0, 2.0])
    layout = {"meta": {"x": {"origin": 0.0, "unit": 1.0}}}
    figure = {"data": [{"x": x, "y": y}], "layout": layout}
    [trace] = json.loads(as_json(sent(figure)))["data"]
    np.testing.assert_array_equal(decoded(trace["x"]), x)
    assert decoded(trace["y"]).dtype == np.float32
