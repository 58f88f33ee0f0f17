"""As spreadsheets write a table; in many encodings, and in archives."""

import gzip
import io
import zipfile
from collections.abc import Iterator

import pandas as pd

from tests.corpus.bases import CARS, PLANTS, STUDENTS, WEATHER, text
from tests.corpus.file import File

_WORDS = {
    "cp1251": "рост; вес; город; Москва, Казань, Омск, Пермь",
    "koi8-r": "рост; вес; город; Москва, Казань, Омск, Пермь",
    "gbk": "身高; 体重; 城市; 北京, 上海, 广州, 深圳",
    "gb18030": "身高; 体重; 城市; 北京, 上海, 广州, 成都",
    "big5": "身高; 體重; 城市; 臺北, 高雄, 臺中, 花蓮",
    "shift_jis": "身長; 体重; 都市; 東京, 大阪, 京都, 札幌",
    "euc-jp": "身長; 体重; 都市; 東京, 大阪, 京都, 札幌",
    "euc-kr": "키; 몸무게; 도시; 서울, 부산, 대구, 인천",
    "cp1253": "ύψος; βάρος; πόλη; Αθήνα, Πάτρα, Βόλος, Χανιά",
    "iso8859-2": "výška; váha; město; Plzeň, Třebíč, Žďár, Děčín",
    "utf-16-le": "taille; poids; ville; Nîmes, Orléans, Sète, Évian",
    "utf-8": "taille; poids; ville; Nîmes, Orléans, Sète, Évian",
}
"""Names of three columns, and the texts in the last."""


def files() -> Iterator[File]:
    """All of them."""
    yield from _german()
    yield from _english()
    yield from _encodings()
    yield from _archives()


def _german() -> Iterator[File]:
    kind = "Excel German"
    for name, table in {"plants": PLANTS, "weather": WEATHER, "cars": CARS}.items():
        content = table.to_csv(
            index=False,
            sep=";",
            decimal=",",
            date_format="%d.%m.%Y",
            lineterminator="\r\n",
        )
        yield text(kind, f"{name}.csv", content, table, encoding="cp1252")
        tabs = content.replace(";", "\t")
        yield text(kind, f"{name}, Unicode text", tabs, table, encoding="utf-16")
    students = STUDENTS.rename(columns={"height": "Größe", "city": "Straße"})
    content = students.to_csv(index=False, sep=";", decimal=",")
    yield text(kind, "umlauts.csv", content, students, encoding="cp1252")
    yield text(kind, "umlauts, UTF-8 with a mark", "\ufeff" + content, students)
    yield text(kind, "umlauts, from a Mac", content, students, encoding="mac_roman")


def _english() -> Iterator[File]:
    kind = "Excel English"
    content = WEATHER.to_csv(index=False, date_format="%m/%d/%Y", lineterminator="\r\n")
    yield text(kind, "weather.csv", content, WEATHER)
    short = content.replace("03/", "3/").replace("/0", "/")
    yield text(kind, "weather, short dates.csv", short, WEATHER)
    yield text(
        kind,
        "weather, British dates.csv",
        WEATHER.to_csv(index=False, date_format="%d/%m/%Y"),
        WEATHER,
    )
    yield text(
        kind,
        "weather, months in words.csv",
        WEATHER.to_csv(index=False, date_format="%d-%b-%y"),
        WEATHER,
    )
    yield text(kind, "students.csv", "\ufeff" + STUDENTS.to_csv(index=False), STUDENTS)


def _encodings() -> Iterator[File]:
    for encoding, words in _WORDS.items():
        *names, places = words.split("; ")
        numbers = [172.5, 165.0, 180.25, 158.0], [70.0, 58.5, 82.0, 49.0]
        columns = [*numbers, places.split(", ")]
        table = pd.DataFrame(dict(zip(names, columns, strict=True)))
        yield text("encodings", encoding, table.to_csv(index=False), table, encoding)


def _archives() -> Iterator[File]:
    kind = "archives"
    content = PLANTS.to_csv(index=False).encode()
    yield File(kind, "plants.csv.gz", gzip.compress(content, mtime=0), PLANTS)
    tabs = STUDENTS.to_csv(index=False, sep="\t").encode()
    yield File(kind, "students.tsv.gz", gzip.compress(tabs, mtime=0), STUDENTS)
    for names in (("plants.csv",), ("data/plants.csv", "__MACOSX/._plants.csv")):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(names[0], content)
            for name in names[1:]:
                archive.writestr(name, b"\0\5\26\7Mac OS X")
        yield File(kind, f"zip of {len(names)}", file.getvalue(), PLANTS)
