"""Answers as JSON, their arrays as base64 typed arrays, as plotly.js takes them."""

import base64
import json
from typing import Any

import numpy as np


def as_json(answer: Any) -> bytes:
    """JSON of dicts, lists, texts, numbers and arrays.

    Raises:
        TypeError, ValueError: a part is of another type, or a number not finite.
    """
    return json.dumps(
        answer, allow_nan=False, ensure_ascii=False, default=encoded
    ).encode()


def encoded(values: np.ndarray, keep: bool = False) -> dict[str, str]:
    """An array (n,) or (rows, columns) as Plotly's base64 typed array: of float32, or
    of float64 where that would lose what can be seen, or to ``keep`` what is in it."""
    if not isinstance(values, np.ndarray):
        raise TypeError(f"JSON holds no {type(values).__name__}")
    is_double = values.dtype == np.float64 and (keep or _needs_float64(values))
    dtype = "f8" if is_double else "f4"
    array = np.ascontiguousarray(values, "<" + dtype)
    spec = {"dtype": dtype, "bdata": base64.b64encode(array.tobytes()).decode()}
    if array.ndim == 2:
        spec["shape"] = f"{array.shape[0]}, {array.shape[1]}"
    return spec


def _needs_float64(values: np.ndarray) -> bool:
    """Whether float32 would move values by more than a hundred-thousandth of their
    spread, or lose them: it keeps 24 bits, of numbers from 1e-38 to 3e38."""
    if not values.size:
        return False
    low = float(np.fmin.reduce(values, axis=None))  # of what is not NaN
    high = float(np.fmax.reduce(values, axis=None))
    largest = max(abs(low), abs(high))
    if not 0 < largest < np.inf:
        return False
    return high - low < 0.006 * largest or not 1e-30 < largest < 1e38
