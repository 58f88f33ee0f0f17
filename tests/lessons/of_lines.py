"""What least squares makes small, and what R² does not see."""

import numpy as np

from tests.lessons.claims import claim, said
from tests.lessons.oracle import (
    best_line,
    descent,
    mean_squared_error,
    r_squared,
    revealed,
    shown,
)


def along_the_middle(x, y):
    """W and b of the line from which points are nearest, at right angles."""
    _, vectors = np.linalg.eigh(np.cov(x, y))
    W = vectors[1, 1] / vectors[0, 1]
    return np.array([W, y.mean() - W * x.mean()])


@claim("best-line", 1)
def too_steep():
    tips = descent(revealed("best-line", 1))
    (W, b), x = best_line(tips.X, tips.y), tips.X.ravel()
    assert np.allclose([W, b], tips.end, rtol=1e-6)
    middle = tips.y.std() / x.std()
    return {
        "question": f"{len(x)} restaurant bills, and the tip for each. Draw the line "
        "that predicts the tip best.",
        "why": f"Each dollar on the bill adds {100 * W:.1f} cents. The line "
        "through the middle rises one standard deviation per standard deviation; it "
        f"would add {100 * middle:.1f} cents. Most people draw too steep a line.",
    }


@claim("best-line", 2)
def vertical():
    line = descent(revealed("best-line", 2))
    best = best_line(line.X, line.y)
    assert np.allclose(best, line.end, rtol=1e-6)
    for seed in range(1000):  # of whatever cloud
        x, y = np.random.default_rng(seed).normal(size=(2, 5))
        flatter = best_line(x[:, None], y)[0]
        assert abs(along_the_middle(x, y)[0]) > abs(flatter)
    steeper = along_the_middle(line.X.ravel(), line.y)
    larger = mean_squared_error(line.X, line.y, steeper)
    return {
        "right": "The vertical ones",
        "why": "Their squares are the loss, which ends at "
        f"{line.loss[-1]:.1f} with a slope of {best[0]:.2f}. Minimising distances "
        f"at right angles gives a slope of {steeper[0]:.2f} and a loss of "
        f"{larger:.1f}.",
    }


@claim("best-line", 3)
def both_ways():
    tips, bills = descent(shown("best-line", 3)), descent(revealed("best-line", 3))
    assert (tips.y == bills.X.ravel()).all() and (bills.y == tips.X.ravel()).all()
    W, back = tips.end[0], bills.end[0]
    R2 = r_squared(tips.X, tips.y, tips.end)
    assert np.isclose(W * back, R2)
    assert np.isclose(R2, r_squared(bills.X, bills.y, bills.end))
    return {
        "question": f"A dollar of bill brings {100 * W:.1f} cents of tip. A dollar "
        "more of tip: how much more bill do you expect?",
        "right": f"${back:.2f}",
        "wrong": {f"${1 / W:.2f}, the same line read backwards", f"${W:.3f}"},
        "why": "Now the bill's distances count, which gives another line."
        f" The two slopes multiply to R² = {W * back:.3f}; it would be {1:g} "
        "only if every point were on the line.",
    }


@claim("best-line", 4)
def one_outlier():
    line = descent(revealed("best-line", 4))
    best = best_line(line.X, line.y)
    assert np.allclose(best, line.end, rtol=1e-4)
    ten = np.arange(len(line.y)) != np.argmax(line.y)
    W, b = theirs = best_line(line.X[ten], line.y[ten])
    assert len(line.y) == 11
    assert mean_squared_error(line.X[ten], line.y[ten], theirs) < 1e-4
    on_line = W * line.X[~ten].item() + b
    y = np.where(ten, line.y, float(f"{on_line:.2f}"))
    assert np.allclose(best_line(line.X, y), theirs, atol=0.02)  # it swings back
    return {
        "why": f"The ten are on y = {b:.2f} + {W:.3f}x, but the outlier's distance "
        f"counts squared, and pulls the line to y = {best[1]:.2f} + {best[0]:.3f}x.",
        "now_try": f"Edit the data: set the outlier's y to {on_line:.2f}, and the line "
        "swings back.",
    }


@claim("r-squared", 1)
def same_line():
    first, second = descent(shown("r-squared", 1)), descent(revealed("r-squared", 1))
    R2 = [r_squared(run.X, run.y, best_line(run.X, run.y)) for run in (first, second)]
    W, b = best_line(second.X, second.y)
    assert np.allclose(best_line(first.X, first.y), [W, b], atol=1e-3)
    others = [
        descent(shown("r-squared", 3)),
        descent(revealed("best-line", 4)),
    ]
    for run in others:
        assert abs(r_squared(run.X, run.y, best_line(run.X, run.y)) - R2[0]) < 5e-4
    return {
        "question": f"R² is {R2[0]:.2f} here. Another set has the same line and the "
        "same R². What do you know about its shape?",
        "right": "Nothing",
        "why": f"Here is one: R² is {R2[1]:.3f} and the line y = {b:.2f} + {W:.3f}x, "
        "as before, but its points lie on a curve. Only the picture shows that.",
    }


@claim("r-squared", 2)
def parabola():
    s = revealed("r-squared", 2)
    line = descent(s)
    x, (W, b) = line.X.ravel(), line.end
    curve = np.polyfit(x, line.y, 2)
    miss, left = np.abs(np.polyval(curve, x) - line.y).max(), np.argmin(x)
    assert miss < 0.003 and s.ask_x < min(x)
    there, point = np.polyval(curve, s.ask_x), line.y[left]
    assert there < 0 and W * s.ask_x + b > point
    inside = np.sort(x)[len(x) // 2]
    return {
        "question": "Follow the curve to the left. Where would a point at x = "
        f"{s.ask_x:g} be?",
        "right": f"Below {0}",
        "wrong": {
            f"At {W * s.ask_x + b:.1f}, on the line",
            f"At {point:.1f}, as at x = {x[left]:g}",
        },
        "why": f"A parabola meets all {len(x)} points within {0.003}, and at x = "
        f"{s.ask_x:g} it gives {said(there, '.2f')}. The line says "
        f"{W * s.ask_x + b:.2f} (the star), more than at x = {x[left]:g}, where the "
        f"point is at {point:.2f}.",
        "now_try": f"Ask at x = {inside:g}, in the middle of the points: how wrong is "
        "the line there?",
    }


@claim("r-squared", 3)
def one_point():
    line = descent(revealed("r-squared", 3))
    x, alone = line.X.ravel(), np.argmax(line.X.ravel())
    others = np.arange(len(x)) != alone
    W, b = best_line(line.X, line.y)
    mean = line.y[others].mean()
    assert others.sum() == 10 and len(set(x[others])) == 1  # so no slope
    assert np.isclose(W * x[alone] + b, line.y[alone])
    assert np.isclose(W * x[others][0] + b, mean)
    flat = best_line(line.X, np.where(others, line.y, mean))
    assert abs(flat[0]) < 1e-9
    return {
        "question": f"Ten points at x = {x[others][0]:g}, one at x = {x[alone]:g}, and "
        f"again R² is {r_squared(line.X, line.y, (W, b)):.2f}. How many points decide "
        "the slope?",
        "right": "One",
        "why": "The line goes through that point, which leaves no square, and through "
        f"the mean of the other ten, {mean:.2f}. Without that point there is no slope.",
        "now_try": f"Edit the data: move the point at x = {x[alone]:g} down to y = "
        f"{mean:.0f}, and look at R².",
    }


@claim("r-squared", 4)
def right_model():
    s = revealed("r-squared", 4)
    line = descent(s)
    R2 = r_squared(line.X, line.y, line.end)
    x = line.X.ravel()
    before = R2
    for noise in (1.0, 0.1):
        quiet = s.true_W * x + s.true_b + noise * (line.y - s.true_W * x - s.true_b) / 5
        now = r_squared(line.X, quiet, best_line(line.X, quiet))
        assert now > before
        before = now
    return {
        "question": f"These {len(x):,} points do come from a line, with noise of "
        f"{s.noise:g} added. How high is R²?",
        "right": f"About {R2:.2f}",
        "why": f"R² is {R2:.3f}, though no model could be more right: the line rises "
        f"by {s.true_W * np.ptp(x):.1f} from x = {x.min():g} to {x.max():g}, and the "
        f"noise alone has a deviation of {s.noise:g}.",
        "now_try": f"Turn the noise down to {1}, then to {0.1}: the line is the same, "
        "and R² grows.",
    }
