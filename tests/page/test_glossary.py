"""The glossary explains the technical words of the page: those that an index of the
field has, found in all that the code can show, and no others."""

import ast
import re
from pathlib import Path

import pytest

from jaxreg.settings import PAGES
from jaxreg.settings.glossary import GLOSSARY, define
from tests.app_pages import open_page, run

PACKAGE = Path(__file__).parents[2] / "jaxreg"
EXPORTED = {"script_parts.py", "notebook.py"}  # a student reads them elsewhere

# From the indexes of textbooks on machine learning, statistics and numerics: what the
# page may name some day is in it, too.
INDEX = """
activation · adam · autocorrelat · autodiff · backprop · bayes · bfloat16 · bias ·
bootstrap · calibration · closed form · condition number · confidence · contour ·
convergen · convex · correlation · covariance · cross-entropy · cross-valid · curvature
· decision boundary · degrees of freedom · derivative · diverge · dropout · early
stopping · eigenv · ensemble · entropy · epoch · estimator · exponential family ·
feature · finite difference · float16 · float32 · float64 · gaussian · gradient ·
hessian · heteroscedastic · hinge · hyperparameter · intercept · jacobian · jax.grad ·
jit · kernel · l1 · l2 · lagrang · landscape · lasso · learning rate · least squares ·
leverage · lipschitz · log axis · logarithmic · logit · log-likelihood · loss · manifold
· margin · matrix · maximum likelihood · mean squared · mini-batch · minibatch · modes?
· momentum · multicollinear · nesterov · neuron · newton · nois[ey] · odds · optimum ·
oscillat · outlier · overfit · overlap · overshoot · penalt · perceptron · polynomial ·
posterior · precondition · quadratic form · quasi · quantile · r² · regulari · residual
· ridge · roc · rounding · saddle · seed · separa[bt] · sigmoid · singular value · slope
· softmax · sparse · spectral · stable · standard deviation · standard error ·
standardis · stationary · stochastic · subgradient · support vector · tensor · underfit
· variance · vmap · weights? · whiten · z-score · σ
"""
STEMS = [stem.strip() for stem in INDEX.split("·")]


def texts_of_python(path):
    """The strings of a module that are no docstrings, and the parts of f-strings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # a string that stands alone
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node not in docstrings
        if isinstance(node.value, str)
    ]


def texts_of_script(path):
    code = re.sub(r"/\*.*?\*/|//.*", "", path.read_text(encoding="utf-8"), flags=re.S)
    return [match[2] for match in re.finditer(r"""(["'`])(.*?)\1""", code)]


def shown_texts():
    """All that the code can show, the glossary aside: of words that stand alone, which
    may be keys, only what begins a label."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name not in {"glossary.py", *EXPORTED}:
            yield from texts_of_python(path)
    for path in sorted(PACKAGE.rglob("*.js")):
        yield from texts_of_script(path)
    for page in PAGES.values():
        for control in page.controls.values():
            yield from (control.label, *filter(is_text, control.options))


def is_text(value):
    return isinstance(value, str)


TEXTS = sorted({*shown_texts()})
SENTENCES = [text for text in TEXTS if " " in text]


def names(text, stem):
    """Whether a text has a word that begins like this."""
    return re.search(rf"(?<!\w){stem}", text, re.IGNORECASE) is not None


def stem_of(term):
    """A term without what other forms of it end in: diverges, diverging; residuals."""
    return re.escape(term).removesuffix("e")


@pytest.mark.parametrize("stem", STEMS)
def test_what_the_page_names_is_in_the_glossary(stem):
    entries = [f"{term}: {sentence}" for term, sentence in GLOSSARY.items()]
    if any(names(text, stem) for text in [*SENTENCES, *GLOSSARY.values()]):
        assert any(names(entry, stem) for entry in entries), stem


def test_the_index_finds_what_the_page_names():
    found = {stem for stem in STEMS if any(names(text, stem) for text in SENTENCES)}
    assert {"epoch", "hessian", "logit", "r²", "vmap", "σ"} <= found
    assert not {"adam", "dropout", "softmax"} & found
    assert len(GLOSSARY) * 0.7 < len(found) < len(STEMS) * 0.7


@pytest.mark.parametrize("term", GLOSSARY)
def test_each_term_is_named_by_the_page(term):
    others = [sentence for other, sentence in GLOSSARY.items() if other != term]
    assert any(names(text, stem_of(term)) for text in [*TEXTS, *others])


@pytest.mark.parametrize("term", GLOSSARY)
def test_each_term_has_one_sentence_which_names_it(term):
    sentence = GLOSSARY[term]
    assert names(sentence, stem_of(term))
    assert re.findall(r"[.?!](?: |$)", sentence) == ["."]
    assert len(sentence) < 240


def test_nothing_is_defined_twice():
    starts = [re.match(r"(?:\S+ ){4}", sentence)[0] for sentence in GLOSSARY.values()]
    twice = [text for text in SENTENCES if any(start in text for start in starts)]
    assert twice == []


def test_a_definition_that_is_not_there_is_an_error():
    assert define("epoch", "loss") == f"{GLOSSARY['epoch']} {GLOSSARY['loss']}"
    with pytest.raises(KeyError):
        define("dropout")


def glossary(at):
    return [html.proto.body for html in at.get("html") if "<dl" in html.proto.body]


@pytest.mark.parametrize("page", PAGES)
def test_the_page_shows_all_of_it_once_it_is_opened(page):
    at = open_page(page)
    assert glossary(at) == []  # it costs nothing until then
    at.session_state[f"{page} glossary"] = True
    [shown] = glossary(run(at))
    places = [shown.index(f"<dt>{term}</dt><dd>{GLOSSARY[term]}") for term in GLOSSARY]
    assert len({*places}) == len(GLOSSARY)
    order = re.findall("<dt>(.*?)</dt>", shown)
    assert order == sorted(order, key=str.casefold)
