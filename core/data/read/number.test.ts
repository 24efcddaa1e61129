import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasLeadingZero, parseNumber } from "./number.ts";

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
  ])("reads %s", (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  test.each(["", "-", ".", "1.2.3", "1 2", "12px", "0x10", "1,23", "1e", "1e999", "NaN", "Infinity", "--1", "１"])(
    "refuses %j",
    (text) => {
      expect(parseNumber(text)).toBeNaN();
    },
  );

  test("reads decimal commas and groups with points", () => {
    expect(parseNumber("1,5", ",")).toBe(1.5);
    expect(parseNumber("-1.234,56", ",")).toBe(-1234.56);
    expect(parseNumber("1.5", ",")).toBeNaN();
  });

  test("agrees with the language on every number it prints (property)", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  test("knows codes by their leading zero", () => {
    expect(["001", "-01", "0", "0.5", "10"].map(hasLeadingZero)).toEqual([true, true, false, false, false]);
  });
});
