/** What the double can do: answer, train, move versions, settle incidents. */
import { EventPublisher } from "@orpc/server";
import { HomeostatError } from "../../core/contract/errors.ts";
import type { AppEvent } from "../../core/contract/events.ts";
import { isBeingMade, Policy } from "../../core/contract/incidents.ts";
import type { Job } from "../../core/contract/jobs.ts";
import type { Prediction, Row, WhatIf } from "../../core/contract/predict.ts";
import type { ModelSummary, VersionDetail } from "../../core/contract/registry.ts";
import type { TrainOptions, TrainReport } from "../../core/contract/train.ts";
import { leaderboard, version } from "./double-models.ts";
import { inspectText, schemaOf } from "./double-table.ts";
import type { World } from "./double-world.ts";

/** Steps of long work: by the clock, or each when a test says so, so that no hand has to be faster than a machine. */
export function createPacer(pace: number | "held") {
  let isHeld = pace === "held";
  const waiting: (() => void)[] = [];
  const step = (): number => {
    const all = waiting.splice(0);
    for (const resolve of all) resolve();
    return all.length;
  };
  return {
    pause: () =>
      new Promise<void>((resolve) => {
        if (isHeld) waiting.push(resolve);
        else setTimeout(resolve, pace === "held" ? 0 : pace);
      }),
    /** Whatever waits goes on to its next pause. @returns how many waited */
    step,
    /** Nothing waits any more. */
    goOn() {
      isHeld = false;
      step();
    },
  };
}

export function createDoubleEngine(world: World, pace: number | "held") {
  const { pause, step, goOn } = createPacer(pace);
  const publisher = new EventPublisher<{ event: AppEvent }>();
  const emit = (event: AppEvent) => publisher.publish("event", event);
  const cancelled = new Set<string>();
  const finishing = new Set<string>();
  /** What waits has to look up to see it. */
  const end = (job: string, how: Set<string>) => {
    how.add(job);
    step();
  };

  const all = (model: string): VersionDetail[] => {
    const found = world.versions.get(model);
    if (!found) throw new HomeostatError("MODEL_NOT_FOUND", { model });
    return found;
  };
  const live = (model: string) => all(model).find(({ stage }) => stage === "production") ?? null;
  const one = (model: string, name: string) => {
    const found = all(model).find(({ version }) => version === name);
    if (!found) throw new HomeostatError("VERSION_NOT_FOUND", { model, version: name });
    return found;
  };
  const incident = (id: string) => {
    const found = world.incidents.find((known) => known.id === id);
    if (!found) throw new HomeostatError("INCIDENT_NOT_FOUND", { incident: id });
    return found;
  };
  const record = (actor: string, action: string, subject: string, detail: Record<string, unknown> = {}) =>
    world.audit.push({
      seq: world.audit.length + 1,
      at: new Date().toISOString(),
      actor,
      action,
      subject,
      detail,
      hash: "0".repeat(64),
    });

  function move(model: string, to: string): { from: string | null; to: string } {
    const from = live(model);
    if (from) from.stage = "archived";
    one(model, to).stage = "production";
    record("user", "promote", `${model}@${to}`, { from: from?.version ?? null });
    emit({ type: "models_changed", model });
    return { from: from?.version ?? null, to };
  }

  const summary = (name: string, versions: VersionDetail[]): ModelSummary => ({
    name,
    task: versions[0]?.schema.task ?? "binary",
    target: versions[0]?.schema.target ?? "",
    production: live(name)?.version ?? null,
    versions: versions.length,
    status: world.incidents.some(({ model, waiting }) => model === name && waiting) ? "act" : "ok",
  });

  /** What the live version says: a straight line through its numbers. Nothing is kept. */
  function said(model: string, row: Row) {
    const serving = live(model);
    if (!serving) throw new HomeostatError("NO_PRODUCTION", { model });
    let score = 0;
    const flags: Prediction["flags"] = [];
    serving.schema.features.forEach((feature, k) => {
      const value = row[feature.name] ?? null;
      if (value === null && !feature.nullable)
        throw new HomeostatError("MISSING_COLUMN", { field: feature.name, needed: feature.name });
      if (value === null && !flags.includes("imputed")) flags.push("imputed");
      if (feature.type !== "number" || value === null) return;
      const { min, max, low, high } = feature.range;
      const number = Number(value);
      if (number < low || number > high)
        throw new HomeostatError("OUT_OF_RANGE", { field: feature.name, value: number, low, high });
      if ((number < min || number > max) && !flags.includes("outlier")) flags.push("outlier");
      score += ((number - min) / (max - min) - 0.35) * (k % 2 === 0 ? 1.2 : 2.1);
    });
    const { task, classes } = serving.schema;
    const p = 1 / (1 + Math.exp(-score));
    const second = p > 0.5;
    const shares =
      classes.length === 2
        ? [1 - p, p]
        : classes.map((_, i) => (i === 0 ? Math.max(p, 1 - p) : Math.min(p, 1 - p) / (classes.length - 1)));
    const body =
      task === "regression"
        ? { prediction: 180 + 90 * score, interval: { low: 120 + 90 * score, high: 250 + 90 * score, coverage: 0.9 } }
        : {
            prediction: classes[classes.length === 2 && second ? 1 : 0] ?? 0,
            probability: Math.max(p, 1 - p),
            probabilities: Object.fromEntries(classes.map((label, i) => [String(label), shares[i] ?? 0])),
          };
    return { model, version: serving.version, ...body, flags };
  }

  function reasons(model: string, row: Row) {
    const serving = live(model);
    const contributions = (serving?.schema.features ?? []).map((feature, k) => {
      const value = row[feature.name] ?? null;
      if (feature.type !== "number" || value === null) return { feature: feature.name, value, contribution: 0 };
      const { min, max } = feature.range;
      const part = ((Number(value) - min) / (max - min) - 0.35) * (k % 2 === 0 ? 1.2 : 2.1);
      return { feature: feature.name, value, contribution: serving?.schema.task === "regression" ? 90 * part : part };
    });
    if (serving?.schema.task === "regression")
      return { contributions, base_value: 180, explained_scale: "value" as const };
    const positive = serving?.schema.classes[1] ?? 1;
    return { contributions, base_value: 0, explained_scale: "log_odds" as const, explained_class: positive };
  }

  function whatIf(model: string, row: Row, vary: string | undefined): WhatIf {
    const now = { ...said(model, row), ...reasons(model, row) };
    const feature = live(model)?.schema.features.find(({ name }) => name === vary);
    if (!vary || !feature) return { ...now, curve: null };
    const places: Row[string][] =
      feature.type === "number"
        ? Array.from({ length: 21 }, (_, i) => feature.range.min + ((feature.range.max - feature.range.min) * i) / 20)
        : feature.type === "datetime"
          ? []
          : feature.categories;
    const points = places.map((value) => {
      const { prediction, probabilities } = said(model, { ...row, [vary]: value });
      return { value, y: probabilities ? (Object.values(probabilities)[1] ?? 0) : Number(prediction) };
    });
    return { ...now, curve: { feature: vary, points } };
  }

  function answer(model: string, row: Row, explain = false): Prediction {
    const now = said(model, row);
    const reply = { prediction_id: `01D${crypto.randomUUID()}`, ...now, ...(explain ? reasons(model, row) : {}) };
    const log = world.predictions.get(model) ?? [];
    log.unshift({
      prediction_id: reply.prediction_id,
      at: new Date().toISOString(),
      version: now.version,
      input: row,
      prediction: now.prediction,
      outcome: null,
    });
    world.predictions.set(model, log);
    return reply;
  }

  function update(job: Job, changes: Partial<Job>): Job {
    const changed = { ...(world.jobs.get(job.id) ?? job), ...changes };
    world.jobs.set(job.id, changed);
    emit({ type: "job_changed", job: changed });
    return changed;
  }

  async function train(options: TrainOptions): Promise<TrainReport> {
    const upload = world.uploads.get(options.source);
    if (!upload) throw new HomeostatError("FILE_NOT_FOUND", { file: options.source });
    const report = inspectText(upload.text, options.read, options.target);
    const schema = schemaOf(report, upload.text);
    schema.features = schema.features.filter(({ name }) => !options.exclude.includes(name));
    const id = options.job ?? crypto.randomUUID();
    const board = leaderboard(schema.task);
    const job: Job = {
      id,
      kind: "train",
      title: `Train on ${upload.name}`,
      state: "running",
      started_at: new Date().toISOString(),
      ran_ms: 0,
      progress: { stage: "reading", done: 0 },
      error: null,
      result: null,
    };
    update(job, {});
    for (let i = 0; i < board.length; i += 1) {
      await pause();
      if (finishing.has(id)) break;
      if (cancelled.has(id)) {
        update(job, { state: "cancelled" });
        throw new HomeostatError("CANCELLED");
      }
      update(job, {
        progress: {
          stage: "searching",
          done: (i + 1) / (board.length + 1),
          detail: `Trying ${board[i]?.learner.replaceAll("_", " ")}`,
          leaderboard: board.slice(0, i + 1),
        },
      });
    }
    const model = options.model ?? "model";
    const before = world.versions.get(model) ?? [];
    const metrics =
      schema.task === "regression" ? { rmse: 42.1, mae: 26.3, r2: 0.94 } : { roc_auc: 0.781, accuracy: 0.742 };
    const stage = before.length === 0 ? "production" : "candidate";
    const made = version(model, schema, before.length, {
      stage,
      at: new Date().toISOString(),
      trigger: "train",
      rows: report.rows,
      metrics,
    });
    world.versions.set(model, [...before, made]);
    if (before.length === 0) world.policies.set(model, Policy.parse({}));
    record("user", "register", `${model}@${made.version}`, { rows: report.rows });
    const result: TrainReport = {
      model,
      version: made.version,
      stage,
      task: schema.task,
      target: schema.target,
      positive: schema.positive,
      file: report.file,
      rows: { read: report.rows, used: report.rows, rejected: 0 },
      columns: report.columns,
      missing: report.missing,
      learner: "gradient_boosting",
      primary_metric: made.primary_metric,
      holdout: { rows: Math.round(report.rows / 5), split: schema.task === "regression" ? "random" : "stratified" },
      metrics,
      intervals: made.intervals,
      leaderboard: board,
      parity: made.parity,
      fitted_on: "all",
      beats_baseline: true,
      gate: null,
      warnings: [],
      seconds: { read: 0.1, train: 3, export: 0.1, total: 3.2 },
    };
    update(job, { state: "done", progress: { stage: "done", done: 1 }, result });
    emit({ type: "models_changed", model });
    return result;
  }

  function settle(id: string, outcome: string, state: "closed" | "held") {
    const known = incident(id);
    if (!known.waiting && !isBeingMade(known))
      throw new HomeostatError("INCIDENT_NOT_WAITING", { incident: id, state: known.state });
    const at = new Date().toISOString();
    Object.assign(known, {
      waiting: false,
      state,
      outcome,
      closed_at: at,
      steps: [...known.steps, { at, state, note: outcome }],
    });
    emit({ type: "incident_changed", incident: known });
    return { incident: id, state, outcome };
  }

  return {
    publisher,
    emit,
    cancelled,
    cancel: (job: string) => end(job, cancelled),
    finish: (job: string) => end(job, finishing),
    all,
    live,
    one,
    incident,
    record,
    move,
    summary,
    answer,
    whatIf,
    train,
    update,
    settle,
    ...{ pause, step, goOn },
  };
}
