import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimalOf, hasLeadingZero, isAmbiguous, isTooLong, parseNumber, unitOf } from "./number.ts";

describe("numbers", () => {
  test.each([
    ["0", 0],
    ["-0", 0],
    ["+7", 7],
    [".5", 0.5],
    ["5.", 5],
    ["-12.25", -12.25],
    ["1e3", 1000],
    ["1.5E-3", 0.0015],
    ["1,234,567.5", 1234567.5],
    ["123456789012345678901", Number("123456789012345678901")],
    ["1 234 567.5", 1234567.5],
    ["1\u00a0234", 1234],
    ["1\u202f234", 1234],
    ["1'234.50", 1234.5],
    ["1’234", 1234],
    ["12,34,567.8", 1234567.8],
    ["$1,234.50", 1234.5],
    ["-$5", -5],
    ["$-5.25", -5.25],
    ["US$ 12", 12],
    ["EUR 3.5", 3.5],
    ["£0.99", 0.99],
    ["12 %", 12],
    ["-4.5%", -4.5],
    ["(1,250.00)", -1250],
    ["($3)", -3],
    ["−8.5", -8.5],
  ])("reads %s", (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  test.each([
    ["1,5", 1.5],
    ["-1.234,56", -1234.56],
    ["1.234.567", 1234567],
    ["1 234,5", 1234.5],
    ["1\u00a0234,50 €", 1234.5],
    ["1'234,5", 1234.5],
    ["€ 1.234,50", 1234.5],
    ["12,5 %", 12.5],
    ["CHF 99", 99],
    ["1e-3", 0.001],
  ])("reads %s with a decimal comma", (text, value) => {
    expect(parseNumber(text, ",")).toBe(value);
  });

  test.each(
    "|-|.|1.2.3|1 2|12px|0x10|1,23|1e|1e999|NaN|Infinity|--1|１|0 123|1,2345|12 34|$|%|5 %%|$5€|-(5)|--$5|1-2|2020-01-02|12:30|1 234 56|$5 EUR|a1|()".split(
      "|",
    ),
  )("refuses %j", (text) => {
    expect(parseNumber(text)).toBeNaN();
  });

  test("refuses points that are no groups where the comma is the decimal mark", () => {
    for (const text of ["1.5", "12.34", "1,234,5"]) expect(parseNumber(text, ",")).toBeNaN();
  });

  test("agrees with the language on every number it prints (property)", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  test("reads back what any locale writes (property)", () => {
    const locales = [
      ["en-US", "."],
      ["de-DE", ","],
      ["fr-FR", ","],
      ["de-CH", "."],
      ["en-IN", "."],
      ["sv-SE", ","],
      ["pt-BR", ","],
    ] as const;
    const styles = [{}, { style: "currency", currency: "EUR" }, { style: "currency", currency: "USD" }] as const;
    const cents = fc.integer({ min: -1_000_000_000_00, max: 1_000_000_000_00 });
    fc.assert(
      fc.property(cents, fc.constantFrom(...locales), fc.constantFrom(...styles), (value, [locale, mark], style) => {
        const text = (value / 100).toLocaleString(locale, { ...style, minimumFractionDigits: 2 });
        expect(parseNumber(text, mark), text).toBe(value / 100 + 0);
      }),
    );
  });

  test("knows codes by their leading zero, and numbers too long to be amounts", () => {
    expect(["001", "-01", "0", "0.5", "10"].map(hasLeadingZero)).toEqual([true, true, false, false, false]);
    expect(["9007199254740993", "4539578763621486", "12345", "0.12345678901234567"].map(isTooLong)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test("knows what an amount is counted in", () => {
    expect(["$5", "5 %", "1.5", "R$ 3", "x"].map(unitOf)).toEqual(["$", "%", "", "R$", ""]);
  });
});

describe("decimalOf", () => {
  test.each([
    [["1,5", "2,25"], ","],
    [["1.5", "980"], "."],
    [["1.234,5"], ","],
    [["1,234.5"], "."],
    [["1,234,567"], "."],
    [["1.234.567"], ","],
    [["0,123"], ","],
    [["12,50 €", "3,00 €"], ","],
    [["1 234,5"], ","],
    [["1,234", "2,500"], null],
    [["1.234", "12.500"], null],
    [["5", "700", "x", ""], null],
  ])("%j: %s", (texts, mark) => expect(decimalOf(texts)).toBe(mark));

  test("grouped numbers beside small ones tell: a fraction would have lost its zeros", () => {
    const thousands = Array.from({ length: 30 }, (_, i) => `${i + 1},${100 + i}`);
    expect(decimalOf([...thousands, "950"])).toBe(".");
    expect(decimalOf(thousands)).toBeNull();
    expect(isAmbiguous(thousands)).toBe(true);
    expect(decimalOf([...thousands, "950", "12345"])).toBeNull();
  });
});
