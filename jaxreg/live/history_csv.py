"""A run as a table to take away, a row for each epoch."""

import numpy as np

from jaxreg.data.table import Table
from jaxreg.settings import Scenario
from jaxreg.training.runs import MODELS


def history_csv(scenario: Scenario, own: Table | None = None) -> bytes:
    """The CSV of a scenario's run, from own data if it says so.

    Its columns are the epoch, from 0, the loss, W, or W1 and W2, and b, in the units of
    the points. Each number is the shortest text that is read back as the same number,
    float32 or, of a table, float64; one that is not finite is inf, -inf or nan.
    """
    (W, b), loss = MODELS[scenario.page].run(scenario, own).history
    names = ["W"] if W.shape[1] == 1 else ["W1", "W2"]
    columns = [np.arange(len(loss)), loss, *W.T, b]
    rows = zip(*(column.astype(str) for column in columns), strict=True)
    lines = [("epoch", "loss", *names, "b"), *rows]
    return "".join(f"{','.join(line)}\n" for line in lines).encode()
