"""What pandas has to be told about files in packages, by hand, beyond its defaults.

Options of ``pandas.read_csv``, a function of the content, or None: it is no table.
``dates`` are columns with their format.
"""

import io
from typing import Any

import pandas as pd

_NO_NAMES = {"header": None}
_SPACES = {"sep": r"\s+"}
_ISO, _US, _EU = "ISO8601", "%m/%d/%Y", "%d-%m-%Y"


def _dates(form: str, *columns: str) -> dict[str, Any]:
    return {"dates": dict.fromkeys(columns, form)}


def _sea(content: bytes) -> pd.DataFrame:
    table = pd.read_csv(io.BytesIO(content), compression="gzip")
    table["time (UTC)"] = pd.to_datetime(table["time (UTC)"]).dt.tz_localize(None)
    return table


def _baboons(content: bytes) -> pd.DataFrame:
    table = pd.read_csv(io.BytesIO(content))
    dates = pd.to_datetime(table["date"], format="%d/%m/%y")  # 1963, for pandas 2063
    table["date"] = dates - pd.DateOffset(years=100)
    return table


def _excel(content: bytes) -> pd.DataFrame:
    return pd.read_excel(io.BytesIO(content), engine="calamine")


def _unemployment(content: bytes) -> pd.DataFrame:
    table = pd.read_csv(io.BytesIO(content), compression="gzip", header=None)
    for column in (5, 6, 7):
        table[column] = table[column].str.strip().str.replace(",", "").astype(float)
    return table


DIALECTS: dict[str, Any] = {
    # scikit-learn, mlxtend, ISLP: shapes and classes stand before the rows
    **dict.fromkeys(
        ("breast_cancer.csv", "wine_data.csv"), {"skiprows": 1} | _NO_NAMES
    ),
    "iris.csv in scikit-learn": {"skiprows": 1} | _NO_NAMES,
    "diabetes_data_raw.csv.gz": {"sep": " "} | _NO_NAMES,
    **dict.fromkeys(("diabetes_target.csv.gz", "digits.csv.gz"), _NO_NAMES),
    **dict.fromkeys(("linnerud_exercise.csv", "linnerud_physiological.csv"), _SPACES),
    **dict.fromkeys(("autompg.csv.gz", "boston_housing.csv", "iris.csv.gz"), _NO_NAMES),
    **dict.fromkeys(("three_blobs.csv.gz", "wine.csv"), _NO_NAMES),
    "Auto.data": _SPACES,
    # statsmodels
    "anes96.csv": {"quotechar": "'", "sep": "\t"},
    "src/anes96.csv": _SPACES,
    "spector.csv": {"quotechar": "'", "sep": " "},
    "E6_jmulti.csv": {"sep": " "} | _NO_NAMES,
    "modechoice.csv": {"sep": ";"},
    "src/committee.dat": _SPACES,
    **dict.fromkeys(("src/copper.dat", "src/cpunish.dat", "src/elnino.dat"), _SPACES),
    **dict.fromkeys(("src/scotvote.csv", "src/scotvote.dat"), _SPACES),
    **dict.fromkeys(
        ("src/star.bi.dat", "src/sunspots_yearly.dat"), _SPACES | _NO_NAMES
    ),
    "src/star98.dat": {"sep": "\t"},
    "src/sunspots_monthly.dat": _SPACES | {"skiprows": [0, 1, 3], "nrows": 260},
    "src/unemp.csv": {"skiprows": 9},
    "src/macrodata.xls": _excel,
    "src/maunaloa_c.dat": None,  # records of fixed width under 20 kinds of prose
    "src/scotland_population.csv": None,  # three tables in one
    "co2.csv in statsmodels": _dates("%Y%m%d", "date"),
    "elec_equip.csv": _dates("%b-%d-%Y", "DATE"),
    # vega_datasets
    "cars.json": _dates(_ISO, "Year"),
    **dict.fromkeys(("crimea.json", "ohlc.json"), _dates(_ISO, "date")),
    "iowa-electricity.csv": _dates(_ISO, "year"),
    "la-riots.csv": _dates(_ISO, "death_date"),
    "seattle-temps.csv": _dates("%Y/%m/%d %H:%M", "date"),
    "seattle-weather.csv": _dates("%Y/%m/%d", "date"),
    "sf-temps.csv": _dates("%Y/%m/%d %H:%M:%S", "date"),
    "stocks.csv in vega-datasets": _dates("%b %d %Y", "date"),
    "us-employment.csv": _dates(_ISO, "month"),
    # R's data sets: pydataset, palmerpenguins, plotnine, siuba
    **dict.fromkeys(
        ("penguins-raw.csv", "penguins_raw.csv.gz"), _dates(_ISO, "Date Egg")
    ),
    "AustralianElectionPolling.csv": _dates(_ISO, "startDate", "endDate"),
    "AustralianElections.csv": _dates(_ISO, "date"),
    "CRANpackages.csv": _dates(_ISO, "Date"),
    **dict.fromkeys(("DM.csv", "Pound.csv", "Yen.csv"), _dates("%Y%m%d", "date")),
    "Lifeboats.csv": _dates(_ISO, "launch"),
    "Nightingale.csv": _dates(_ISO, "Date"),
    "Prostitutes.csv": _dates(_ISO, "date"),
    "acme.csv": _dates("%m/%y", "month"),
    "baboon.csv": _baboons,
    "Mofa.csv": lambda content: pd.read_csv(io.BytesIO(content.replace(b"\x1a", b""))),
    "cgd.csv": _dates(_ISO, "random"),
    "presidential.csv": _dates(_ISO, "start", "end"),
    **dict.fromkeys(
        ("ambientNOxCH.csv", "economics.csv", "economics_long.csv", "meat.csv"),
        _dates(_ISO, "date"),
    ),
    "pageviews.csv": _dates(_ISO, "date_hour"),
    # plotly, bokeh, hvsampledata
    "stocks.csv.gz in plotly": _dates(_ISO, "date"),
    "stocks.csv in hvsampledata": _dates(_ISO, "date"),
    "apple_stocks.csv": _dates(_ISO, "date"),
    "google_stock_data.csv": _dates(_ISO, "Date"),
    "earthquakes.csv": _dates(_ISO, "time"),
    "lincoln_weather.csv": _dates(_ISO, "DATE"),
    "sea_surface_temperature.csv.gz": _sea,
    "stocks.csv.gz in bokeh-sampledata": _dates(_ISO, "Date"),
    "unemployment09.csv.gz": _unemployment,
    # lifelines
    "divorce.dat": lambda content: pd.read_fwf(io.BytesIO(content)),
    "gehan.dat": {"sep": " "} | _NO_NAMES,
    "holly_molly_polly.tsv": {"sep": r"\s+"},
    "canadian_senators.csv": _dates(_ISO, "start_date", "end_date"),
    "lymph_node.csv": _dates(_EU, "diagdateb", "recdate", "deathdate"),
    "merrell1955.csv": _dates(
        "%Y-%m", "year_month_of_diagnosis", "year_month_of_last_observation"
    ),
    "nh4.csv": _dates(_ISO, "Date.On", "Date.Off"),
    # arch
    **dict.fromkeys(
        ("core-cpi.csv.gz", "default.csv.gz", "nasdaq.csv.gz", "sp500.csv.gz"),
        _dates(_US, "Date"),
    ),
    **dict.fromkeys(("vix.csv.gz", "wti.csv.gz"), _dates(_US, "Date")),
    "crude.csv.gz": _dates(_ISO, "Date"),
    "frenchdata.csv.gz": _dates("%Y%m", "Date"),
    # Orange: kinds and roles of the columns stand under their names
    **dict.fromkeys(
        ("brown-selected.tab", "heart_disease.tab", "housing.tab", "iris.tab"),
        {"skiprows": [1, 2]},
    ),
    "zoo.tab": {"skiprows": [1, 2]},
    "titanic.tab": None,  # without numbers
    # Settings and maps
    **dict.fromkeys(("install.json", "package.json", "airports.json"), None),
    **dict.fromkeys(("geographic_boundaries.json", "les_mis.json"), None),
}

OPEN_TO = {
    "data.csv": [0],  # 1974Q1
    "Minard.temp.csv": [4],  # Oct18
}
"""Columns, from 0, that a person may also take for dates."""
