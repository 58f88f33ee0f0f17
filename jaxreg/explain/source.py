"""The code that runs, as a script has it: the source of the real functions."""

import ast
import functools
import inspect
import textwrap
from typing import Any

_WIDTH = 88


@functools.cache  # the page asks for a script whenever it runs
def source(thing: Any) -> str:
    """The source of a function, or of a named tuple in one line; an empty line ends it.

    A function is without its types, and without the statements that are mere
    expressions: its docstring, and the checks of its arguments.
    """
    if isinstance(thing, type):
        name, fields = thing.__name__, inspect.signature(thing).parameters
        return f'{name} = namedtuple("{name}", "{" ".join(fields)}")\n'
    lines = inspect.getsource(thing).splitlines()
    [function] = ast.parse("\n".join(lines)).body
    assert isinstance(function, ast.FunctionDef)
    for argument in ast.walk(function.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    signature = narrow(f"def {function.name}({ast.unparse(function.args)}):")
    first = function.body[0].lineno - 1
    for node in reversed(function.body):
        if isinstance(node, ast.Expr):
            del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join([*lines[: function.lineno - 1], signature, *lines[first:], ""])


def narrow(line: str) -> str:
    """A line whose arguments, if it is too long, stand in lines of their own."""
    if len(line) <= _WIDTH:
        return line
    head, _, rest = line.partition("(")
    arguments, _, tail = rest.rpartition(")")
    inside = textwrap.fill(arguments, _WIDTH - 4, break_long_words=False)
    return f"{head}(\n{textwrap.indent(inside, '    ')}\n){tail}"


def call(function: Any, *first: str) -> str:
    """A call with expressions for the first arguments; the others are variables named
    as the parameters, so that a new one needs no word here."""
    names = [*inspect.signature(function).parameters]
    return f"{function.__name__}({', '.join([*first, *names[len(first) :]])})"


def section(title: str, *parts: Any) -> str:
    """A part of a script: a title, then functions, named tuples and lines."""
    texts = [part if isinstance(part, str) else source(part) for part in parts]
    return "\n".join([f"# {title}", *texts]).rstrip()
