"""Text from bytes: what Python encoded comes back, or is among what can be chosen."""

import codecs

import pytest

from jaxreg.data.encodings import ENCODINGS, decoded
from jaxreg.data.table import DataError

LINES = {
    "cp1252": "größe;straße;höhe\nfür;später;6\nMädchen;Österreich;7\n",
    "cp1250": "výška;váha;věk\nmuž;Děčín;5\nžena;Plzeň;6\npříliš;žluťoučký;7\n",
    "iso-8859-2": "wzrost;płeć;długość\nmężczyzna;Łódź;5\nkobieta;śląskie;6\n",
    "cp1251": "возраст;рост\n10;138\n11;143\n",
    "koi8-r": "возраст;рост\nМосква;138\nКазань;143\n",
    "cp866": "возраст;рост\nМосква;138\nКазань;143\n",
    "cp1253": "ηλικία;ύψος\nΑθήνα;138\nΠάτρα;143\n",
    "cp1254": "yaş;ağırlık\nİstanbul;5\nŞanlıurfa;6\nDiyarbakır;7\nkırmızı;8\n",
    "cp1255": "גיל;גובה;משקל\nירושלים;5;6\nחיפה;7;8\n",
    "cp1256": "العمر;الطول\nالقاهرة;5\nالرياض;6\n",
    "cp874": "อายุ;ส่วนสูง\nกรุงเทพ;5\nเชียงใหม่;6\n",
    "cp932": "身長;体重\n172;64\n165;58\n",
    "euc-jp": "身長;体重;名前\n172;64;データ\n165;58;テスト\n173;60;りんご\n",
    "gb18030": "身高;体重;城市\n172;64;北京\n165;58;上海\n",
    "big5": "身高;體重;城市\n172;64;臺北\n165;58;高雄\n",
    "cp949": "키;몸무게;도시\n172;64;서울\n165;58;부산\n170;60;남자\n171;61;여자\n",
    "cp850": "größe;straße;höhe\nfür;später;6\nMädchen;Österreich;7\n",
    "mac-roman": "année;région;prénom\nfévrier;Hélène;6\ngarçon;Besançon;7\n",
}


@pytest.mark.parametrize("encoding", LINES)
def test_the_language_tells_the_encoding(encoding):
    text = LINES[encoding]
    found = decoded(text.encode(encoding))
    assert (found.text, found.encoding) == (text, encoding)
    assert found.encodings[0] == encoding and len(found.encodings) > 3
    assert found.notes == (f"The text was read as {ENCODINGS[encoding]}.",)


@pytest.mark.parametrize(
    ("mark", "encoding", "family"),
    [
        *((b"", "utf-8", "utf-8"), (codecs.BOM_UTF8, "utf-8", "utf-8")),
        *((b"", "utf-16-le", "utf-16"), (b"", "utf-16-be", "utf-16")),
        *((b"", "utf-32-le", "utf-32"), (b"", "utf-32-be", "utf-32")),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    ],
)
def test_bytes_show_that_they_are_utf(mark, encoding, family):
    text = "größe €;возраст;身長\n" + "1;2;3\n" * 20
    assert decoded(mark + text.encode(encoding))[:4] == (text, family, (family,), ())


@pytest.mark.parametrize("text", ["größe", "é €", "T (°C)", "m (µg)", "“naïve”"])
def test_few_letters_are_western(text):
    assert decoded(text.encode("cp1252"))[:2] == (text, "cp1252")


def test_what_windows_1252_lacks_is_a_control_character():
    assert decoded(b"\xe9\x81,y\n1,2\n")[:2] == ("é\x81,y\n1,2\n", "cp1252")


def test_another_encoding_can_be_chosen():
    content = "возраст;рост\n".encode("cp1251")
    first = decoded(content)
    for encoding in first.encodings:
        found = decoded(content, encoding)
        assert (found.encoding, found.encodings) == (encoding, first.encodings)
        assert found.text == content.decode(encoding, "replace")
    different = {decoded(content, encoding).text for encoding in first.encodings}
    assert len(different) == len(first.encodings)
    assert "cp1250" in decoded("größe".encode(), "cp1250").encodings
    with pytest.raises(DataError, match="“rot13” is not an encoding that can be read."):
        decoded(content, "rot13")


def test_a_broken_byte_does_not_hide_utf_8():
    found = decoded("größe;straße;höhe\n".encode() * 5 + b"\xff")
    assert found.text == "größe;straße;höhe\n" * 5 + "\ufffd"
    assert found.notes == (
        "The text was read as UTF-8.",
        "Some bytes could not be read; they are shown as “\ufffd”.",
    )


def test_letters_are_found_after_many_megabytes_without():
    content = b"1;2\n" * 1_000_000 + "возраст;рост\n".encode("cp1251")
    assert decoded(content).encoding == "cp1251"
    assert decoded(b"1" * 4_000_000 + "größe".encode("cp1252")).text.endswith("1größe")
