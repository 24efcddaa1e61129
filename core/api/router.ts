/** The contract, implemented: each procedure is a call to one operation. Transports and the command line use nothing else. */
import { implement, type RouterClient } from "@orpc/server";
import type { Appliance } from "../appliance.ts";
import { contract, type GateReport, type Incident, type Job, say } from "../contract/index.ts";
import {
  accountOf,
  approveIncident,
  correctionsOf,
  gateVersion,
  judgementsOf,
  listIncidents,
  monthlyAccount,
  promoteVersion,
  rejectIncident,
  rollbackModel,
  setThreshold,
  showIncident,
  thresholdReport,
  watched,
} from "../heal/index.ts";
import {
  editExpectation,
  expectationReport,
  keptReports,
  type Loop,
  reportNow,
  showReport,
  trafficReport,
} from "../lifecycle.ts";
import { whatIf } from "../serve/index.ts";
import { checkNow, retrainNow } from "./check.ts";
import { doctor } from "./doctor.ts";
import { compareFiles, compareToModel, driftHistory } from "./drift.ts";
import { driftCourse } from "./drift-course.ts";
import { toTransport } from "./errors.ts";
import { nameOfSource, readUpload, storeUpload } from "./files.ts";
import type { JobContext } from "./jobs.ts";
import { newestCheck } from "./newest-check.ts";
import { outcomeFile, settleOutcome } from "./outcome-file.ts";
import { versionOutline } from "./outline.ts";
import { evaluateFile, predictFile } from "./predict-file.ts";
import { recentPredictions } from "./recent.ts";
import { aboutService, type Listening, readToken, upcoming } from "./service.ts";
import { machineFacts, modelSummaries, statusFacts, statusSummary } from "./status.ts";
import { inspectFile, train } from "./train.ts";

/** Who a change is recorded under, until there are users. */
const ACTOR = "user";

const mediaType = (name: string): string =>
  name.endsWith(".json") ? "application/json" : name.endsWith(".md") ? "text/markdown" : "application/octet-stream";

/** How an incident stands, as the commands that move it say. */
const ended = ({ id, state, outcome }: Incident) => ({ incident: id, state, outcome });

/** What the gate would say of a version in the place of the live one. */
async function judgeVersion(loop: Loop, model: string, version: string): Promise<GateReport> {
  const champion = loop.registry.production(model);
  return { model, version, champion, gate: await gateVersion(loop, model, version) };
}

/** @param listening where programs find the service; absent where a command works on the folder by itself */
export function createRouter(appliance: Appliance, listening?: () => Listening) {
  const { jobs, registry, predictor, log, loop, events, alerting } = appliance;
  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (thrown) {
      throw toTransport(thrown, appliance.logger);
    }
  });

  return os.router({
    files: {
      upload: os.files.upload.handler(({ input }) => storeUpload(appliance.dir, appliance.nextId, input)),
      download: os.files.download.handler(({ input }) => readUpload(appliance.dir, input.source)),
      inspect: os.files.inspect.handler(({ input }) => inspectFile(appliance, input)),
    },
    train: os.train.handler(({ input }) =>
      jobs.run("train", say("jobTrain", { source: nameOfSource(input.source) }), input.job, (job) =>
        train(appliance, input, job),
      ),
    ),
    jobs: {
      list: os.jobs.list.handler(() => ({ jobs: jobs.list() })),
      watch: os.jobs.watch.handler(async function* ({ input, signal }) {
        const changes = events.subscribe(signal);
        let job: Job = jobs.get(input.job);
        yield job;
        while (job.state === "running") {
          const { value: event, done } = await changes.next();
          if (done) return;
          if (event.type !== "job_changed" || event.job.id !== input.job) continue;
          job = event.job;
          yield job;
        }
      }),
      finish: os.jobs.finish.handler(({ input }) => jobs.finish(input.job)),
      cancel: os.jobs.cancel.handler(({ input }) => jobs.cancel(input.job)),
    },
    models: {
      list: os.models.list.handler(async () => ({ models: await modelSummaries(appliance) })),
      versions: os.models.versions.handler(({ input }) => ({ versions: registry.versions(input.model) })),
      show: os.models.show.handler(({ input }) => registry.show(input.ref)),
      outline: os.models.outline.handler(({ input }) => versionOutline(registry.show(input.ref))),
      inspection: os.models.inspection.handler(({ input }) => registry.inspection(input.ref)),
      file: os.models.file.handler(({ input }) => {
        const content = registry.file(input.ref, input.name);
        return new File([Uint8Array.from(content)], input.name, { type: mediaType(input.name) });
      }),
      thresholds: os.models.thresholds.handler(({ input }) => thresholdReport(loop, input.ref)),
      setThreshold: os.models.setThreshold.handler(async ({ input: { job, ...input } }) => {
        const { model, version } = input;
        const change = await jobs.run(
          "threshold",
          say("jobThreshold", { model, version }),
          job,
          (watch) => setThreshold(watched(loop, watch), { ...input, actor: ACTOR }),
          { about: { model, version } },
        );
        events.publish({ type: "models_changed", model });
        return change;
      }),
      gate: os.models.gate.handler(({ input: { job, model, version } }) =>
        jobs.run(
          "gate",
          say("jobGate", { model, version }),
          job,
          (watch) => judgeVersion(watched(loop, watch), model, version),
          {
            about: { model, version },
          },
        ),
      ),
      promote: os.models.promote.handler(async ({ input: { job, ...input } }) => {
        const { model, version, reason = say("askedFor") } = input;
        const move = (watch: JobContext) => promoteVersion(watched(loop, watch), { ...input, reason, actor: ACTOR });
        const report = await jobs.run("promote", say("jobPromote", { model, version }), job, move, {
          about: { model, version },
        });
        events.publish({ type: "models_changed", model });
        return report;
      }),
      rollback: os.models.rollback.handler(async ({ input }) => {
        const { from, to, effective_ms } = await rollbackModel(loop, {
          ...input,
          reason: input.reason ?? say("askedFor"),
          actor: ACTOR,
        });
        events.publish({ type: "models_changed", model: input.model });
        return { model: input.model, from, to, effective_ms, gate: null };
      }),
      traffic: os.models.traffic.handler(({ input }) => trafficReport(loop, input.model)),
      policy: os.models.policy.handler(({ input }) => ({ model: input.model, policy: registry.policy(input.model) })),
      setPolicy: os.models.setPolicy.handler(({ input }) => ({
        model: input.model,
        policy: registry.setPolicy(input.model, input.changes, ACTOR),
      })),
      repairs: os.models.repairs.handler(({ input }) => ({ repairs: registry.repairs.list(input.model) })),
      liftRepair: os.models.liftRepair.handler(({ input }) => registry.repairs.lift(input.model, input.number, ACTOR)),
      corrections: os.models.corrections.handler(({ input }) => ({
        corrections: correctionsOf(loop, input.model, input.incident),
      })),
      expectations: os.models.expectations.handler(({ input }) => expectationReport(loop, input.model, input.first)),
      setExpectation: os.models.setExpectation.handler(async ({ input }) => {
        const report = await editExpectation(loop, input.model, { ...input, actor: ACTOR });
        events.publish({ type: "models_changed", model: input.model });
        return report;
      }),
      retrain: os.models.retrain.handler(async ({ input }) => ended(await retrainNow(appliance, input))),
      export: os.models.export.handler(({ input }) => registry.exportTo(input.ref, input.out)),
    },
    predict: {
      rows: os.predict.rows.handler(({ input }) => predictor.rows(input.model, input.rows)),
      row: os.predict.row.handler(({ input }) => predictor.row(input.model, input.row, { explain: input.explain })),
      whatIf: os.predict.whatIf.handler(({ input }) => whatIf(appliance.sessions, input)),
      file: os.predict.file.handler(({ input }) =>
        jobs.run("predict_file", say("jobPredict", { source: nameOfSource(input.source) }), input.job, (job) =>
          predictFile(appliance, input, job),
        ),
      ),
      recent: os.predict.recent.handler(({ input }) => recentPredictions(appliance, input)),
    },
    outcomes: {
      record: os.outcomes.record.handler(({ input }) => log.feedback(input.outcomes)),
      file: os.outcomes.file.handler(({ input }) =>
        jobs.run(
          "outcomes",
          say(input.write ? "jobRecord" : "jobLook", { source: nameOfSource(input.source) }),
          input.job,
          (job) => outcomeFile(appliance, input, job, ACTOR),
        ),
      ),
      conflicts: os.outcomes.conflicts.handler(({ input }) => log.outcomes.conflicts(input.model, input.limit)),
      settle: os.outcomes.settle.handler(({ input }) => settleOutcome(appliance, { ...input, actor: ACTOR })),
    },
    evaluate: os.evaluate.handler(({ input }) =>
      jobs.run("evaluate", say("jobEvaluate"), input.job, (job) => evaluateFile(appliance, input, job)),
    ),
    drift: {
      compare: os.drift.compare.handler(({ input }) =>
        jobs.run(
          "drift",
          say("jobCompare", { one: nameOfSource(input.reference), other: nameOfSource(input.current) }),
          input.job,
          (job) => compareFiles(appliance, input, job),
          { isLarge: true },
        ),
      ),
      model: os.drift.model.handler(({ input }) =>
        jobs.run(
          "drift",
          say("jobDrift", { model: input.ref ?? registry.resolve().model }),
          input.job,
          (job) => compareToModel(appliance, input, job),
          {
            isLarge: true,
          },
        ),
      ),
      course: os.drift.course.handler(({ input }) => driftCourse(appliance, input)),
      newest: os.drift.newest.handler(({ input }) => ({ check: newestCheck(appliance, input) })),
      history: os.drift.history.handler(async ({ input }) => ({
        checks: await driftHistory(appliance, input.model, input.limit),
      })),
    },
    reports: {
      list: os.reports.list.handler(({ input }) => ({ reports: keptReports(loop, input) })),
      now: os.reports.now.handler(({ input }) => reportNow(loop, input.model)),
      show: os.reports.show.handler(({ input }) => showReport(loop, input.name)),
    },
    incidents: {
      list: os.incidents.list.handler(({ input }) => ({ incidents: listIncidents(loop, input) })),
      account: os.incidents.account.handler(({ input }) => monthlyAccount(loop, input.month, input.model)),
      accountOf: os.incidents.accountOf.handler(({ input }) => accountOf(loop, showIncident(loop, input.incident))),
      judgements: os.incidents.judgements.handler(({ input }) => ({ judgements: judgementsOf(loop, input) })),
      show: os.incidents.show.handler(({ input }) => showIncident(loop, input.incident)),
      approve: os.incidents.approve.handler(async ({ input }) => ended(await approveIncident(loop, input.incident))),
      reject: os.incidents.reject.handler(({ input }) => ended(rejectIncident(loop, input.incident, input.reason))),
    },
    alerts: {
      list: os.alerts.list.handler(({ input }) => ({ alerts: alerting.list(input) })),
      log: os.alerts.log.handler(({ input }) => ({ deliveries: alerting.log(input.limit) })),
      settings: os.alerts.settings.handler(() => alerting.settings()),
      configure: os.alerts.configure.handler(({ input }) => alerting.configure(input, ACTOR)),
      test: os.alerts.test.handler(({ input }) => alerting.test(input.channel)),
    },
    audit: {
      list: os.audit.list.handler(({ input }) => ({ entries: registry.audit.list(input) })),
      verify: os.audit.verify.handler(({ input }) =>
        jobs.run("verify", say("jobVerify"), input.job, ({ signal, onProgress }) =>
          registry.audit.verify({ signal, onProgress: (done) => onProgress({ stage: "proving", done }) }),
        ),
      ),
    },
    status: {
      summary: os.status.summary.handler(() => statusSummary(appliance)),
      facts: os.status.facts.handler(({ input }) => statusFacts(appliance, input)),
      machine: os.status.machine.handler(() => machineFacts(appliance)),
      doctor: os.status.doctor.handler(() => doctor(appliance)),
      about: os.status.about.handler(() => aboutService(appliance, listening?.() ?? null)),
      token: os.status.token.handler(() => readToken(listening?.() ?? null)),
      schedule: os.status.schedule.handler(({ input }) => upcoming(appliance, input)),
      check: os.status.check.handler(({ input }) => checkNow(appliance, input)),
    },
    events: os.events.handler(async function* ({ signal }) {
      yield* events.subscribe(signal);
    }),
  });
}

export type Router = ReturnType<typeof createRouter>;
export type ApiClient = RouterClient<Router>;
