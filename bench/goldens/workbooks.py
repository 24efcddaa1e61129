"""Workbooks as people have them, for the reader's tests: python workbooks.py FOLDER

Needs openpyxl and msoffcrypto-tool. Writes small .xlsx files; committed under core/data/fixtures.
"""

import datetime
import io
import pathlib
import sys

import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile

folder = pathlib.Path(sys.argv[1])


def save(book, name):
    # The same bytes every time.
    book.properties.created = book.properties.modified = datetime.datetime(2024, 1, 1)
    book.save(folder / name)


def visits(sheet, rows, left=0):
    blank = [None] * left
    sheet.append(blank + ["patient", "visit", "seen at", "town", "fee", "share", "smoker", "ward", "note"])
    start = datetime.datetime(2024, 2, 27, 7, 30)
    for i in range(rows):
        moment = start + datetime.timedelta(hours=31 * i)
        note = None if i % 5 else 'says "no" & <leaves>\nearly'
        sheet.append(
            blank
            + [f"P{1000 + i}", moment.date(), moment, ["Rome", "Zürich", "Oslo"][i % 3], 1250.5 + i, i / 100]
            + [i % 2 == 0, f"{i % 4:03d}", note]
        )
        sheet.cell(sheet.max_row, left + 5).number_format = "#,##0.00 €"
        sheet.cell(sheet.max_row, left + 6).number_format = "0%"
    return sheet


book = openpyxl.Workbook()
visits(book.active, 40)
save(book, "visits.xlsx")

book = openpyxl.Workbook()
book.active.title = "Read me"
book.active["A1"] = "How this was measured"
visits(book.create_sheet("Visits"), 40)
small = book.create_sheet("Rooms")
for row in [["room", "beds"], ["A", 2], ["B", 3]]:
    small.append(row)
book.create_sheet("Empty")
save(book, "several-sheets.xlsx")

book = openpyxl.Workbook()
book.active["B1"] = "Visits of 2024"
book.active.append([])
visits(book.active, 40, left=1)
save(book, "title-above.xlsx")

save(openpyxl.Workbook(), "no-cells.xlsx")

book = openpyxl.Workbook()
book.active.append(["patient", "visit"])
save(book, "header-alone.xlsx")

plain = io.BytesIO((folder / "header-alone.xlsx").read_bytes())
with open(folder / "protected.xlsx", "wb") as out:
    OOXMLFile(plain).encrypt("secret", out)
