/** Made-up tables of five columns, about 50 bytes a row, as CSV. Seeded. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createRng } from "../../core/shared/index.ts";

const TOWNS = Array.from({ length: 40 }, (_, i) => `region ${String.fromCharCode(65 + (i % 26))}${i}`);
const START = Date.UTC(2015, 0, 1);
const MINUTE = 60_000;

type Line = (row: number) => string;

/** What tables are made of: a count of rows, a moment, a category, measurements; or measurements alone. */
export const TABLES: Readonly<Record<"mixed" | "numbers", (seed: number) => { header: string; line: Line }>> = {
  mixed: (seed) => {
    const rng = createRng(seed);
    const moment = (row: number) => new Date(START + row * MINUTE).toISOString().slice(0, 16).replace("T", " ");
    return {
      header: "id,when,region,price,load",
      line: (row) =>
        [row, moment(row), TOWNS[rng.int(40)], (50 + 20 * rng.normal()).toFixed(6), rng.normal().toFixed(5)].join(","),
    };
  },
  numbers: (seed) => {
    const rng = createRng(seed);
    const value = (scale: number, places: number) => (scale * rng.normal()).toFixed(places);
    return {
      header: "a,b,c,d,y",
      line: () => [value(1, 8), value(100, 7), value(10, 8), value(1, 9), rng.normal() > 0 ? 1 : 0].join(","),
    };
  },
};

/** Writes a table of so many rows. */
export async function writeTable(path: string, name: keyof typeof TABLES, rows: number): Promise<void> {
  const { header, line } = TABLES[name](1);
  const file = createWriteStream(path);
  file.write(`${header}\n`);
  for (let from = 0; from < rows; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, rows - from) }, (_, i) => line(from + i));
    if (!file.write(`${lines.join("\n")}\n`)) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
}
