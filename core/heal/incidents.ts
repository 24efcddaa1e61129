/**
 * Incidents as they are stored: the body is the contract's Incident, its steps are rows of their own. Every change is
 * one transaction that writes the new state and the step which tells of it, so that a crash leaves a state to resume.
 */
import {
  type Decision,
  HomeostatError,
  type Incident,
  type IncidentState,
  type IncidentStep,
} from "../contract/index.ts";
import type { AuditInput } from "../registry/index.ts";
import type { HealContext } from "./context.ts";
import { linkDecision } from "./decision-log.ts";

export interface NewIncident {
  model: string;
  diagnosis: Incident["diagnosis"];
  decision: Decision;
  evidence: string[];
  features: string[];
  champion: string | null;
  /** From the first contradicting evidence to now, ms. */
  detectedMs: number | null;
  /** When that evidence began, epoch ms. */
  since?: number;
  /** The record of the decision (recordDecision), which is tied to it. */
  record?: number;
}

/** What a step changes besides the state. */
export interface Step {
  state: IncidentState;
  note: string;
  data?: Record<string, unknown>;
  changes?: Partial<Omit<Incident, "id" | "model" | "state" | "steps">>;
}

interface IncidentRow {
  body: string;
  state: IncidentState;
}
interface StepRow {
  at: number;
  state: IncidentState;
  note: string;
  data: string | null;
}

type Stored = Pick<HealContext, "db">;

const CLOSED: readonly IncidentState[] = ["closed", "rolled_back", "held"];
export const isFinished = (incident: Incident): boolean => CLOSED.includes(incident.state) && !incident.waiting;

const toStep = ({ at, state, note, data }: StepRow): IncidentStep => ({
  at: new Date(at).toISOString(),
  state,
  note,
  ...(data === null ? {} : { data: JSON.parse(data) as Record<string, unknown> }),
});

function stepsOf({ db }: Stored, id: string): IncidentStep[] {
  return db
    .prepare<[string], StepRow>("SELECT at, state, note, data FROM incident_steps WHERE incident = ? ORDER BY seq")
    .all(id)
    .map(toStep);
}

const whole = (context: Stored, row: IncidentRow): Incident => {
  const body = JSON.parse(row.body) as Incident;
  return { ...body, state: row.state, steps: stepsOf(context, body.id) };
};

/** @throws HomeostatError INCIDENT_NOT_FOUND */
export function showIncident(context: Stored, id: string): Incident {
  const row = context.db.prepare<[string], IncidentRow>("SELECT body, state FROM incidents WHERE id = ?").get(id);
  if (!row) throw new HomeostatError("INCIDENT_NOT_FOUND", { incident: id });
  return whole(context, row);
}

/** Worked on, or waiting for a person. */
const OPEN = "state NOT IN ('closed', 'rolled_back') AND (state <> 'held' OR json_extract(body, '$.waiting'))";

export interface IncidentFilter {
  /** Only those that are worked on or that wait for a person. */
  open?: boolean;
  model?: string;
  /** At most so many, the newest. */
  limit?: number;
  /** Opened between two moments, epoch ms; the second one is left out. */
  from?: number;
  to?: number;
}

/** Newest first. */
export function listIncidents(context: Stored, filter: IncidentFilter = {}): Incident[] {
  const { open = false, model = null, limit = -1, from = null, to = null } = filter;
  const where = `model = coalesce(:model, model) AND (:from IS NULL OR opened_at >= :from)
       AND (:to IS NULL OR opened_at < :to) ${open ? `AND ${OPEN}` : ""}`;
  return context.db
    .prepare<{ model: string | null; limit: number; from: number | null; to: number | null }, IncidentRow>(
      `SELECT body, state FROM incidents WHERE ${where} ORDER BY opened_at DESC, id DESC LIMIT :limit`,
    )
    .all({ model, limit, from, to })
    .map((row) => whole(context, row));
}

/** Those of a model that are worked on or that wait, oldest first; a few rows however long the history is. */
export const openIncidents = (context: Stored, model?: string): Incident[] =>
  listIncidents(context, { open: true, ...(model === undefined ? {} : { model }) }).reverse();

function writeStep({ db, clock }: HealContext, id: string, { state, note, data }: Step): void {
  db.prepare(
    `INSERT INTO incident_steps (incident, seq, state, note, data, at)
     VALUES (:id, (SELECT count(*) + 1 FROM incident_steps WHERE incident = :id), :state, :note, :data, :at)`,
  ).run({ id, state, note, data: data ? JSON.stringify(data) : null, at: clock.now() });
}

/** Opens an incident: state `open`, first step written. */
export function openIncident(context: HealContext, input: NewIncident): Incident {
  const { db, clock, nextId } = context;
  const at = clock.now();
  const { model, diagnosis, decision, evidence, features, champion, detectedMs, since, record } = input;
  const body: Incident = {
    id: nextId(),
    model,
    state: "open",
    diagnosis,
    decision: decision.kind,
    opened_at: new Date(at).toISOString(),
    closed_at: null,
    detected_ms: detectedMs,
    recovered_ms: null,
    evidence,
    features,
    waiting: false,
    worked_ms: 0,
    champion,
    challenger: null,
    gate: null,
    outcome: null,
    steps: [],
  };
  db.transaction(() => {
    db.prepare("INSERT INTO incidents (id, model, state, body, opened_at) VALUES (?, ?, 'open', ?, ?)").run(
      body.id,
      model,
      JSON.stringify(body),
      at,
    );
    writeStep(context, body.id, { state: "open", note: decision.reasons[0]!, data: { decision, since } });
    if (record !== undefined) linkDecision(context, record, body.id);
  }).immediate();
  return announce(context, body.id);
}

/**
 * Writes the new state, what changed, and the step, all or nothing; then tells of it.
 * @param entry of the audit trail, where it was somebody's doing: written with them
 */
export function takeStep(context: HealContext, incident: Incident, step: Step, entry?: AuditInput): Incident {
  const { db, clock, registry } = context;
  const ends = CLOSED.includes(step.state) && step.changes?.waiting !== true;
  const closedAt = ends ? { closed_at: new Date(clock.now()).toISOString(), waiting: false } : {};
  db.transaction(() => {
    const { steps: _, ...now } = showIncident(context, incident.id);
    const body: Incident = { ...now, ...step.changes, ...closedAt, state: step.state, steps: [] };
    db.prepare("UPDATE incidents SET state = ?, body = ? WHERE id = ?").run(step.state, JSON.stringify(body), body.id);
    writeStep(context, incident.id, step);
    if (entry) registry.audit.append(entry);
  }).immediate();
  return announce(context, incident.id);
}

function announce(context: HealContext, id: string): Incident {
  const incident = showIncident(context, id);
  context.emit({ type: "incident_changed", incident });
  return incident;
}

/** The data that the newest step of a state left behind, or undefined. */
export const dataOf = (incident: Incident, state: IncidentState): Record<string, unknown> | undefined =>
  incident.steps.findLast((step) => step.state === state && step.data !== undefined)?.data;
