import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReadOptions } from "../contract/index.ts";
import { inFile as tableInFile } from "../testing/stored.ts";
import { temporaryFolder } from "../testing/temporary.ts";
import { clinicWorld } from "../testing/worlds.ts";
import { createColumnFile, readCells, writeColumn } from "./column-file.ts";
import { storeDataset } from "./datasets.ts";
import { inFile } from "./read/cell-sink.ts";
import { type ReadResult, readTable } from "./read/read-table.ts";
import { learnSchema } from "./schema.ts";
import { readRows, receiveTable, sendTable, viewColumns, viewRows } from "./stored-table.ts";
import { cellText, sliceRows, type Table, takeColumns, takeRows } from "./table.ts";
import { learnSchemaOf, proposeFor, rankTargetsOf, readTableInThread } from "./thread/in-thread.ts";
import { propose } from "./understand/propose.ts";
import { rankTargets } from "./understand/targets.ts";
import { writeCsv } from "./write-csv.ts";

const folder = temporaryFolder();
const held = clinicWorld({ rows: 1_000, seed: 3 });
const kept = tableInFile(held);
const all = (table: Table): Table => readRows(table, 0, table.rows);

describe("a file of columns", () => {
  const narrow = { ...createColumnFile(join(folder, "narrow"), 3), stretch: 7 };

  test("gives back any part of a column, whatever the order they were written in", () => {
    const cells = fc.array(fc.double(), { maxLength: 40 }).map((values) => Float64Array.from(values));
    fc.assert(
      fc.property(cells, cells, fc.nat(), fc.nat(), (a, b, x, y) => {
        writeColumn(narrow, 2, b);
        writeColumn(narrow, 0, a);
        const [from, to] = [x % (b.length + 1), y % (b.length + 1)].sort((p, q) => p - q) as [number, number];
        expect(readCells(narrow, 2, from, new Float64Array(to - from))).toEqual(b.slice(from, to));
        expect(readCells(narrow, 0, 0, new Float64Array(a.length))).toEqual(a);
      }),
    );
  });

  test("takes cells as they come: more at once than a stretch holds, or fewer", () => {
    const pieces = fc.array(fc.array(fc.integer({ min: -1, max: 1e9 }), { maxLength: 20 }), { maxLength: 10 });
    fc.assert(
      fc.property(pieces, (codes) => {
        const sink = inFile(narrow, 1)((length) => new Int32Array(length));
        for (const piece of codes)
          for (let done = 0; done < piece.length; ) {
            const { cells, from, to } = sink.room(piece.length - done);
            for (let at = from; at < to; at++) cells[at] = piece[done++]!;
          }
        const flat = Int32Array.from(codes.flat());
        expect(sink.finish(flat.length)).toEqual(flat);
      }),
    );
  });

  test("that has been cut short is said to be", () => {
    const path = join(folder, "short");
    expect(() => readCells(createColumnFile(path, 1), 0, 0, new Int32Array(1))).toThrow(/shorter/);
  });
});

describe("a table in a file", () => {
  const rows = Int32Array.of(7, 3, 999, 0, 3);

  test("has the cells of the one in memory, in all rows, some rows and some columns", () => {
    expect(all(kept)).toEqual(held);
    expect(readRows(kept, 300, 305)).toEqual(sliceRows(held, 300, 305));
    expect(takeRows(kept, rows)).toEqual(takeRows(held, rows));
    const part = viewColumns(viewRows(viewRows(kept, rows), Int32Array.of(4, 0, 1)), ["smoker", "nothing", "age"]);
    expect(part.stored).toBeDefined();
    expect(all(part)).toEqual(takeColumns(takeRows(held, [3, 7, 3]), ["smoker", "age"]));
    expect(readRows(part, 1, 2)).toEqual(sliceRows(all(part), 1, 2));
    expect(viewRows(kept, new Int32Array(0)).columns[0]).toMatchObject({ values: new Float64Array(0) });
  });

  test("is sent to another thread without its cells", () => {
    const sent = structuredClone(sendTable(viewRows(kept, rows)));
    expect(JSON.stringify(sent).length).toBeLessThan(2_000);
    expect(all(receiveTable(sent))).toEqual(takeRows(held, rows));
    expect(sendTable(held)).toBe(held);
  });

  test("is stored as the one in memory would be", async () => {
    const stored = await storeDataset(held, join(folder, "a"));
    expect(await storeDataset(kept, join(folder, "b"))).toEqual(stored);
    const part = await storeDataset(takeRows(held, rows), join(folder, "a"));
    expect(await storeDataset(viewRows(kept, rows), join(folder, "b"))).toEqual(part);
  });
});

describe("reading into a file finds what reading into memory finds", () => {
  const lines = (header: string, count: number, line: (row: number) => string): string =>
    `${header}\n${Array.from({ length: count }, (_, row) => line(row)).join("\n")}\n`;
  const cases: Record<string, { text: string; options?: ReadOptions }> = {
    "numbers, dates, texts, tokens, rejected lines": {
      text: lines("x,day,city,flag", 3_000, (i) =>
        i === 1_500
          ? "1,2"
          : `${i % 9 ? i / 8 : "NA"},2024-01-${10 + (i % 19)},${["Bern", "?", "Rom"][i % 3]},${i % 2}`,
      ),
    },
    "a column that turns out to be text, and one whose commas are decimal marks": {
      text: lines("a;b", 4_000, (i) => `${i < 3_000 ? i : `n${i}`};${i},${i % 7}5`),
    },
    "impossible values; days that could be months, settled by another column": {
      text: lines("glucose,seen,born", 2_000, (i) => {
        const seen = `0${1 + (i % 9)}/0${1 + (i % 7)}/2023`;
        return `${i % 10 ? 80 + (i % 50) : 0},${seen},${13 + (i % 15)}/01/2001`;
      }),
    },
    "empty rows at the end, a column without a name or a value": {
      text: `${lines("v,,w", 500, (i) => `${i},,${i % 3 ? "a" : "b"}`)},,\n,,\n`,
      options: { missing: { v: ["7"] }, category: ["w"] },
    },
  };

  test.each(Object.entries(cases))("%s", async (name, { text, options }) => {
    const path = join(folder, `${name.slice(0, 9)}.csv`);
    writeFileSync(path, text);
    const [memory, file] = [
      await readTable(path, options),
      await readTable(path, options, {}, { memory: 0, file: join(folder, "columns.tmp") }),
    ];
    expect(file.table.stored).toBeDefined();
    const found = (read: ReadResult) => ({ ...read, table: all(read.table) });
    expect(found(file)).toEqual(found(memory));
  });
});

test("what is understood of a table in a file, in a thread, is what is understood of it in memory", async () => {
  const path = join(folder, "clinic.csv");
  await writeCsv(
    path,
    held.columns.map(({ name }) => name),
    Array.from({ length: held.rows }, (_, row) => held.columns.map((column) => cellText(column, row))),
  );
  const memory = await readTable(path);
  const file = await readTableInThread(path, {}, {}, { memory: 0, file: join(folder, "clinic.tmp") });
  expect(file.table.stored).toBeDefined();
  expect(await rankTargetsOf(file)).toEqual(rankTargets(memory));
  const proposal = propose(memory, { target: "readmitted" });
  expect(await proposeFor(file, { target: "readmitted" })).toEqual(proposal);
  await expect(proposeFor(file, { target: "nothing" })).rejects.toMatchObject({ code: "COLUMN_NOT_FOUND" });
  const learnt = { proposal, missing: file.missing, ranges: {} };
  expect(await learnSchemaOf(file.table, learnt)).toEqual(learnSchema(memory.table, proposal, memory.missing, {}));
});
