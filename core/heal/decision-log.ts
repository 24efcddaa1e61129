/** Every decision with what it was made from, so that it can be made again. */
import { Decision, DiagnosisReport, Facts, Policy } from "../contract/index.ts";
import { DecisionHistory } from "../decide/index.ts";
import type { HealContext } from "./context.ts";
import { linkJudgement, noteJudgement } from "./judgements.ts";

export interface DecisionRecord {
  model: string;
  facts: Facts;
  diagnosis: DiagnosisReport;
  history: DecisionHistory;
  policy: Policy;
  decision: Decision;
  /** The incident it opened. */
  incident: string | null;
  /** `now` of the decision, epoch ms. */
  at: number;
}

type Stored = Pick<HealContext, "db">;

interface Row {
  seq: number;
  model: string;
  facts: string;
  history: string;
  policy: string;
  diagnosis: string;
  decision: string;
  incident: string | null;
  at: number;
}

/** Numbers that JSON cannot hold would not come back the same: facts have none (unknown is null). */
export function recordDecision({ db }: Stored, record: DecisionRecord): number {
  const { model, facts, diagnosis, history, policy, decision, incident, at } = record;
  const parts = [facts, history, policy, diagnosis, decision].map((part) => JSON.stringify(part));
  const write = db.transaction(() => {
    noteJudgement(db, record);
    return db
      .prepare(
        `INSERT INTO decisions (model, facts, history, policy, diagnosis, decision, incident, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(model, ...parts, incident, at).lastInsertRowid;
  });
  return Number(write.immediate());
}

/** Ties a decision to the incident that it opened. */
export function linkDecision({ db }: Stored, seq: number, incident: string): void {
  db.prepare("UPDATE decisions SET incident = ? WHERE seq = ?").run(incident, seq);
  linkJudgement(db, seq, incident);
}

const toRecord = (row: Row): DecisionRecord => ({
  model: row.model,
  facts: Facts.parse(JSON.parse(row.facts)),
  history: DecisionHistory.parse(JSON.parse(row.history)),
  policy: Policy.parse(JSON.parse(row.policy)),
  diagnosis: DiagnosisReport.parse(JSON.parse(row.diagnosis)),
  decision: Decision.parse(JSON.parse(row.decision)),
  incident: row.incident,
  at: row.at,
});

/** Oldest first. */
export const decisionsOf = ({ db }: Stored, model: string): DecisionRecord[] =>
  db.prepare<[string], Row>("SELECT * FROM decisions WHERE model = ? ORDER BY seq").all(model).map(toRecord);
