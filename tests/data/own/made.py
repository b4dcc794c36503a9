"""Small made-up files of the shapes that SIPRI, NATO, COW and ATOP publish. No number in them is theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SIPRI: list[list[Any]] = [
    ["Military expenditure by country as percentage of gross domestic product, 1949-2024 © SIPRI"],
    ["Figures in blue are SIPRI estimates. Figures are for the calendar year."],
    [],
    ["Country", "Notes", 1964, 1965, 1966, 1967],
    ["Africa"],
    ["Algeria", "", "xxx", 0.021, 0.022, 0.023],
    ["Europe"],
    ["France", "", 0.054, 0.052, 0.05, 0.05],
    ["Germany", "§ 4", 0.045, 0.043, 0.041, ". ."],
    ["German Democratic Republic", "", ". .", ". .", 0.03, 0.03],
    ["Greece", "", 0.036, 0.035, 0.036, 0.043],
    ["Iceland", "", 0, 0, 0, 0],
    ["USSR", "", ". .", 0.11, "...", ""],
    ["Yugoslavia", "", 0.05, 0.06, 0.055, 0.05],
    ["Czechia", "", "xxx", "xxx", "xxx", "xxx"],
]

NATO: list[list[Any]] = [
    ["Table 3 : Defence expenditure as a share of GDP and annual real change"],
    ["(based on 2015 prices)"],
    [],
    ["", "2020", "2021", "2022", "2023e"],
    ["Share of real GDP (%)"],
    ["Albania*", 1.25, 1.24, 1.2, "1.75"],
    ["Norway", 1.98, 1.72, 1.48, "1.62e"],
    ["Türkiye", 1.8, 1.6, 1.36, 1.51],
    ["Slovak Republic (1)", 1.9, 1.7, 1.8, 2.0],
    ["NATO Europe and Canada", 1.7, 1.7, 1.7, 1.8],
    [],
    ["Annual real change (%)"],
    ["Albania*", 4.1, 8.2, "-", 40.5],
    ["Norway", 7.9, -1.1, -3.3, 9.9],
    ["Notes: e: estimated. * These allies have national laws that call for 2% of GDP on defence."],
]

NATO_AMOUNTS: list[list[Any]] = [
    ["Table 2 : Defence expenditure, million US dollars"],
    ["", "2020", "2021", "2022", "2023e"],
    ["Norway", "7,201", "8,292", "8,439", "8,800"],
]

NMC = """\
stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version
USA,2,1910,279000,139,26512,700,92407,30000,0.2,6
USA,2,1965,51827000,2660,119000,1800000,194303,70000,0.2,6
FRA,220,1965,5125000,557,19600,150000,48758,15000,0.03,6
GMY,255,1990,42320000,545,38000,360000,79433,20000,0.03,6
GFR,260,1965,4979000,441,36800,280000,59012,20000,0.04,6
GFR,260,1990,38000000,440,38000,340000,63000,20000,0.03,6
YUG,345,1965,-9,260,1800,20000,19434,2000,0.01,6
ICE,395,1965,0,0,0,500,192,-9,0.0001,6
RUM,360,1965,0,198,3400,30000,19032,4000,0.01,6
CHL,160,1965,80000,46,400,6000,8500,3000,0.003,6
"""

DYADS = """\
dyad,mem1,mem2,year,atopally,defense,offense,asymm
2220,2,220,1965,1,1,0,0
2740,2,740,1965,1,1,0,1
220365,220,365,1965,1,0,0,0
2220,2,220,1966,1,1,0,0
2160,2,160,1965,1,1,0,0
"""

DIRECTED = """\
ddyad,statea,stateb,year,atopally,defense
2740,2,740,1965,1,1
7402,740,2,1965,1,0
2220,2,220,1965,1,1
2202,220,2,1965,1,1
220365,220,365,1965,1,0
365220,365,220,1965,1,0
"""

MEMBERS = """\
atopid,member,yrent,yrexit,defense
3180,2,1949,0,1
3180,220,1949,0,1
3180,350,1952,0,1
3180,255,1990,0,1
3180,260,1955,1990,1
3285,365,1955,1991,1
3285,290,1955,1991,1
3285,339,1955,1968,1
"""


def csv_text(rows: list[list[Any]], delimiter: str = ",") -> str:
    """The rows as a spreadsheet saves them."""
    quoted = [[f'"{cell}"' if delimiter in str(cell) else str(cell) for cell in row] for row in rows]
    width = max(len(row) for row in rows)
    return "\n".join(delimiter.join([*row, *[""] * (width - len(row))]) for row in quoted) + "\n"


def csv_file(folder: Path, name: str, rows: list[list[Any]] | str) -> Path:
    """A CSV file of these rows, or of this text."""
    path = folder / name
    path.write_text(rows if isinstance(rows, str) else csv_text(rows), encoding="utf-8")
    return path


def workbook(folder: Path, name: str, sheets: dict[str, list[list[Any]]]) -> Path:
    """A workbook with these sheets."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = folder / name
    book.save(path)
    return path
