"""What a link sweeps, and the line of Python that does the same."""

import numpy as np

from jaxreg import LinearScenario, LogisticScenario
from jaxreg.lab.axis import axis_of, call_of


def test_values_are_spaced_evenly_or_by_factors():
    s = LinearScenario()
    rates = axis_of(s, "lr,0.001,0.1,9,log")
    assert (rates.name, rates.scale) == ("learning_rate", "log")
    np.testing.assert_allclose(rates.values, np.geomspace(0.001, 0.1, 9), rtol=5e-4)
    assert rates.values[0] == 0.001 and rates.values[-1] == 0.1
    noise = axis_of(s, "noise,0,2,5,linear")
    assert noise.values == (0, 0.5, 1, 1.5, 2)


def test_whole_numbers_are_there_once():
    assert axis_of(LinearScenario(), "seed,0,4,50,linear").values == (0, 1, 2, 3, 4)
    epochs = axis_of(LinearScenario(), "epochs,1,1000,5,log").values
    assert epochs == (1, 6, 32, 178, 1000)


def test_words_and_sizes_are_those_that_there_are():
    assert axis_of(LogisticScenario(), "form").values == ("stable", "textbook")
    assert axis_of(LogisticScenario(), "c_n,5,50").values == (5, 10, 20, 50)


def test_the_call_is_short():
    s = LogisticScenario(l2=0.1)
    texts = ["c_seed,3,5,3,linear", "form"]
    assert call_of(s, [axis_of(s, text) for text in texts]) == (
        "sweep(LogisticScenario(l2=0.1), seed=range(3, 6), "
        "loss_form=['stable', 'textbook'])"
    )
    own = LinearScenario(data="own")
    assert call_of(own, [axis_of(own, "seed,0,1,2,linear")]) == (
        "sweep(LinearScenario(data='own'), frame, seed=range(2))"
    )
