/** Checks of a version as it is stored, whatever its predictions are worth: parity, files, speed. */
import { say } from "../contract/index.ts";
import { type Table, takeColumns, takeRows } from "../data/index.ts";
import { goldenScores, type LoadedVersion } from "../registry/index.ts";
import { score } from "../train/index.ts";
import type { Check } from "./gate.ts";

/** Error ÷ max(1, |value|) between the exported and the trained model. */
const PARITY_LIMIT = 1e-5;
/** The same predictor on the same rows: nothing but the order of sums may differ. */
const GOLDEN_LIMIT = 1e-9;
/** A model this fast never fails on speed, whatever the champion's is. */
const FAST_US = 1000;
/** How much slower than the champion a challenger may be. */
const SLOWER = 5;
const TIMED_ROWS = 500;
const REQUIRED = ["model.onnx", "model.json", "schema.json", "feature_statistics.json", "metrics.json"];

const rounded = (value: number): number => Number(value.toPrecision(3));

/** Microseconds a row of the reference predictor. */
function microsecondsPerRow({ fitted, schema }: LoadedVersion, rows: Table): number {
  const features = takeColumns(
    takeRows(
      rows,
      Int32Array.from({ length: Math.min(rows.rows, TIMED_ROWS) }, (_, i) => i),
    ),
    schema.features.map(({ name }) => name),
  );
  if (features.rows === 0) return 0;
  score(fitted, features);
  const started = performance.now();
  score(fitted, features);
  return ((performance.now() - started) * 1000) / features.rows;
}

/** What the version said to its golden rows when it was registered, it says still. */
function golden({ fitted, schema, statistics }: LoadedVersion, recorded: unknown): Check {
  const name = say("goldenRows");
  if (!Array.isArray(recorded)) return { name, ok: true, value: say("noneRecorded"), limit: null };
  const now = goldenScores(fitted, schema, statistics);
  const off = now.map((value, at) => Math.abs(value - Number(recorded[at])) / Math.max(1, Math.abs(value)));
  const worst = now.length === recorded.length ? Math.max(...off) : Number.POSITIVE_INFINITY;
  return { name, ok: worst <= GOLDEN_LIMIT, value: rounded(worst), limit: GOLDEN_LIMIT };
}

/**
 * @param rows time both versions; any rows with the features will do
 * @param recorded the challenger's scores of its golden rows at registration
 */
export function artifactChecks(
  challenger: LoadedVersion,
  champion: LoadedVersion | null,
  rows: Table,
  recorded: unknown,
): Check[] {
  const { parity, artifacts } = challenger.detail;
  const names = new Set(artifacts.map(({ name }) => name));
  const absent = REQUIRED.filter((name) => !names.has(name));
  const speed = microsecondsPerRow(challenger, rows);
  const all = say("complete");
  const limit = Math.max(FAST_US, champion ? SLOWER * microsecondsPerRow(champion, rows) : 0);
  return [
    { name: "parity", ok: parity.max_rel_error <= PARITY_LIMIT, value: parity.max_rel_error, limit: PARITY_LIMIT },
    { name: say("artifactsComplete"), ok: absent.length === 0, value: absent.join(", ") || all, limit: all },
    golden(challenger, recorded),
    { name: "microseconds per row", ok: speed <= limit, value: rounded(speed), limit: rounded(limit) },
  ];
}
