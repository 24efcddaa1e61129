/** What was thought of a model and decided, one row for as long as it stayed the same. */
import type { DecisionKind, Diagnosis, Judgement } from "../contract/index.ts";
import type { Database } from "../shared/index.ts";
import type { HealContext } from "./context.ts";
import type { DecisionRecord } from "./decision-log.ts";

interface Row {
  model: string;
  diagnosis: Diagnosis;
  decision: DecisionKind;
  incident: string | null;
  began: number;
  ended: number;
  turns: number;
  body: string;
  current: 0 | 1;
}

/** Decisions that change nothing: said again, they are the same judgement. */
const QUIET: ReadonlySet<DecisionKind> = new Set(["keep", "watch", "defer"]);

/** Continues the newest judgement of the model where this turn says the same, else begins one. */
export function noteJudgement(db: Database, { model, diagnosis, decision, at }: DecisionRecord): void {
  const { features, evidence } = diagnosis;
  const body = JSON.stringify({ features, evidence, reasons: decision.reasons });
  const last = db
    .prepare<[string], { seq: number; diagnosis: string; decision: string; incident: string | null }>(
      "SELECT seq, diagnosis, decision, incident FROM judgements WHERE model = ? ORDER BY seq DESC LIMIT 1",
    )
    .get(model);
  const isSame = last?.incident === null && last.diagnosis === diagnosis.diagnosis && last.decision === decision.kind;
  if (isSame && QUIET.has(decision.kind))
    db.prepare("UPDATE judgements SET ended = ?, turns = turns + 1, body = ? WHERE seq = ?").run(at, body, last.seq);
  else
    db.prepare(
      "INSERT INTO judgements (model, diagnosis, decision, began, ended, turns, body) VALUES (?, ?, ?, ?, ?, 1, ?)",
    ).run(model, diagnosis.diagnosis, decision.kind, at, at, body);
}

/** Ties the judgement of a decision, which is the newest of its model, to the incident that it opened. */
export const linkJudgement = (db: Database, decision: number, incident: string): void =>
  void db
    .prepare(
      `UPDATE judgements SET incident = ?
        WHERE seq = (SELECT max(seq) FROM judgements WHERE model = (SELECT model FROM decisions WHERE seq = ?))`,
    )
    .run(incident, decision);

/** Newest first. */
export function judgementsOf(
  { db }: Pick<HealContext, "db">,
  { model, limit = 100 }: { model?: string | undefined; limit?: number },
): Judgement[] {
  const rows = db
    .prepare<[string | null, number], Row>(
      `SELECT *, seq = (SELECT max(seq) FROM judgements newest WHERE newest.model = judgements.model) AS current
         FROM judgements WHERE model = coalesce(?, model) ORDER BY ended DESC, seq DESC LIMIT ?`,
    )
    .all(model ?? null, limit);
  return rows.map(({ model, diagnosis, decision, incident, began, ended, turns, body, current }) => ({
    ...{ model, diagnosis, decision, incident, turns, current: current === 1 },
    ...(JSON.parse(body) as Pick<Judgement, "features" | "evidence" | "reasons">),
    from: new Date(began).toISOString(),
    to: new Date(ended).toISOString(),
  }));
}
