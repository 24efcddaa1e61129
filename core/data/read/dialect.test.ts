import { describe, expect, test } from "vitest";
import { detectLayout } from "./dialect.ts";

const layout = (text: string, options = {}) => detectLayout(Buffer.from(text), options);

describe("detectLayout", () => {
  test.each([
    ["a,b\n1,2\n3,4\n", ","],
    ["a;b\n1,5;2,5\n3,5;4,5\n", ";"],
    ["a\tb\n1,000\t2\n3\t4\n", "\t"],
    ["a|b|c\nx;y|2|3\n", "|"],
    ['name,note\nx,"a;b;c"\ny,"d;e"\n', ","],
    ["alone\n1\n2\n", ","],
  ])("finds the delimiter of %j", (text, delimiter) => {
    expect(layout(text).delimiter).toBe(delimiter);
  });

  test("finds the decimal comma, and does not take thousands for it", () => {
    expect(layout("a;b\n1,5;x\n2,25;y\n").decimal).toBe(",");
    expect(layout("a;b\n1.234,5;x\n").decimal).toBe(",");
    expect(layout('a,b\n"1,234",x\n"2,500",y\n').decimal).toBe(".");
    expect(layout("a;b\n1.5;x,5\n").decimal).toBe(".");
  });

  test.each([
    ["age,sex\n30,f\n40,m\n", true],
    ["30,f\n40,m\n35,f\n", false],
    ["2020-01-01,1\n2020-01-02,2\n", false],
    ["2019,2020\nlow,high\nhigh,low\nlow,low\n", false],
    ["name,town\nAnn,Rome\nBob,Oslo\n", true],
    ["red,big\nblue,small\nred,small\nblue,big\n", false],
    ["only,a,header\n", true],
  ])("judges the header of %j", (text, header) => {
    expect(layout(text).header).toBe(header);
  });

  test("every detection can be overridden", () => {
    const found = layout("1;2\n3;4\n", { delimiter: ",", decimal: ",", header: true });
    expect(found).toMatchObject({ delimiter: ",", decimal: ",", header: true, width: 1, names: ["1;2"] });
  });

  test("row names that R writes without a header get one", () => {
    expect(layout('"x","y"\n"1",2,3\n"2",4,5\n').names).toEqual(["row_names", "x", "y"]);
  });
});
