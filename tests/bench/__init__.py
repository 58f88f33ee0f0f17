"""The benchmark: ``python -m tests.bench [--short]`` prints one table of numbers.

Run by hand, and in CI in its short form. No number is asserted: the machine decides
most of them. Only a failed request, an exception or a console error makes it fail.
"""
