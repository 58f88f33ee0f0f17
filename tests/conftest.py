"""For every test: a silent (n,) with (n, 1) is an error, and all that can be set."""

from decimal import Decimal

import jax
import pytest

from jaxreg.scenario import CONTROLS

jax.config.update("jax_numpy_rank_promotion", "raise")


def pytest_collection_modifyitems(items):
    """The test that forgets what is compiled, and compiles it again, comes first."""
    items.sort(key=lambda item: "compiles_anything" not in item.name)


@pytest.fixture(scope="session")
def every_setting():
    """Every value of every control, as (page, field, value): grids in decimals, and of
    one with thousands of values about a thousand."""
    settings = []
    for page, controls in CONTROLS.items():
        for field, control in controls.items():
            values = control.options
            if not values and not control.step:
                values = [-1e15, -12345.67, -0.001, 0.0, 1e-12, 2.5, 1234567.0, 1e15]
            if not values:
                grid = (control.low, control.high, control.step)
                low, high, step = (Decimal(str(number)) for number in grid)
                steps = range(int((high - low) / step) + 1)
                steps = [*steps[:: max(len(steps) // 997, 1)], steps[-1]]
                values = [type(control.step)(low + k * step) for k in steps]
            settings += [(page, field, value) for value in values]
    return settings
