/** The tables of the speed bench, as files that both sides read: cells (float32, column after column) and labels. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { learnSchema, propose, readTable } from "../../core/data/index.ts";
import { createRng } from "../../core/shared/index.ts";
import type { MatrixColumn } from "../../core/train/model.ts";
import { fitEncodings } from "../../core/train/preprocess/index.ts";
import { labelledRows } from "../../core/train/search/rows.ts";

export interface TableFile {
  /** Path without extension: `.json` this, `.cells`, `.labels`. */
  path: string;
  task: "binary" | "regression";
  /** Rows to learn from; the rest judges. */
  train: number;
  rows: number;
  /** Levels per column; null for numbers. */
  levels: (number | null)[];
}

function write(file: TableFile, columns: readonly Float32Array[], labels: Float64Array): TableFile {
  writeFileSync(`${file.path}.json`, JSON.stringify(file));
  writeFileSync(`${file.path}.cells`, Buffer.concat(columns.map((values) => Buffer.from(values.buffer))));
  writeFileSync(`${file.path}.labels`, Buffer.from(labels.buffer));
  return file;
}

const TEST_ROWS = 100_000;

/** Standard normal columns; the first six decide, alone and in pairs. ROC-AUC about 0.94. */
export function syntheticTable(folder: string, train: number, width: number, task: TableFile["task"]): TableFile {
  const rng = createRng(train + width);
  const rows = train + TEST_ROWS;
  const columns = Array.from({ length: width }, () => Float32Array.from({ length: rows }, () => rng.normal()));
  const labels = Float64Array.from({ length: rows }, (_, row) => {
    const [a, b, c, d, e, f] = columns.map((values) => values[row]!) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const score = 2 * a - 1.5 * b + c * d + 0.8 * (c + d) + (e > 0.5 ? 1.5 : 0) + Math.sin(2 * f);
    if (task === "regression") return score + rng.normal();
    return rng.next() < 1 / (1 + Math.exp(-1.4 * score)) ? 1 : 0;
  });
  const path = join(folder, `${task}-${train}-${width}`);
  return write({ path, task, train, rows, levels: columns.map(() => null) }, columns, labels);
}

/** A real table, categories as codes; a fifth of its rows judges. */
export async function realTable(folder: string, source: string, target: string): Promise<TableFile> {
  const read = await readTable(source, {});
  const proposal = propose(read, { target });
  const schema = learnSchema(read.table, proposal, read.missing, {});
  const rows = labelledRows(read.table, schema);
  const labels = { task: "binary" as const, classes: 2, values: Int32Array.from(rows.target) };
  const { matrix } = fitEncodings(schema.features, rows.table, "native", labels, 0);
  const order = createRng(0).shuffle(Uint32Array.from({ length: matrix.rows }, (_, row) => row));
  const file: TableFile = {
    path: join(folder, "real"),
    task: "binary",
    train: Math.floor(0.8 * matrix.rows),
    rows: matrix.rows,
    levels: matrix.columns.map(({ levels }: MatrixColumn) => levels ?? null),
  };
  const columns = matrix.columns.map(({ values }) => Float32Array.from(order, (row) => values[row]!));
  return write(
    file,
    columns,
    Float64Array.from(order, (row) => rows.target[row]!),
  );
}
