"""Files that people have, read: ``python -m tests.corpus [--only R,packages]``.

Run by hand; its table is written into ``docs/files.md``. Each file comes with the table
that a person sees in it, which never comes from our reader: the table that it was
written from, one written by hand, or what pandas reads when told how. Packages that
ship data are downloaded into the folder that ``JAXREG_CORPUS`` names, else a temporary
one; without a network they are skipped.
"""
