"""Each technical word of the page, in one plain sentence.

Help texts and explanations take their definitions from here, and the page shows all of
them as its Glossary. A new term is one entry, anywhere.
"""

GLOSSARY = {
    "accuracy": "The accuracy is the share of points that are on the right side: those "
    "of class 1 above the threshold, those of class 0 not.",
    "AUC": "The AUC, the area under the ROC curve, is the chance that a point of class "
    "1 has a higher probability than one of class 0, a tie counting half: 0.5 is as "
    "good as a coin, 1 is perfect.",
    "bfloat16": "A bfloat16 is a number in 16 bits, with two to three significant "
    "digits and the range of a float32.",
    "bias": "The bias b is what a model adds whatever x is; of a line it is the "
    "intercept.",
    "bootstrap": "The bootstrap draws as many points from a data set as it has, with "
    "replacement, and fits each such resample, to see how much the fit would differ "
    "for other data.",
    "class": "A class is one of the two groups, 0 and 1, that logistic regression "
    "tells apart.",
    "closed form": "The closed form is the W and b of linear regression with the "
    "smallest loss, computed by a formula instead of by training; without an "
    "intercept, b is 0.",
    "condition number": "The condition number is the Hessian's largest eigenvalue "
    "divided by its smallest: the larger it is, the narrower the valley of the loss, "
    "and the slower gradient descent.",
    "confusion matrix": "The confusion matrix counts the points by what they are and "
    "by what they are called.",
    "contour": "A contour is a line of equal loss: it joins places in the landscape "
    "that have the same loss.",
    "coordinate descent": "Coordinate descent moves one parameter at a time, each by "
    "its slope divided by its curvature; an epoch moves each once, W first and b last.",
    "correlation": "The correlation r says how nearly the points lie on a line: it is "
    "1 if all are on one that rises, −1 if on one that falls, and 0 if the best line "
    "is flat.",
    "cross-entropy": "The cross-entropy is the loss of logistic regression: the mean "
    "of −log p, where p is the probability that the model gives to each point's own "
    "class.",
    "curvature": "Curvature is how fast the slope changes along a direction.",
    "decision boundary": "The decision boundary is where the probability of class 1 is "
    "at the threshold: at one half, unless you move it.",
    "degrees of freedom": "The degrees of freedom ν of Student's t distribution say "
    "how heavy its tails are: the smaller ν is, the heavier.",
    "diverge": "A run diverges when its steps take it farther and farther away, so "
    "that its loss grows without limit.",
    "eigenvalue": "An eigenvalue λ of the Hessian is the curvature of the loss along "
    "one mode; λmax is the largest.",
    "epoch": "An epoch is one pass over all points: one update of W and b, or, with "
    "mini-batches, one for each batch.",
    "feature": "A feature is a quantity that the model predicts from: x, or x₁ and x₂, "
    "or their powers and products.",
    "finite difference": "A finite difference estimates a slope: the change of the "
    "loss over a very short step, divided by that step.",
    "float16": "A float16 is a number in 16 bits, with about three significant digits "
    "and no more than 65,504.",
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
    "least squares": "Least squares picks the line, plane or curve with the smallest "
    "mean squared error.",
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
    "Newton step": "A Newton step leads to the minimum of the parabola that has the "
    "slopes and the curvatures of the loss where it begins.",
    "noise": "Noise is a random number that is added to each y, as likely above 0 as "
    "below.",
    "odds": "The odds of class 1 are P / (1 − P); the logit is their logarithm.",
    "optimum": "The optimum is the W and b with the smallest loss, if there is one; "
    "without an intercept, b is 0 there.",
    "oscillate": "A loss oscillates when it rises and falls in turn, as steps jump "
    "back and forth across the valley.",
    "outlier": "An outlier is a point far away from where the others would put it.",
    "overlap": "Two classes overlap when every line has points on its wrong side.",
    "overshoot": "A mode overshoots when a step carries it past the minimum to the "
    "other side.",
    "polynomial": "A polynomial is a weighted sum of powers of x: x, x², x³ and so on; "
    "its degree is the highest of them.",
    "precision": "The precision is the share of class 1 among the points that are "
    "called class 1.",
    "quasi-separable": "Two classes are quasi-separable when a line has no point on "
    "its wrong side, but points of both classes on it.",
    "R²": "R² compares the fit with a flat one at the mean of y: it is 1 if the fit "
    "meets every point, 0 if it fits no better than the flat one, and below 0 if it "
    "fits worse.",
    "recall": "The recall is the share of the points of class 1 that are called class "
    "1.",
    "residual": "A residual is the vertical distance from a point to the line or the "
    "curve.",
    "ROC curve": "The ROC curve has a place for each threshold: up is the recall, "
    "across the share of class 0 that is called class 1, the false alarms.",
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
    "their standard deviation; without an intercept, which subtracting would bring "
    "back, only to divide by their root mean square.",
    "threshold": "The threshold is the probability above which a point is called class "
    "1.",
    "variance": "The variance is the mean squared distance from the mean: the square "
    "of the standard deviation.",
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
