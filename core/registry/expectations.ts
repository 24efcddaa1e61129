/** What a person said about the expectations of a model: kept beside its versions, which never change, and audited. */
import { ExpectationEdit, HomeostatError } from "../contract/index.ts";
import type { Database } from "../shared/index.ts";
import type { Audit } from "./audit.ts";
import { canonicalJson } from "./canonical-json.ts";

export type ExpectationEdits = Record<string, ExpectationEdit>;

const keyOf = (model: string): string => `expectations/${model}`;

/**
 * @throws HomeostatError WRONG_USE for a change that does not exist
 * @example parseExpectationEdit({ status: "declined" })
 */
export function parseExpectationEdit(change: Record<string, unknown>): ExpectationEdit {
  const result = ExpectationEdit.safeParse(change);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const settings = Object.keys(ExpectationEdit.shape).join(", ");
  const reason = `${issue?.path.join(".") || "The change"}: ${issue?.message}. An expectation has ${settings}.`;
  throw new HomeostatError("WRONG_USE", { reason });
}

/** Reading and writing the edits of a model, one entry per rule; a rule set back to `proposed` without limits has none. */
export function createExpectationEdits(db: Database, audit: Audit) {
  const get = db.prepare<[string], { value: string }>("SELECT value FROM settings WHERE key = ?");
  const put = db.prepare("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)");
  const read = (model: string): ExpectationEdits =>
    JSON.parse(get.get(keyOf(model))?.value ?? "{}") as ExpectationEdits;

  const edit = db.transaction((model: string, id: string, change: ExpectationEdit, actor: string): void => {
    const edits = read(model);
    // Back to what was proposed: nothing of a person's own is left.
    if (change.status === "proposed") delete edits[id];
    else edits[id] = { ...edits[id], ...change };
    put.run(keyOf(model), canonicalJson(edits));
    audit.append({ actor, action: "expectation", subject: model, detail: { id, ...change } });
  });
  return { read, edit: (...args: Parameters<typeof edit>) => edit.immediate(...args) };
}
