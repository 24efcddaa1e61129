/** Which columns of a file say what, guessed from their names: a person looks at it before anything is written. */
import type { InspectReport } from "../../core/contract/train.ts";

export interface OutcomeColumns {
  by: "id" | "key";
  id: string;
  key: string[];
  outcome: string;
  observed: string;
}

const spelled = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, "");

/** A ULID, as predictions are named. */
const ID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** What is known of the model and of the rows that it was asked about. */
export interface Asked {
  target: string;
  features: readonly string[];
  /** Names of the columns of rows that were sent to be predicted. */
  sent: readonly string[];
}

type Inspected = Pick<InspectReport, "columns" | "preview">;

/**
 * By id where a column is called so or holds ids; else by the columns that rows were sent with and the model does not
 * use, or else by identifiers and dates. The outcome is the column called as the target, or else the last one left.
 */
export function guessColumns({ columns, preview }: Inspected, { target, features, sent }: Asked): OutcomeColumns {
  const names = columns.map(({ name }) => name);
  const called = (...wanted: string[]) => names.find((name) => wanted.includes(spelled(name))) ?? "";
  const holdsIds = (name: string) => preview.length > 0 && preview.every((row) => ID.test(String(row[name] ?? "")));
  const id = called("predictionid", "predictionids") || (names.find(holdsIds) ?? "");
  const outcome =
    called(spelled(target)) ||
    called("outcome", "actual", "result", "label") ||
    (names.filter((name) => name !== id).at(-1) ?? "");
  const shared = columns.filter(({ name }) => sent.includes(name) && name !== outcome && name !== id);
  const own = shared.filter(({ name }) => !features.includes(name));
  const naming = own.length > 0 ? own : shared.filter(({ type }) => type === "identifier" || type === "datetime");
  const key = naming.map(({ name }) => name);
  const observed = called("observedat", "observed", "outcomeat");
  return { by: id === "" ? "key" : "id", id, key, outcome, observed: observed === outcome ? "" : observed };
}
