/**
 * The engine's contract, implemented in memory: a faithful double for page tests. It runs in Node behind HTTP and in
 * the page behind a MessagePort, so it imports nothing of either.
 */
import { EventPublisher, implement, ORPCError } from "@orpc/server";
import { contract } from "../../core/contract/api.ts";
import { type ErrorBody, HomeostatError } from "../../core/contract/errors.ts";
import type { AppEvent } from "../../core/contract/events.ts";
import { Policy } from "../../core/contract/incidents.ts";
import type { Job } from "../../core/contract/jobs.ts";
import type { Prediction, Row } from "../../core/contract/predict.ts";
import type { ModelSummary, VersionDetail } from "../../core/contract/registry.ts";
import type { TrainOptions, TrainReport } from "../../core/contract/train.ts";
import { driftReport, leaderboard, REFUSED, version } from "./double-data.ts";
import { inspectText, schemaOf } from "./double-table.ts";
import type { World } from "./double-world.ts";

export interface DoubleOptions {
  /** Milliseconds that each step of a training takes. */
  pace?: number;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export function createDouble(world: World, { pace = 120 }: DoubleOptions = {}) {
  const publisher = new EventPublisher<{ event: AppEvent }>();
  const emit = (event: AppEvent) => publisher.publish("event", event);
  const cancelled = new Set<string>();

  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (thrown) {
      if (!(thrown instanceof HomeostatError)) throw thrown;
      const data: ErrorBody = thrown.toJSON();
      throw new ORPCError(thrown.code, { defined: true, status: thrown.status, message: thrown.message, data });
    }
  });

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

  function answer(model: string, row: Row): Prediction {
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
    const reply = { prediction_id: `01D${crypto.randomUUID()}`, model, version: serving.version, ...body, flags };
    const log = world.predictions.get(model) ?? [];
    log.unshift({
      prediction_id: reply.prediction_id,
      at: new Date().toISOString(),
      version: serving.version,
      input: row,
      prediction: body.prediction,
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
      progress: { stage: "reading", done: 0 },
      error: null,
      result: null,
    };
    update(job, {});
    for (let i = 0; i < board.length; i += 1) {
      await pause(pace);
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
    if (!known.waiting) throw new HomeostatError("INCIDENT_NOT_WAITING", { incident: id, state: known.state });
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

  const router = os.router({
    files: {
      upload: os.files.upload.handler(async ({ input }) => {
        const source = `upload:${crypto.randomUUID()}`;
        world.uploads.set(source, { name: input.file.name, text: await input.file.text() });
        return { source, name: input.file.name, bytes: input.file.size };
      }),
      inspect: os.files.inspect.handler(({ input }) => {
        const upload = world.uploads.get(input.source);
        if (!upload) throw new HomeostatError("FILE_NOT_FOUND", { file: input.source });
        return inspectText(upload.text, input.read, input.target);
      }),
    },
    train: os.train.handler(({ input }) => train(input)),
    jobs: {
      list: os.jobs.list.handler(() => ({ jobs: [...world.jobs.values()] })),
      watch: os.jobs.watch.handler(async function* ({ input, signal }) {
        for await (const event of publisher.subscribe("event", { signal }))
          if (event.type === "job_changed" && event.job.id === input.job) yield event.job;
      }),
      cancel: os.jobs.cancel.handler(({ input }) => {
        const job = world.jobs.get(input.job);
        if (!job) throw new HomeostatError("JOB_NOT_FOUND", { job: input.job });
        cancelled.add(input.job);
        return job;
      }),
    },
    models: {
      list: os.models.list.handler(() => ({
        models: [...world.versions].map(([name, versions]) => summary(name, versions)),
      })),
      versions: os.models.versions.handler(({ input }) => ({ versions: all(input.model) })),
      show: os.models.show.handler(({ input }) => {
        const [model = "", name = "production"] = (input.ref ?? "").split("@");
        const found = name === "production" ? live(model) : one(model, name);
        if (!found) throw new HomeostatError("NO_PRODUCTION", { model });
        return found;
      }),
      promote: os.models.promote.handler(({ input }) => {
        if (input.force && !input.reason) throw new HomeostatError("REASON_REQUIRED");
        const refused = !input.force && one(input.model, input.version).stage === "archived";
        if (refused)
          return {
            model: input.model,
            from: live(input.model)?.version ?? null,
            to: null,
            effective_ms: 0,
            gate: REFUSED,
          };
        return { model: input.model, ...move(input.model, input.version), effective_ms: 11, gate: null };
      }),
      rollback: os.models.rollback.handler(({ input }) => {
        const left = live(input.model);
        const earlier = all(input.model)
          .filter(({ stage }) => stage === "archived")
          .at(-1);
        if (!left || !earlier) throw new HomeostatError("NOTHING_TO_ROLL_BACK", { model: input.model });
        const moved = move(input.model, input.to ?? earlier.version);
        left.stage = "rejected";
        return { model: input.model, ...moved, effective_ms: 9, gate: null };
      }),
      policy: os.models.policy.handler(({ input }) => {
        const policy = world.policies.get(input.model);
        if (!policy) throw new HomeostatError("MODEL_NOT_FOUND", { model: input.model });
        return { model: input.model, policy };
      }),
      setPolicy: os.models.setPolicy.handler(({ input }) => {
        const policy = world.policies.get(input.model);
        if (!policy) throw new HomeostatError("MODEL_NOT_FOUND", { model: input.model });
        Object.assign(policy, input.changes);
        record("user", "policy", input.model, input.changes);
        return { model: input.model, policy };
      }),
      retrain: os.models.retrain.handler(() => ({ incident: "INC-0008", state: "open", outcome: null })),
      export: os.models.export.handler(({ input }) => ({ out: input.out, sha256: "0".repeat(64) })),
    },
    predict: {
      rows: os.predict.rows.handler(({ input }) => {
        const model = input.model ?? "";
        const predictions = input.rows.map((row) => ({ ...answer(model, row), status: "ok" as const }));
        const version = live(model)?.version ?? "";
        return { model, version, predictions, counts: { ok: predictions.length, rejected: 0 } };
      }),
      row: os.predict.row.handler(({ input }) => answer(input.model ?? "", input.row)),
      file: os.predict.file.handler(({ input }) => {
        const upload = world.uploads.get(input.source);
        if (!upload) throw new HomeostatError("FILE_NOT_FOUND", { file: input.source });
        const { rows } = inspectText(upload.text, input.read, undefined);
        return { rows, rejected: 0, imputed: 0, out: input.out, seconds: 0.1 };
      }),
      recent: os.predict.recent.handler(({ input }) => {
        const log = world.predictions.get(input.model) ?? [];
        return { predictions: log.slice(0, input.limit), total: log.length };
      }),
    },
    outcomes: {
      record: os.outcomes.record.handler(({ input }) => {
        const logged = [...world.predictions.values()].flat();
        const results = input.outcomes.map(({ prediction_id, outcome }) => {
          const found = logged.find((one) => one.prediction_id === prediction_id);
          if (!found) return { prediction_id, result: "unknown" as const };
          if (found.outcome !== null)
            return {
              prediction_id,
              result: found.outcome === outcome ? ("duplicate" as const) : ("conflict" as const),
            };
          found.outcome = outcome;
          return { prediction_id, result: "accepted" as const };
        });
        const count = (wanted: string) => results.filter(({ result }) => result === wanted).length;
        return {
          accepted: count("accepted"),
          duplicate: count("duplicate"),
          conflict: count("conflict"),
          unknown: count("unknown"),
          invalid: 0,
          results,
        };
      }),
    },
    evaluate: os.evaluate.handler(({ input }) => {
      const [model = "", name] = (input.ref ?? "").split("@");
      const found = name ? one(model, name) : live(model);
      if (!found) throw new HomeostatError("NO_PRODUCTION", { model });
      const { metrics, intervals, version } = found;
      return { model, version, rows: 100, rejected: 0, metrics, intervals, segments: [] };
    }),
    drift: {
      compare: os.drift.compare.handler(() => {
        throw new HomeostatError("WRONG_USE", { reason: "The double compares no files." });
      }),
      model: os.drift.model.handler(({ input }) => {
        const model = (input.ref ?? "").split("@")[0] ?? "";
        const latest = world.checks.get(model)?.at(-1);
        if (!latest) throw new HomeostatError("MODEL_NOT_FOUND", { model });
        return latest.report;
      }),
      history: os.drift.history.handler(({ input }) => ({
        checks: (world.checks.get(input.model) ?? []).slice(-input.limit),
      })),
    },
    incidents: {
      list: os.incidents.list.handler(() => ({ incidents: world.incidents })),
      show: os.incidents.show.handler(({ input }) => incident(input.incident)),
      approve: os.incidents.approve.handler(({ input }) => {
        const { model, challenger } = incident(input.incident);
        if (challenger) move(model, challenger);
        return settle(input.incident, `${challenger} went live in 11 ms; no request was lost.`, "closed");
      }),
      reject: os.incidents.reject.handler(({ input }) =>
        settle(input.incident, `Rejected by a person${input.reason ? `: ${input.reason}` : ""}.`, "held"),
      ),
    },
    audit: {
      list: os.audit.list.handler(() => ({ entries: world.audit })),
      verify: os.audit.verify.handler(() => ({ ok: true, entries: world.audit.length, first_bad: null })),
    },
    status: {
      summary: os.status.summary.handler(() => world.status),
      facts: os.status.facts.handler(() => ({
        service: world.service,
        host: world.host,
        models: [...world.facts.values()],
      })),
      doctor: os.status.doctor.handler(() => ({
        checks: [
          { name: "Node", ok: true, detail: "24.21.0", remedy: "" },
          { name: "Data folder", ok: true, detail: "Writable, 212 GB free.", remedy: "" },
          {
            name: "Port 4870",
            ok: false,
            detail: "Another program listens on it.",
            remedy: "Stop it, or choose another port with --port.",
          },
        ],
      })),
      check: os.status.check.handler(({ input }) => {
        const serving = live(input.model);
        const facts = world.facts.get(input.model);
        if (!serving || !facts) throw new HomeostatError("NO_PRODUCTION", { model: input.model });
        const report = driftReport(serving.schema, 27, 27);
        const at = new Date().toISOString();
        world.checks.set(input.model, [
          ...(world.checks.get(input.model) ?? []),
          { at, version: serving.version, report },
        ]);
        return { ...facts, at, drift: report };
      }),
    },
    events: os.events.handler(({ signal }) => publisher.subscribe("event", { signal })),
  });

  return { router, world, emit };
}

export type Double = ReturnType<typeof createDouble>;
