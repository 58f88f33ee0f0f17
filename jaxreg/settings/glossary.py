"""Each technical word of the page, in one plain sentence.

Help texts and explanations take their definitions from here, and the page shows all of
them as its Glossary. A new term is one entry, anywhere.
"""

GLOSSARY = {
    "bias": "The bias b is what a model adds whatever x is; of a line it is the "
    "intercept.",
    "bootstrap": "The bootstrap draws as many points from a data set as it has, with "
    "replacement, and fits each such resample, to see how much the fit would differ "
    "for other data.",
    "class": "A class is one of the two groups, 0 and 1, that logistic regression "
    "tells apart.",
    "closed form": "The closed form is the W and b with the smallest mean squared "
    "error, computed by a formula instead of by training.",
    "condition number": "The condition number is the Hessian's largest eigenvalue "
    "divided by its smallest: the larger it is, the narrower the valley of the loss, "
    "and the slower gradient descent.",
    "contour": "A contour is a line of equal loss: it joins places in the landscape "
    "that have the same loss.",
    "cross-entropy": "The cross-entropy is the loss of logistic regression: the mean "
    "of −log p, where p is the probability that the model gives to each point's own "
    "class.",
    "curvature": "Curvature is how fast the slope changes along a direction.",
    "decision boundary": "The decision boundary is where the model gives both classes "
    "the same probability, one half.",
    "diverge": "A run diverges when its steps take it farther and farther away, so "
    "that its loss grows without limit.",
    "eigenvalue": "An eigenvalue λ of the Hessian is the curvature of the loss along "
    "one mode; λmax is the largest.",
    "epoch": "An epoch is one pass over all points: one update of W and b, or, with "
    "mini-batches, one for each batch.",
    "feature": "A feature is a quantity that the model predicts from: x, or x₁ and x₂.",
    "finite difference": "A finite difference estimates a slope: the change of the "
    "loss over a very short step, divided by that step.",
    "float32": "A float32 is a number in 32 bits, with about seven significant digits; "
    "its range ends at 3.4 · 10³⁸, and what is larger becomes infinite.",
    "float64": "A float64 is a number in 64 bits, with about 16 significant digits.",
    "gradient": "The gradient is the slopes of the loss with respect to W and to b; it "
    "points where the loss rises fastest.",
    "gradient descent": "Gradient descent trains in steps: each subtracts the learning "
    "rate times the gradient from W and b.",
    "held-out point": "A held-out point is one that training does not see, so that it "
    "shows how well the model predicts what is new.",
    "Hessian": "The Hessian is the matrix of second derivatives of the loss with "
    "respect to W and b: it holds the curvature in every direction.",
    "intercept": "The intercept b is the value of a line at x = 0.",
    "jax.grad": "jax.grad turns a loss into the function that computes its gradient, "
    "exactly, apart from rounding.",
    "jax.jacfwd": "jax.jacfwd turns a function, such as a whole training, into the one "
    "that computes its derivatives, exactly, apart from rounding.",
    "jit": "jax.jit compiles a function when it first sees inputs of some shape; after "
    "that, only the compiled code runs.",
    "L2 penalty": "The L2 penalty adds λ/2 times the sum of the squared weights to the "
    "loss, so that large weights cost something.",
    "label": "The label is the column that says which class a row belongs to.",
    "landscape": "The landscape is the loss over two parameters: each place is one "
    "choice of them, and its height is the loss.",
    "learning rate": "The learning rate sets how long each step is: it multiplies the "
    "gradient.",
    "learning-rate schedule": "A learning-rate schedule lowers the learning rate "
    "during training: long steps first, short ones later.",
    "leverage": "A point's leverage is how far the line of the closed form moves there "
    "for each 1 that the point's y rises.",
    "logarithmic axis": "On a logarithmic axis, equal distances are equal factors: 1 "
    "to 10 is as far as 10 to 100.",
    "logit": "The logit z = W x + b, or W₁ x₁ + W₂ x₂ + b, is the number that σ turns "
    "into a probability.",
    "loss": "The loss is one number that says how badly the model fits the points; "
    "training tries to make it small.",
    "mean squared error": "The mean squared error is the loss of linear regression: "
    "the mean of the squared residuals.",
    "mini-batch": "A mini-batch is a few of the points, drawn at random: each step "
    "uses the gradient of these alone, which is an estimate of that of all points.",
    "mode": "A mode is an eigenvector of the Hessian: near a minimum (for the mean "
    "squared error, everywhere), a step of plain gradient descent multiplies the "
    "distance from the minimum along it by 1 − rate · λ.",
    "momentum": "Momentum keeps a share β of the last velocity at each step, as a ball "
    "does that rolls: steps in one direction add up, and those back and forth cancel.",
    "Nesterov": "Nesterov is a kind of momentum that looks one step ahead, to where "
    "the velocity is about to lead.",
    "Newton's method": "Newton's method looks for the minimum with the help of the "
    "Hessian, and so usually needs far fewer steps than gradient descent.",
    "noise": "Noise is a random number that is added to each y, drawn from a normal "
    "distribution with mean 0.",
    "optimum": "The optimum is the W and b with the smallest loss, if there is one.",
    "oscillate": "A loss oscillates when it rises and falls in turn, as steps jump "
    "back and forth across the valley.",
    "outlier": "An outlier is a point far away from where the others would put it.",
    "overlap": "Two classes overlap when every line has points on its wrong side.",
    "overshoot": "A mode overshoots when a step carries it past the minimum to the "
    "other side.",
    "quasi-separable": "Two classes are quasi-separable when a line has no point on "
    "its wrong side, but points of both classes on it.",
    "R²": "R² compares the line with a flat one at the mean of y: it is 1 if the line "
    "meets every point, 0 if it fits no better than the flat one, and below 0 if it "
    "fits worse.",
    "residual": "A residual is the vertical distance from a point to the line.",
    "rounding": "Rounding replaces each computed number by the nearest float32, which "
    "changes it by up to one part in 16 million.",
    "seed": "A seed picks a sequence of random numbers: the same seed always gives the "
    "same ones.",
    "separable": "Two classes are separable when a line has all points of one class "
    "on one side and all points of the other class on the other.",
    "slope": "The slope of a line, W, is how much y rises when x rises by 1.",
    "stable": "A learning rate is stable when the run settles down at it instead of "
    "diverging: for the mean squared error, without momentum or mini-batches, when it "
    "is below 2 / λmax.",
    "standard deviation": "The standard deviation is the square root of the mean "
    "squared distance from the mean.",
    "standard error": "A standard error is the standard deviation of a fitted number "
    "over all samples that might have been drawn.",
    "standardise": "To standardise numbers is to subtract their mean and divide by "
    "their standard deviation.",
    "vmap": "jax.vmap makes one function call do the work of many, side by side.",
    "weight": "A weight is the number W that the model multiplies a feature by.",
    "σ": "σ(z) = 1 / (1 + exp(−z)), the sigmoid, turns any number into a probability "
    "between 0 and 1.",
}


def define(*terms: str) -> str:
    """The definitions of ``terms``, for a help text.

    Raises:
        KeyError: one of them is not in the glossary.
    """
    return " ".join(GLOSSARY[term] for term in terms)
