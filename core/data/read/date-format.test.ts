import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detectDates } from "./date-detection.ts";
import { dateFormat, parseIso } from "./date-format.ts";

describe("dateFormat", () => {
  test.each([
    ["%d/%m/%y", "03/01/19", "2019-01-03T00:00:00.000Z"],
    ["%m/%d/%Y", "3/1/2019", "2019-03-01T00:00:00.000Z"],
    ["%d.%m.%y", "31.12.69", "1969-12-31T00:00:00.000Z"],
    ["%d %b %Y", "7 Feb 2024", "2024-02-07T00:00:00.000Z"],
    ["%B %d, %Y", "February 7, 2024", "2024-02-07T00:00:00.000Z"],
    ["%Y%m%d", "20240229", "2024-02-29T00:00:00.000Z"],
    ["%d/%m/%Y %I:%M %p", "01/02/2024 12:05 AM", "2024-02-01T00:05:00.000Z"],
    ["%d/%m/%Y %I:%M %p", "01/02/2024 1:05 pm", "2024-02-01T13:05:00.000Z"],
    ["iso", "2024-02-07T10:00:00.25+02:00", "2024-02-07T08:00:00.250Z"],
    ["iso", "2001-01-01 00:01", "2001-01-01T00:01:00.000Z"],
  ])("%s reads %s", (pattern, text, iso) => {
    expect(new Date(dateFormat(pattern).parse(text)).toISOString()).toBe(iso);
  });

  test.each([
    ["%d/%m/%Y", "31/02/2024"],
    ["%d/%m/%Y", "2024-01-01"],
    ["%d/%m/%y", "1/1/2024"],
    ["%H:%M", "24:00"],
    ["%d/%m/%Y %I:%M %p", "01/02/2024 13:05 pm"],
    ["iso", "2023-02-29"],
    ["iso", "yesterday"],
  ])("%s refuses %s", (pattern, text) => {
    expect(dateFormat(pattern).parse(text)).toBeNaN();
  });

  test("refuses a directive it does not know", () => {
    expect(() => dateFormat("%d %Q")).toThrow(expect.objectContaining({ code: "WRONG_USE" }));
  });

  test("ISO texts of any moment come back (property)", () => {
    const moment = fc.date({ min: new Date("1900-01-01"), max: new Date("2200-01-01"), noInvalidDate: true });
    fc.assert(fc.property(moment, (date) => parseIso(date.toISOString()) === date.getTime()));
  });
});

describe("detectDates", () => {
  const days = (pattern: (d: number, m: number) => string) =>
    Array.from({ length: 60 }, (_, i) => pattern((i % 28) + 1, Math.floor(i / 28) + 1));
  const two = (n: number) => String(n).padStart(2, "0");

  test("a day beyond 12 tells day-first from month-first", () => {
    expect(detectDates(days((d, m) => `${two(d)}/${two(m)}/19`))?.format.pattern).toBe("%d/%m/%y");
    expect(detectDates(days((d, m) => `${m}/${d}/2019`))?.format.pattern).toBe("%m/%d/%Y");
    expect(detectDates(days((d, m) => `${m}/${d}/2019`))?.rival).toBeNull();
  });

  test("one impossible day in a long column still decides", () => {
    const texts = Array.from(
      { length: 300 },
      (_, i) => `${two((i % 12) + 1)}/${two(((i * 5) % 12) + 1)}/${2000 + (i % 20)}`,
    );
    expect(detectDates([...texts, "25/03/2004"])).toMatchObject({ format: { pattern: "%d/%m/%Y" }, rival: null });
    expect(detectDates([...texts, "03/25/2004"])).toMatchObject({ format: { pattern: "%m/%d/%Y" }, rival: null });
  });

  test("where nothing tells, the reading in order of time wins and the other is named", () => {
    const months = ["01/02/2020", "01/03/2020", "01/04/2020", "02/01/2021", "02/05/2021"];
    const found = detectDates(months);
    expect(found?.format.pattern).toBe("%d/%m/%Y");
    expect(found?.rival?.pattern).toBe("%m/%d/%Y");
    const byDay = ["01/02/2020", "01/05/2020", "01/09/2020", "02/01/2020", "02/03/2020"];
    expect(detectDates(byDay)?.format.pattern).toBe("%m/%d/%Y");
  });

  test("numbers, codes and words are no dates", () => {
    for (const texts of [["1.5", "2.5"], ["A-12-31"], ["12-ab-2020", "x"], ["1-800-555-0100"], []])
      expect(detectDates(texts)).toBeNull();
  });
});
