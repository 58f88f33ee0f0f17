"""Files in the dialect of each program, which the corpus holds or writes itself."""

from jaxreg.data.reader import read
from tests.corpus import written
from tests.corpus.file import RIGHT, WRONG, judge

VERDICTS = [(file, judge(file, read)) for file in written.files()]


def test_nine_of_ten_are_read_right_without_a_press():
    missed = [f"{f.kind}: {f.name}" for f, v in VERDICTS if v.word != RIGHT]
    assert len(VERDICTS) > 300
    assert len(missed) <= 0.1 * len(VERDICTS), "\n".join(missed)


def test_none_is_wrong_in_silence():
    wrong = [f"{f.kind}: {f.name}: {v.why}" for f, v in VERDICTS if v.word == WRONG]
    assert not wrong, "\n".join(wrong)
