"""What a seed decides, and what a model keeps."""

from dataclasses import replace

import numpy as np

from tests.lessons.claims import claim, said
from tests.lessons.oracle import best_line, correct, descent, minimum, revealed, shown

SEED, MODEL = "seed", "model"


def slopes(scenario, seeds):
    """The best line's W for the noise of each seed."""
    runs = [descent(replace(scenario, seed=seed), 0) for seed in seeds]
    return np.array([best_line(run.X, run.y)[0] for run in runs])


@claim(SEED, 1)
def noise_tilts():
    s, other = shown(SEED, 1), revealed(SEED, 1)
    seeds = range(100)
    W = slopes(s, seeds)
    assert int(np.argmax(W)) == other.seed
    assert np.isclose(descent(other).end[0], W.max(), atol=1e-5)
    assert np.abs(W - s.true_W).max() < 0.35
    return {
        "right": f"By about {W.max() - s.true_W:.1f}",
        "wrong": {f"By {3} or more", f"Not at all: the true W is still {s.true_W:g}"},
        "why": f"From seed {seeds[0]} to {seeds[-1]}, W goes from {W.min():.2f} to "
        f"{W.max():.2f}, which is seed {other.seed}: the noise tilts the line, and the "
        "seed picks the noise.",
    }


@claim(SEED, 2)
def left_to_chance():
    s, other = shown(SEED, 2), revealed(SEED, 2)
    W, another = (descent(run).end[0] for run in (s, other))
    assert replace(s, seed=other.seed) == other and s.num_points == 5
    return {
        "question": f"Five points, noise of {s.noise:g}: seed {s.seed} fits W = "
        f"{W:.2f}. What may another seed fit, with the true W at {s.true_W:g}?",
        "right": f"Even {another:.2f}",
        "wrong": {f"About {W:.1f} again"},
        "why": f"Seed {other.seed} fits {another:.2f}: few points with much noise "
        "leave W to chance, so one run of one seed says little.",
    }


@claim(SEED, 3)
def root_of_n():
    few, many = shown(SEED, 3), revealed(SEED, 3)
    scatter, far = [], []
    for s in (few, many):
        x = descent(s, 0).X
        scatter.append(s.noise / np.sqrt(np.sum((x - x.mean()) ** 2)))
        far.append(x.std() / np.ptp(x))  # from the middle
        drawn = slopes(s, range(200)).std()
        assert abs(drawn / scatter[-1] - 1) < 0.15
    times = many.num_points // few.num_points
    root = times**0.5
    assert len(x) == times * 10 and far[0] > far[1]
    assert np.isclose(scatter[0] / scatter[1], root * far[1] / far[0])
    return {
        "question": f"{times} times as many points: how much less does W depend on the "
        "seed?",
        "right": f"{scatter[0] / scatter[1]:.0f} times less",
        "wrong": {f"{times} times less"},
        "why": f"W scatters by the noise divided "
        f"by the root of Σ (x − mean)², which is {scatter[0]:.2f} for {few.num_points} "
        f"points and {scatter[1]:.3f} for {many.num_points:,}. Roughly "
        f"√{times} = {root:.0f} times; {scatter[0] / scatter[1]:.0f} here, because ten "
        "points lie relatively nearer the ends.",
        "now_try": f"Press Next beside the seed, with {few.num_points} points and with "
        f"{many.num_points:,}.",
    }


@claim(SEED, 4)
def one_end():
    s, starts = revealed(SEED, 4), range(20)
    runs = [descent(replace(s, start_seed=seed)) for seed in starts]
    assert len({run.path[0, 0] for run in runs}) == len(starts)
    assert np.ptp([run.end for run in runs], axis=0).max() < 1e-5
    W, b = runs[0].end
    assert np.allclose(descent(shown(SEED, 4)).end, (W, b), atol=1e-6)
    return {
        "right": "At the same W and b",
        "why": f"At W = {W:.3f} and b = {b:.3f}, as from each of {len(starts)} starts: "
        "this loss has one minimum, so the start decides the way, but not the end.",
    }


@claim(SEED, 5)
def on_its_own_way():
    before, after = descent(shown(SEED, 5)), descent(revealed(SEED, 5))
    for run in (before, after):
        assert correct(run.A, run.y, run.end) == len(run.y)
    was, now = (", ".join(said(w, ".2f") for w in r.end[:2]) for r in (before, after))
    old, new = (-run.end[0] / run.end[1] for run in (before, after))
    priced = replace(after.scenario, l2=0.1, epochs=10_000)
    best = minimum(after.X, after.y, priced.l2)
    for start in (None, 1, 2):
        assert (
            np.abs(descent(replace(priced, start_seed=start)).end - best).max() < 0.02
        )
    penalty = "L2"
    return {
        "right": "Another W, and another boundary",
        "wrong": {f"The same W after {before.scenario.epochs:,} epochs"},
        "why": f"W is ({now}) instead of ({was}), and the boundary rises by {new:.2f} "
        f"instead of {old:.2f} per unit of x₁: without a minimum, each run is still on "
        "its way.",
        "now_try": f"Switch on an {penalty} penalty of {priced.l2:g} and train for "
        f"{priced.epochs:,} epochs: does the start still matter?",
    }


@claim(MODEL, 1)
def two_numbers():
    few, many = descent(shown(MODEL, 1)), descent(revealed(MODEL, 1))
    n, more = len(few.y), len(many.y)
    for run in (few, many):
        assert np.allclose(run.end, best_line(run.X, run.y), atol=5e-4)
    (W, b), (W_then, b_then) = few.end, many.end
    return {
        "question": f"Train on {n} points, then on {more:,}. How many numbers does the "
        "trained model keep?",
        "right": f"{len(few.end)}, both times",
        "wrong": {f"{2 * n}, then {2 * more:,}", f"{n}, then {more:,}"},
        "why": f"W and b alone: {W:.3f} and {b:.3f} from {n} points, {W_then:.3f} and "
        f"{b_then:.3f} from {more:,}. After training the points can go.",
    }


@claim(MODEL, 2)
def not_back():
    first, other = descent(shown(MODEL, 2)), descent(revealed(MODEL, 2))
    lines = [f"y = {b:.2f} + {W:.3f}x" for W, b in (first.end, other.end)]
    assert set(zip(*first.X.T, first.y, strict=True)).isdisjoint(
        zip(*other.X.T, other.y, strict=True)
    )
    n = len(first.y)
    assert len(other.y) == n
    return {
        "question": f"The model is {lines[0]}. Can you get its {n} points back from "
        "that?",
        "right": "No, they are gone",
        "why": f"These {n} quite different points give {lines[1]} as well: two numbers "
        f"cannot tell which {2 * n} they were made from.",
    }


@claim(MODEL, 3)
def not_looked_up():
    s = revealed(MODEL, 3)
    line = descent(s)
    W, b = line.end
    x = s.ask_x
    y = line.y[line.X.ravel() == x].item()
    return {
        "question": f"One of the training points is x = {x:g}, y = {y:.2f}. What does "
        f"the model answer at x = {x:g}?",
        "right": f"{W * x + b:.2f}",
        "wrong": {
            f"{y:.2f}, which it has seen",
            f"{s.true_W * x + s.true_b:.2f}, the true line",
        },
        "why": "That is the height of its line: it does not look the point "
        "up, since it no longer has it. All ten points together placed the line.",
        "now_try": f"Edit the data: move that one point up by {5}. By how much does "
        "the answer change?",
    }


@claim(MODEL, 4)
def it_goes_on():
    s = revealed(MODEL, 4)
    line = descent(s)
    W, b = line.end
    x, asked = line.X.ravel(), s.ask_x
    return {
        "question": f"It was trained on x from {x.min():g} to {x.max():g}. What does "
        f"it answer at x = {asked:g}?",
        "right": f"{W * asked + b:.1f}",
        "wrong": {f"{line.y[-1]:.1f}, as at its last point"},
        "why": f"{W:.3f} · {asked:g} + {b:.3f} = {W * asked + b:.1f}: the line goes on "
        "for ever. As the model keeps no points, it cannot warn that they ended at "
        f"{x.max():g}.",
        "now_try": f"Choose tips, and ask about a bill of ${500}.",
    }
