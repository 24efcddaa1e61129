/** What incidents took and what they brought: read from their steps, the log and the corrections. */
import { median } from "simple-statistics";
import type { Incident, IncidentAccount, MonthlyAccount } from "../contract/index.ts";
import type { HealContext } from "./context.ts";
import { listIncidents } from "./incidents.ts";
import { answersBetween } from "./log-places.ts";
import type { Verified } from "./verification.ts";

type Stored = Pick<HealContext, "db" | "clock" | "registry">;

const HOUR = 3_600_000;

/** When what answers first changed, or the rows were set aside; null where neither happened. */
function actedAt({ steps, decision }: Incident): number | null {
  const acts = (state: string) =>
    ["shadow", "canary", "verifying", "rolled_back"].includes(state) ||
    (decision === "quarantine" && state === "acting");
  const first = steps.find(({ state }) => acts(state));
  return first ? Date.parse(first.at) : null;
}

const verifiedOf = ({ steps }: Incident): Verified | null =>
  (steps.findLast(({ data }) => data?.verified !== undefined)?.data?.verified as Verified | undefined) ?? null;

/** Answers of the version that came, from its switch to the end of its time. */
async function answersSince(context: Stored, { model, challenger, steps }: Incident): Promise<number> {
  const switched = steps.find(({ state }) => state === "verifying");
  if (challenger === null || !switched) return 0;
  const until = context.clock.now() + 1;
  return (await answersBetween(context, model, Date.parse(switched.at), until)).get(challenger) ?? 0;
}

async function savedBy(
  context: Stored,
  incident: Incident,
  verified: Verified | null,
): Promise<IncidentAccount["saved"]> {
  if (verified?.cost === undefined || incident.state === "rolled_back") return null;
  const { cost_unit, cost_per_hour } = context.registry.policy(incident.model);
  const per_answer = verified.cost.before - verified.cost.after;
  const work = (incident.worked_ms / HOUR) * cost_per_hour;
  return { per_answer, total: per_answer * (await answersSince(context, incident)) - work, unit: cost_unit };
}

const correctedFor = ({ db }: Stored, incident: string): number =>
  db.prepare<[string], { count: number }>("SELECT count(*) AS count FROM corrections WHERE incident = ?").get(incident)!
    .count;

/** What one incident took and brought. */
export async function accountOf(context: Stored, incident: Incident): Promise<IncidentAccount> {
  const { id, model, opened_at, closed_at, diagnosis, decision, state, detected_ms, recovered_ms, worked_ms } =
    incident;
  const opened = Date.parse(opened_at);
  const acted = actedAt(incident);
  const verified = verifiedOf(incident);
  const until = closed_at === null ? context.clock.now() + 1 : Date.parse(closed_at);
  const answers = [...(await answersBetween(context, model, opened, until))];
  return {
    ...{ incident: id, model, opened_at, diagnosis, decision, state },
    detect_ms: detected_ms,
    act_ms: acted === null ? null : acted - opened,
    recover_ms: recovered_ms,
    compute_seconds: worked_ms / 1000,
    answers: answers.sort(([a], [b]) => (a < b ? -1 : 1)).map(([version, count]) => ({ version, answers: count })),
    won: verified && { rows: verified.rows, loss: verified.loss, before: verified.before, after: verified.after },
    saved: await savedBy(context, incident, verified),
    corrected: correctedFor(context, id),
  };
}

/** Answers of one model, or of all, between two moments. */
async function allAnswers(context: Stored, from: number, to: number, model?: string): Promise<number> {
  let answers = 0;
  for (const { name } of context.registry.models())
    if (model === undefined || name === model)
      for (const count of (await answersBetween(context, name, from, to)).values()) answers += count;
  return answers;
}

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);
const middle = (values: readonly (number | null)[]): number | null => {
  const there = known(values);
  return there.length > 0 ? median(there) : null;
};
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function savedByUnit(accounts: readonly IncidentAccount[]): MonthlyAccount["saved"] {
  const sums = new Map<string, number>();
  for (const { saved } of accounts) if (saved) sums.set(saved.unit, (sums.get(saved.unit) ?? 0) + saved.total);
  return [...sums].map(([unit, sum]) => ({ unit, total: sum }));
}

function lossWon(accounts: readonly IncidentAccount[]): number | null {
  const shares = accounts.flatMap(({ won, state }) =>
    won && state !== "rolled_back" && won.before > 0 ? [1 - won.after / won.before] : [],
  );
  return shares.length > 0 ? total(shares) / shares.length : null;
}

/**
 * The incidents that were opened in a month, and what they come to.
 * @param month `2026-11`, UTC
 * @param model all where absent
 */
export async function monthlyAccount(context: Stored, month: string, model?: string): Promise<MonthlyAccount> {
  const from = Date.parse(`${month}-01T00:00:00Z`);
  const [year, number] = month.split("-").map(Number);
  const to = Date.UTC(year!, number!, 1);
  const incidents = listIncidents(context, { from, to, ...(model === undefined ? {} : { model }) });
  const accounts: IncidentAccount[] = [];
  for (const incident of incidents) accounts.push(await accountOf(context, incident));
  const count = (is: (incident: Incident) => boolean) => incidents.filter(is).length;
  return {
    month,
    answers: await allAnswers(context, from, to, model),
    incidents: incidents.length,
    promotions: count(
      ({ challenger, steps }) => challenger !== null && steps.some(({ state }) => state === "verifying"),
    ),
    refused: count(({ gate }) => gate !== null && !gate.passed),
    rollbacks: count(({ state }) => state === "rolled_back"),
    quarantines: count(({ decision }) => decision === "quarantine"),
    detect_ms: middle(accounts.map(({ detect_ms }) => detect_ms)),
    recover_ms: middle(accounts.map(({ recover_ms }) => recover_ms)),
    compute_seconds: total(accounts.map(({ compute_seconds }) => compute_seconds)),
    loss_won: lossWon(accounts),
    saved: savedByUnit(accounts),
    corrected: total(accounts.map(({ corrected }) => corrected)),
    accounts,
  };
}
