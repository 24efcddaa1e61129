/** Putting a version beside the live one, as a shadow or a canary, and taking it out again. */
import { type GateVerdict, HomeostatError, type MoveReport, say } from "../contract/index.ts";
import type { HealContext } from "./context.ts";

interface Why {
  actor: string;
  reason: string;
}

/**
 * The session is opened first, then the registry commits, then it takes part: no request meets half of it. A repeated
 * call ends in the same state, and one with another share changes just that.
 * @param share percent of the requests that a canary answers; null for a shadow
 * @throws HomeostatError as Registry.setStage, and where the version cannot be opened; nothing has changed then
 */
export async function putBeside(
  context: HealContext,
  version: { model: string; version: string; share: number | null },
  why: Why,
): Promise<number> {
  const { registry, sessions, emit } = context;
  const { model, share } = version;
  const { canary, shadows } = sessions.split(model);
  const isOpen = [canary, ...shadows].some((beside) => beside?.live.version === version.version);
  if (!isOpen) await sessions.prepare(model, version.version);
  const started = performance.now();
  const before = JSON.stringify(registry.traffic(model));
  const stage = share === null ? "shadow" : "canary";
  registry.setStage(model, version.version, stage, { ...why, ...(share === null ? {} : { share }) });
  await sessions.align(model);
  if (JSON.stringify(registry.traffic(model)) !== before) emit({ type: "models_changed", model });
  return performance.now() - started;
}

/** Out of the traffic at once: a candidate again, or rejected. Nothing happens where it is out already. */
export function takeOut(
  { registry, sessions, emit }: HealContext,
  { model, version }: { model: string; version: string },
  stage: "candidate" | "rejected",
  why: Why,
): void {
  const { canary, shadows } = registry.traffic(model);
  if (![canary, ...shadows].some((beside) => beside?.version === version)) return;
  registry.setStage(model, version, stage, why);
  sessions.refresh(model);
  emit({ type: "models_changed", model });
}

/**
 * What a person asks for with `promote --shadow` and `promote --canary N`; 0 takes the version out of the traffic.
 * @param gate asked by the caller, for a canary
 * @throws HomeostatError as putBeside; WRONG_USE where it is to leave a traffic that it is not in
 */
export async function moveBeside(
  context: HealContext,
  request: Why & { model: string; version: string; share: number | null },
  gate: GateVerdict | null,
): Promise<MoveReport> {
  const { model, version, share, actor, reason } = request;
  const { registry } = context;
  const from = registry.production(model);
  if (share !== 0) {
    const effective_ms = await putBeside(context, { model, version, share }, { actor, reason });
    const stage = share === null ? "shadow" : "canary";
    return { model, from, to: version, effective_ms, gate, stage, ...(share === null ? {} : { share }) };
  }
  const { stage } = registry.show(`${model}@${version}`);
  if (stage !== "canary" && stage !== "shadow")
    throw new HomeostatError("WRONG_USE", { reason: say("notInTraffic", { version: `${model}@${version}`, stage }) });
  const started = performance.now();
  takeOut(context, { model, version }, "candidate", { actor, reason });
  return { model, from: version, to: from, effective_ms: performance.now() - started, gate: null };
}
