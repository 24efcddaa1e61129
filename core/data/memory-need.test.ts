import { expect, test } from "vitest";
import { inFile } from "../testing/stored.ts";
import { clinicWorld } from "../testing/worlds.ts";
import { checkMemory, memoryLimit, memoryNeed } from "./memory-need.ts";

const table = clinicWorld({ rows: 100, seed: 1 });
const need = memoryNeed(table.rows, table.columns.length);

test("a table that there is no room for is refused before anything is done; in a file it needs less", () => {
  expect(() => checkMemory(table, need)).toThrow(/^Training needs/);
  expect(() => checkMemory(table, 2 * need)).not.toThrow();
  expect(() => checkMemory(inFile(table), need)).not.toThrow();
  expect(() => checkMemory(inFile(table), need / 10)).toThrow(/^Training needs/);
});

test("a table is kept in a file where the machine is small, or the table not comfortable to hold", () => {
  expect(memoryLimit(1e9)).toBe(0.9e9);
  expect(memoryLimit(64e9)).toBe(4e9);
});
