"""The reliability trial: ``python -m tests.trial [--only links,files] [--share 0.02]``.

Run by hand; it needs Linux. What it measures it writes into ``docs/trial.md``, unless
only a part is tried. Times depend on the machine and are told, not judged; an answer
5xx, an exception, a name that runs or a page that does not come back makes it fail.
"""
