/**
 * The engine's contract, implemented in memory: a faithful double for page tests. It runs in Node behind HTTP and in
 * the page behind a MessagePort, so it imports nothing of either.
 */

import { implement, ORPCError } from "@orpc/server";
import { contract } from "../../core/contract/api.ts";
import { type ErrorBody, HomeostatError } from "../../core/contract/errors.ts";
import { ExpectationEdit } from "../../core/contract/expectations.ts";
import { say } from "../../core/contract/sentences/say.ts";
import { alertReport, configureAlerts } from "./double-alerts.ts";
import { createDoubleEngine } from "./double-engine.ts";
import { expectationReport } from "./double-expectations.ts";
import { accountOf, monthlyAccount, PASSED, REFUSED } from "./double-incidents.ts";
import { runJob } from "./double-job.ts";
import { judgements } from "./double-judgements.ts";
import { INSPECTIONS, outlineOf } from "./double-models.ts";
import { conflictsOf, outcomeFile, recordOutcomes, settleOutcome } from "./double-outcomes.ts";
import { predictFile } from "./double-predict-file.ts";
import { reject, retrain } from "./double-retrain.ts";
import { inspectText } from "./double-table.ts";
import { trafficOf } from "./double-traffic.ts";
import { decidedAnew, modelCardOf, thresholdsOf } from "./double-versions.ts";
import { driftCourse, driftReport, keptReports, newestCheck } from "./double-watch.ts";
import type { World } from "./double-world.ts";

export interface DoubleOptions {
  /** Milliseconds that each step of a training takes; `held`: each waits until the test lets it go on. */
  pace?: number | "held";
}

export function createDouble(world: World, { pace = 120 }: DoubleOptions = {}) {
  const engine = createDoubleEngine(world, pace);
  const {
    publisher,
    emit,
    cancel,
    finish,
    step,
    goOn,
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
    settle,
  } = engine;
  const named = (ref = "") => {
    const [model = "", name = "production"] = ref.split("@");
    const found = name === "production" ? live(model) : one(model, name);
    if (!found) throw new HomeostatError("NO_PRODUCTION", { model });
    return found;
  };

  const os = implement(contract).use(async ({ next, path }) => {
    try {
      if (world.fails?.(path.join("."))) throw new HomeostatError("DISK_FAILED");
      return await next();
    } catch (thrown) {
      if (!(thrown instanceof HomeostatError)) throw thrown;
      const data: ErrorBody = thrown.toJSON();
      throw new ORPCError(thrown.code, { defined: true, status: thrown.status, message: thrown.message, data });
    }
  });

  const router = os.router({
    files: {
      upload: os.files.upload.handler(async ({ input }) => {
        // A part of a large file.
        if ((input.of ?? 0) > input.file.size) await engine.pause();
        if (world.diskFull) throw new HomeostatError("DISK_FULL");
        const source = input.to ?? `upload:${crypto.randomUUID()}`;
        const text = (world.uploads.get(source)?.text ?? "") + (await input.file.text());
        world.uploads.set(source, { name: input.file.name, text });
        return { source, name: input.file.name, bytes: new Blob([text]).size };
      }),
      download: os.files.download.handler(({ input }) => {
        const upload = world.uploads.get(input.source);
        if (!upload) throw new HomeostatError("FILE_NOT_FOUND", { file: input.source });
        return new File([upload.text], upload.name, { type: "text/csv" });
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
      finish: os.jobs.finish.handler(({ input }) => {
        const job = world.jobs.get(input.job);
        if (!job) throw new HomeostatError("JOB_NOT_FOUND", { job: input.job });
        finish(input.job);
        return job;
      }),
      cancel: os.jobs.cancel.handler(({ input }) => {
        const job = world.jobs.get(input.job);
        if (!job) throw new HomeostatError("JOB_NOT_FOUND", { job: input.job });
        if (job.about?.incident) reject(world, engine, job.about.incident);
        else cancel(input.job);
        return job;
      }),
    },
    models: {
      list: os.models.list.handler(() => ({
        models: [...world.versions].map(([name, versions]) => summary(name, versions)),
      })),
      versions: os.models.versions.handler(({ input }) => ({ versions: all(input.model) })),
      show: os.models.show.handler(({ input }) => named(input.ref)),
      outline: os.models.outline.handler(({ input }) => outlineOf(named(input.ref))),
      inspection: os.models.inspection.handler(({ input }) => {
        const { model, version, schema } = named(input.ref);
        return { model, version, inspection: INSPECTIONS[schema.task] ?? null };
      }),
      file: os.models.file.handler(({ input }) => {
        const found = named(input.ref);
        if (!found.artifacts.some(({ name }) => name === input.name))
          throw new HomeostatError("WRONG_USE", { reason: `There is no file ${input.name}.` });
        return new File([input.name === "model_card.md" ? modelCardOf(found) : input.name], input.name);
      }),
      thresholds: os.models.thresholds.handler(({ input }) => thresholdsOf(named(input.ref))),
      setThreshold: os.models.setThreshold.handler(({ input }) => {
        const parent = one(input.model, input.version);
        const made = decidedAnew(parent, all(input.model).length, input.threshold);
        world.versions.set(input.model, [...all(input.model), made]);
        record("user", "threshold", `${input.model}@${made.version}`, { from: parent.threshold, to: input.threshold });
        emit({ type: "models_changed", model: input.model });
        return { model: input.model, version: made.version, parent: parent.version, threshold: input.threshold };
      }),
      gate: os.models.gate.handler(({ input: { model, version, job: id } }) => {
        const job = { kind: "gate", title: `Judge ${model} ${version}`, about: { model, version }, id } as const;
        return runJob(engine, { ...job, stage: "testing", steps: 4 }, () => ({
          ...{ model, version, champion: live(model)?.version ?? null },
          gate: one(model, version).stage === "archived" ? REFUSED : PASSED,
        }));
      }),
      promote: os.models.promote.handler(async ({ input }) => {
        if (input.force && !input.reason) throw new HomeostatError("REASON_REQUIRED");
        const { model, version, job: id } = input;
        const job = { kind: "promote", title: `Promote ${model} ${version}`, about: { model, version }, id } as const;
        await runJob(engine, { ...job, stage: "testing", steps: 4 }, () => null);
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
        const isUndo = input.to !== undefined && one(input.model, input.to).stage === "rejected";
        const moved = move(input.model, input.to ?? earlier.version);
        left.stage = isUndo ? "archived" : "rejected";
        return { model: input.model, ...moved, effective_ms: 9, gate: null };
      }),
      traffic: os.models.traffic.handler(({ input }) => trafficOf(all(input.model), input.model)),
      policy: os.models.policy.handler(({ input }) => {
        const policy = world.policies.get(input.model);
        if (!policy) throw new HomeostatError("MODEL_NOT_FOUND", { model: input.model });
        return { model: input.model, policy };
      }),
      repairs: os.models.repairs.handler(() => ({ repairs: [...world.repairs] })),
      liftRepair: os.models.liftRepair.handler(({ input }) => {
        const found = world.repairs.find(({ number, until }) => number === input.number && until === null);
        if (!found) throw new HomeostatError("WRONG_USE", { reason: `There is no repair ${input.number} in force.` });
        found.until = new Date().toISOString();
        return found;
      }),
      corrections: os.models.corrections.handler(() => ({ corrections: [] })),
      expectations: os.models.expectations.handler(({ input }) => expectationReport(world, input.model, input.first)),
      setExpectation: os.models.setExpectation.handler(({ input }) => {
        world.expectationEdits.set(input.id, ExpectationEdit.parse(input.change));
        return expectationReport(world, input.model, input.first);
      }),
      setPolicy: os.models.setPolicy.handler(({ input }) => {
        const policy = world.policies.get(input.model);
        if (!policy) throw new HomeostatError("MODEL_NOT_FOUND", { model: input.model });
        Object.assign(policy, input.changes);
        record("user", "policy", input.model, input.changes);
        return { model: input.model, policy };
      }),
      retrain: os.models.retrain.handler(({ input }) => retrain(world, engine, input.model)),
      export: os.models.export.handler(({ input }) => ({ out: input.out, sha256: "0".repeat(64) })),
    },
    predict: {
      rows: os.predict.rows.handler(({ input }) => {
        const model = input.model ?? "";
        const predictions = input.rows.map((row) => ({ ...answer(model, row), status: "ok" as const }));
        const version = live(model)?.version ?? "";
        return { model, version, predictions, counts: { ok: predictions.length, rejected: 0 } };
      }),
      row: os.predict.row.handler(({ input }) => answer(input.model ?? "", input.row, input.explain)),
      whatIf: os.predict.whatIf.handler(({ input }) => whatIf(input.model ?? "", input.row, input.vary)),
      file: os.predict.file.handler(({ input }) => predictFile(world, engine, input)),
      recent: os.predict.recent.handler(({ input }) => {
        const log = world.predictions.get(input.model) ?? [];
        const predictions = log.slice(0, input.limit);
        const sent = [...new Set(predictions.flatMap((one) => Object.keys(one.input)))];
        return { predictions, sent, total: log.length };
      }),
    },
    outcomes: {
      record: os.outcomes.record.handler(({ input }) => recordOutcomes(world, input.outcomes)),
      file: os.outcomes.file.handler(({ input }) => outcomeFile(world, input)),
      conflicts: os.outcomes.conflicts.handler(({ input }) => conflictsOf(world, input.model)),
      settle: os.outcomes.settle.handler(({ input }) => {
        const change = settleOutcome(world, input.prediction_id, input.outcome);
        record("user", "outcome", change.model, change);
        return change;
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
      course: os.drift.course.handler(({ input }) =>
        driftCourse(world.checks.get(input.model) ?? [], live(input.model)?.importance ?? [], input),
      ),
      newest: os.drift.newest.handler(({ input }) => ({
        check: newestCheck(world.checks.get(input.model)?.at(-1), live(input.model)?.importance ?? [], input),
      })),
      history: os.drift.history.handler(({ input }) => ({
        checks: (world.checks.get(input.model) ?? []).slice(-input.limit),
      })),
    },
    reports: {
      list: os.reports.list.handler(({ input }) => ({
        reports: keptReports(world.incidents).filter(
          ({ model, incident }) =>
            (!input.model || model === input.model) && (!input.incident || incident === input.incident),
        ),
      })),
      now: os.reports.now.handler(({ input }) => {
        const kept = keptReports(world.incidents).find(({ model }) => model === input.model);
        if (!kept) throw new HomeostatError("REPORT_NOT_FOUND", { report: input.model });
        return kept;
      }),
      show: os.reports.show.handler(({ input }) => {
        const kept = keptReports(world.incidents).find(({ name }) => name === input.name);
        if (!kept) throw new HomeostatError("REPORT_NOT_FOUND", { report: input.name });
        const { schema } = named(kept.model);
        const html = `<!doctype html><title>${kept.name}</title><h1>The data have changed: 3 of 8 columns drifted.</h1>`;
        return { ...kept, path: `/data/reports/${kept.name}.html`, html, report: driftReport(schema, 27, 27) };
      }),
    },
    incidents: {
      list: os.incidents.list.handler(({ input }) => ({ incidents: world.incidents.slice(0, input.limit) })),
      account: os.incidents.account.handler(({ input }) => monthlyAccount(world.incidents, input.month)),
      accountOf: os.incidents.accountOf.handler(({ input }) => accountOf(incident(input.incident))),
      judgements: os.incidents.judgements.handler(({ input }) => ({
        judgements: judgements(world.incidents, Date.now()).filter(
          ({ model }) => world.versions.has(model) && (!input.model || model === input.model),
        ),
      })),
      show: os.incidents.show.handler(({ input }) => incident(input.incident)),
      approve: os.incidents.approve.handler(({ input }) => {
        const { model, challenger } = incident(input.incident);
        if (challenger) move(model, challenger);
        return settle(
          input.incident,
          challenger ? say("decidesWhetherStays", { challenger }) : say("dataWhole"),
          "closed",
        );
      }),
      reject: os.incidents.reject.handler(({ input }) => reject(world, engine, input.incident, input.reason)),
    },
    alerts: {
      list: os.alerts.list.handler(() => ({ alerts: world.alerts.alerts })),
      log: os.alerts.log.handler(() => ({ deliveries: world.alerts.log })),
      settings: os.alerts.settings.handler(() => alertReport(world.alerts)),
      configure: os.alerts.configure.handler(({ input }) => configureAlerts(world.alerts, input)),
      test: os.alerts.test.handler(({ input }) => {
        const error = input.channel === "email" ? "the server did not answer" : null;
        return { channel: input.channel, ok: error === null, error };
      }),
    },
    audit: {
      list: os.audit.list.handler(({ input: { limit = 1e9, search = "" } }) => ({
        entries: world.audit.filter((entry) => JSON.stringify(entry).includes(search)).slice(-limit),
      })),
      verify: os.audit.verify.handler(() => ({ ok: true, entries: world.audit.length, first_bad: null })),
    },
    status: {
      summary: os.status.summary.handler(() => world.status),
      facts: os.status.facts.handler(({ input }) => ({
        service: world.service,
        host: world.host,
        models: [...world.facts.values()]
          .filter(({ model }) => !input?.model || model === input.model)
          .map((facts) => (input?.drift === false ? { ...facts, drift: null } : facts)),
      })),
      machine: os.status.machine.handler(() => ({ service: world.service, host: world.host })),
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
      about: os.status.about.handler(() => world.about),
      token: os.status.token.handler(() => ({ token: "token-of-the-double" })),
      schedule: os.status.schedule.handler(({ input }) => {
        if (!/^(\S+ ){4}\S+$/.test(input.cron))
          throw new HomeostatError("WRONG_USE", { reason: `"${input.cron}" is no cron expression.` });
        const next = Array.from({ length: input.count }, (_, week) => Date.now() + (week + 1) * 604_800_000);
        return { next: next.map((time) => new Date(time).toISOString()) };
      }),
      check: os.status.check.handler(async ({ input }) => {
        const serving = live(input.model);
        const facts = world.facts.get(input.model);
        if (!serving || !facts) throw new HomeostatError("NO_PRODUCTION", { model: input.model });
        const { model, job: id } = input;
        const job = {
          ...({ kind: "check", title: `Check ${model}`, about: { model }, id } as const),
          stage: "comparing",
        };
        await runJob(engine, { ...job, steps: 10 }, () => null);
        const report = driftReport(serving.schema, 27, 27);
        const at = new Date().toISOString();
        world.checks.set(input.model, [
          ...(world.checks.get(input.model) ?? []),
          { at, version: serving.version, report, performance: null },
        ]);
        return { ...facts, at, drift: report };
      }),
    },
    events: os.events.handler(({ signal }) => publisher.subscribe("event", { signal })),
  });

  return { router, world, emit, step, goOn };
}

export type Double = ReturnType<typeof createDouble>;
