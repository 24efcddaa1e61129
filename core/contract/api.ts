/**
 * The control plane: one procedure per command, typed end to end, served over a MessagePort (window) and over
 * HTTP under /api (browser, command line, local tools) from one router.
 */
import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { IncidentAccount, MonthlyAccount } from "./accounting.ts";
import { Alert, AlertSecretChanges, AlertSettingsReport, Channel, Delivery, TestReport } from "./alerts.ts";
import { DriftReport, KeptReport } from "./drift.ts";
import { ColumnOrder, DriftCourse, NewestCheck } from "./drift-course.ts";
import { ERRORS, ErrorBody, type ErrorCode } from "./errors.ts";
import { AppEvent } from "./events.ts";
import { ExpectationReport } from "./expectations.ts";
import { About, HostFacts, ModelFacts, ServiceFacts, StatusReport } from "./facts.ts";
import { Incident, Judgement, Policy } from "./incidents.ts";
import { InspectionReport } from "./inspection.ts";
import { Job } from "./jobs.ts";
import { ClassLabel, ModelName, Timestamp, VersionName } from "./names.ts";
import { OutcomeConflict, OutcomeFile, OutcomeFileReport, SettledOutcome } from "./outcomes.ts";
import { WindowPerformance } from "./performance.ts";
import { BatchReply, FeedbackReply, Outcome, Prediction, Row, WhatIf } from "./predict.ts";
import {
  AuditEntry,
  AuditVerdict,
  ModelSummary,
  MoveReport,
  TrafficReport,
  VersionDetail,
  VersionOutline,
  VersionSummary,
} from "./registry.ts";
import { Correction, StoredRepair } from "./repairs.ts";
import { ThresholdChange, ThresholdReport } from "./thresholds.ts";
import {
  EvaluateReport,
  GateReport,
  InspectReport,
  PredictFileReport,
  ReadOptions,
  Source,
  TrainOptions,
  TrainReport,
} from "./train.ts";

/** Every catalogued code is a typed error of every procedure; its data is the whole error body. */
const errors = Object.fromEntries(
  Object.entries(ERRORS).map(([code, { status, message }]) => [code, { status, message, data: ErrorBody }]),
) as Record<ErrorCode, { status: number; message: string; data: typeof ErrorBody }>;

const base = oc.errors(errors);
const get = (path: `/${string}`) => base.route({ method: "GET", path });
const post = (path: `/${string}`) => base.route({ method: "POST", path });

const model = z.object({ model: ModelName });
/** `NAME`, `NAME@v0003`, `NAME@production`, `NAME@candidate`; may be left out where there is one model. */
const ref = z.string().optional();
/** An id made by the caller, to watch the progress of what takes long, and to cancel it. */
const job = z.string().optional();
/** At most so many entries, the first ones; all where it is not said. */
const first = z.coerce.number().int().min(1).optional();

export const contract = {
  files: {
    /** A file, or a part of one: `of` is the size of the whole, and the parts after the first name its source in `to`. */
    upload: post("/files")
      .input(z.object({ file: z.file(), to: Source.optional(), of: z.coerce.number().int().nonnegative().optional() }))
      .output(z.object({ source: Source, name: z.string(), bytes: z.int() })),
    /** A result that was made for a page, or what it uploaded: `upload:…` only. */
    download: get("/files/{source}")
      .input(z.object({ source: Source }))
      .output(z.file()),
    inspect: post("/inspect")
      .input(z.object({ source: Source, read: ReadOptions.default({}), target: z.string().optional(), job }))
      .output(InspectReport),
  },
  train: post("/train").input(TrainOptions).output(TrainReport),
  jobs: {
    list: get("/jobs").output(z.object({ jobs: z.array(Job) })),
    watch: get("/jobs/{job}/watch")
      .input(z.object({ job: z.string() }))
      .output(eventIterator(Job)),
    /** Ends a training's search now; the best so far is judged, fitted and registered. */
    finish: post("/jobs/{job}/finish")
      .input(z.object({ job: z.string() }))
      .output(Job),
    cancel: post("/jobs/{job}/cancel")
      .input(z.object({ job: z.string() }))
      .output(Job),
  },
  models: {
    list: get("/models").output(z.object({ models: z.array(ModelSummary) })),
    versions: get("/models/{model}/versions")
      .input(model)
      .output(z.object({ versions: z.array(VersionSummary) })),
    show: get("/show").input(z.object({ ref })).output(VersionDetail),
    /** The same without the statistics of each column. */
    outline: get("/outline").input(z.object({ ref })).output(VersionOutline),
    inspection: get("/inspection").input(z.object({ ref })).output(InspectionReport),
    /** One of a version's files, as `show` lists them: `model.onnx`, `model_card.md`. */
    file: get("/file")
      .input(z.object({ ref, name: z.string() }))
      .output(z.file()),
    /** Two classes only. */
    thresholds: get("/thresholds").input(z.object({ ref })).output(ThresholdReport),
    /** The same model with another decision threshold: a new version, a candidate. What is live does not change. */
    setThreshold: post("/models/{model}/threshold")
      .input(
        model.extend({ version: VersionName, threshold: z.number().gt(0).lt(1), reason: z.string().optional(), job }),
      )
      .output(ThresholdChange),
    /** What the gate says of a version in the place of the live one. Nothing is moved. */
    gate: post("/models/{model}/gate")
      .input(model.extend({ version: VersionName, job }))
      .output(GateReport),
    promote: post("/models/{model}/promote")
      .input(
        model.extend({
          version: VersionName,
          force: z.boolean().default(false),
          reason: z.string().optional(),
          /** Beside the live version: it scores what is answered and answers nobody. */
          shadow: z.boolean().default(false),
          /** Percent of the requests that it answers; 0 takes it out of the traffic again. */
          canary: z.number().min(0).max(100).optional(),
          job,
        }),
      )
      .output(MoveReport),
    rollback: post("/models/{model}/rollback")
      .input(model.extend({ to: VersionName.optional(), reason: z.string().optional() }))
      .output(MoveReport),
    traffic: get("/models/{model}/traffic").input(model).output(TrafficReport),
    policy: get("/models/{model}/policy")
      .input(model)
      .output(z.object({ model: ModelName, policy: Policy })),
    /** Only the keys given are changed. */
    setPolicy: post("/models/{model}/policy")
      .input(model.extend({ changes: z.record(z.string(), z.unknown()) }))
      .output(z.object({ model: ModelName, policy: Policy })),
    /** Repairs of broken data in front of a model, oldest first, ended ones included. */
    repairs: get("/models/{model}/repairs")
      .input(model)
      .output(z.object({ repairs: z.array(StoredRepair) })),
    /** Rows from now on are read as they come. */
    liftRepair: post("/models/{model}/repairs/{number}/lift")
      .input(model.extend({ number: z.coerce.number().int().min(1) }))
      .output(StoredRepair),
    /** What was answered on broken values and what it would have been, for those who asked. */
    corrections: get("/models/{model}/corrections")
      .input(model.extend({ incident: z.string().optional() }))
      .output(z.object({ corrections: z.array(Correction) })),
    /** What rows are expected to look like, held against the newest. */
    expectations: get("/models/{model}/expectations").input(model.extend({ first })).output(ExpectationReport),
    /** Accept, decline, or other limits: `{"status":"declined"}`, `{"max":300}`, `{"tolerance":0.01}`. */
    setExpectation: post("/models/{model}/expectations")
      .input(model.extend({ id: z.string(), change: z.record(z.string(), z.unknown()), first }))
      .output(ExpectationReport),
    retrain: post("/models/{model}/retrain")
      .input(model.extend({ wait: z.boolean().default(false) }))
      .output(z.object({ incident: z.string(), state: z.string(), outcome: z.string().nullable() })),
    /** Writes the ONNX model (`.onnx`) or the whole version (`.zip`) to a path on this machine. */
    export: post("/export")
      .input(z.object({ ref, out: z.string() }))
      .output(z.object({ out: z.string(), sha256: z.string() })),
  },
  predict: {
    rows: post("/predict")
      .input(z.object({ model: z.string().optional(), rows: z.array(Row).min(1) }))
      .output(BatchReply),
    row: post("/predict-row")
      .input(z.object({ model: z.string().optional(), row: Row, explain: z.boolean().default(false) }))
      .output(Prediction),
    /** What the live version would answer, and how one feature changes that: neither logged nor counted. */
    whatIf: post("/what-if")
      .input(z.object({ model: z.string().optional(), row: Row, vary: z.string().optional() }))
      .output(WhatIf),
    file: post("/predict-file")
      .input(
        z.object({
          ref,
          source: Source,
          read: ReadOptions.default({}),
          /** A path on this machine; without it the result waits to be downloaded. */
          out: z.string().optional(),
          with_input: z.boolean().default(false),
          /** Adds what each feature added to the answer. */
          explain: z.boolean().default(false),
          job,
        }),
      )
      .output(PredictFileReport),
    recent: get("/predictions")
      .input(
        z.object({
          model: ModelName,
          limit: z.coerce.number().int().min(1).max(1000).default(50),
          /** At most so many cells of a row, those that the model does not use first; all where it is not said. */
          cells: z.coerce.number().int().min(0).optional(),
        }),
      )
      .output(
        z.object({
          predictions: z.array(
            z.object({
              prediction_id: z.string(),
              at: z.string(),
              version: z.string(),
              input: Row,
              prediction: z.unknown(),
              outcome: z.unknown(),
            }),
          ),
          /** Columns that the rows were sent with. */
          sent: z.array(z.string()),
          total: z.int(),
        }),
      ),
  },
  outcomes: {
    record: post("/outcomes")
      .input(z.object({ outcomes: z.array(Outcome) }))
      .output(FeedbackReply),
    /** What each line of a file comes to; written where `write` says so. */
    file: post("/outcomes/file").input(OutcomeFile).output(OutcomeFileReport),
    /** Predictions of which two outcomes were told, newest first. */
    conflicts: get("/models/{model}/conflicts")
      .input(model.extend({ limit: z.coerce.number().int().min(1).max(1000).default(100) }))
      .output(z.object({ conflicts: z.array(OutcomeConflict), total: z.int() })),
    /** A person says which outcome is true. */
    settle: post("/outcomes/settle")
      .input(z.object({ prediction_id: z.string(), outcome: ClassLabel, reason: z.string().optional() }))
      .output(SettledOutcome),
  },
  evaluate: post("/evaluate")
    .input(z.object({ ref, source: Source, read: ReadOptions.default({}), job }))
    .output(EvaluateReport),
  drift: {
    /** Two files. */
    compare: post("/drift")
      .input(
        z.object({
          reference: Source,
          current: Source,
          target: z.string().optional(),
          prediction: z.string().optional(),
          time: z.array(z.string()).optional(),
          read: ReadOptions.default({}),
          job,
        }),
      )
      .output(DriftReport),
    /** A file, or the live window, against the rows a model was trained on. */
    model: post("/drift/model")
      .input(z.object({ ref, current: Source.optional(), read: ReadOptions.default({}), job }))
      .output(DriftReport),
    /** How far columns have moved, check by check: the heat map. */
    course: get("/models/{model}/drift/course")
      .input(
        model.extend({
          limit: z.coerce.number().int().min(1).max(500).default(60),
          /** Columns, the first in their order; the others are counted. */
          most: z.coerce.number().int().min(0).max(10_000).default(100),
          order: ColumnOrder.default("moved"),
          /** A column that is told too, after the others. */
          named: z.string().optional(),
        }),
      )
      .output(DriftCourse),
    /** The newest check with the columns that a page shows of it. */
    newest: get("/models/{model}/drift/newest")
      .input(
        model.extend({
          /** Columns, the first in their order; the others are counted. */
          most: z.coerce.number().int().min(0).max(10_000).default(100),
          order: ColumnOrder.default("moved"),
          /** A column that is told too, after the others. */
          named: z.string().optional(),
        }),
      )
      .output(z.object({ check: NewestCheck.nullable() })),
    /** The stored checks of a model whole, oldest first; of many columns they are large. */
    history: get("/models/{model}/drift")
      .input(model.extend({ limit: z.coerce.number().int().min(1).max(500).default(60) }))
      .output(
        z.object({
          checks: z.array(
            z.object({
              at: z.string(),
              version: z.string(),
              report: DriftReport,
              /** null for checks from before this was kept. */
              performance: WindowPerformance.nullable(),
            }),
          ),
        }),
      ),
  },
  /** Drift reports that were kept, newest first, and one of them to read. */
  reports: {
    list: get("/reports")
      .input(z.object({ model: z.string().optional(), incident: z.string().optional() }))
      .output(z.object({ reports: z.array(KeptReport) })),
    /** Of the newest check: the one that was kept since, or a new one. */
    now: post("/models/{model}/report").input(model).output(KeptReport),
    show: get("/reports/{name}")
      .input(z.object({ name: z.string() }))
      .output(KeptReport.extend({ path: z.string(), html: z.string(), report: DriftReport })),
  },
  incidents: {
    /** Newest first; all where no limit is given. */
    list: get("/incidents")
      .input(
        z.object({
          open: z.stringbool().optional().or(z.boolean().optional()),
          model: z.string().optional(),
          limit: z.coerce.number().int().min(1).optional(),
        }),
      )
      .output(z.object({ incidents: z.array(Incident) })),
    /** What the incidents of a month took and brought. */
    account: get("/incidents/account")
      .input(z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/), model: z.string().optional() }))
      .output(MonthlyAccount),
    accountOf: get("/incidents/{incident}/account")
      .input(z.object({ incident: z.string() }))
      .output(IncidentAccount),
    /** What was thought and decided, with or without an incident; newest first. */
    judgements: get("/judgements")
      .input(z.object({ model: z.string().optional(), limit: z.coerce.number().int().min(1).max(1000).default(100) }))
      .output(z.object({ judgements: z.array(Judgement) })),
    show: get("/incidents/{incident}")
      .input(z.object({ incident: z.string() }))
      .output(Incident),
    approve: post("/incidents/{incident}/approve")
      .input(z.object({ incident: z.string() }))
      .output(z.object({ incident: z.string(), state: z.string(), outcome: z.string().nullable() })),
    reject: post("/incidents/{incident}/reject")
      .input(z.object({ incident: z.string(), reason: z.string().optional() }))
      .output(z.object({ incident: z.string(), state: z.string(), outcome: z.string().nullable() })),
  },
  alerts: {
    /** Newest first. */
    list: get("/alerts")
      .input(
        z.object({
          open: z.stringbool().optional().or(z.boolean().optional()),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
      )
      .output(z.object({ alerts: z.array(Alert) })),
    /** What was sent, what waits and what failed; newest first. */
    log: get("/alerts/log")
      .input(z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }))
      .output(z.object({ deliveries: z.array(Delivery) })),
    settings: get("/alerts/settings").output(AlertSettingsReport),
    /** Only the keys given are changed; secrets can be set and removed (null), never read. */
    configure: post("/alerts/settings")
      .input(
        z.object({ changes: z.record(z.string(), z.unknown()).default({}), secrets: AlertSecretChanges.default({}) }),
      )
      .output(AlertSettingsReport),
    /** Sends a message through a channel now. */
    test: post("/alerts/test")
      .input(z.object({ channel: Channel }))
      .output(TestReport),
  },
  audit: {
    /** Oldest first; with a limit the newest that fit. */
    list: get("/audit")
      .input(
        z
          .object({
            limit: z.coerce.number().int().min(1).optional(),
            /** Only entries that hold this text, in whichever field, large or small letters. */
            search: z.string().optional(),
          })
          .default({}),
      )
      .output(z.object({ entries: z.array(AuditEntry) })),
    verify: get("/audit/verify").input(z.object({ job }).default({})).output(AuditVerdict),
  },
  status: {
    summary: get("/status").output(StatusReport),
    /** The figures behind the summary. */
    facts: get("/status/facts")
      .input(
        z
          .object({
            model: z.string().optional(),
            /** False leaves the drift report out: of many columns it is large. */
            drift: z.stringbool().optional().or(z.boolean().optional()),
          })
          .optional(),
      )
      .output(z.object({ service: ServiceFacts, host: HostFacts, models: z.array(ModelFacts) })),
    /** The same of the service and the machine alone, which costs next to nothing. */
    machine: get("/status/machine").output(z.object({ service: ServiceFacts, host: HostFacts })),
    doctor: get("/doctor").output(
      z.object({
        checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string(), remedy: z.string() })),
      }),
    ),
    /** The service as programs find it; no address where a command works on the folder by itself. */
    about: get("/about").output(About),
    /** The token that programs send; asked for apart, so that it is in no other answer. */
    token: post("/token").output(z.object({ token: z.string() })),
    /** The next moments that a cron expression names. @throws WRONG_USE where it is none */
    schedule: get("/schedule")
      .input(z.object({ cron: z.string(), count: z.coerce.number().int().min(1).max(20).default(3) }))
      .output(z.object({ next: z.array(Timestamp) })),
    /** Runs the loop once now for a model, instead of waiting for its turn: looking is a job, what it asks for follows. */
    check: post("/models/{model}/check")
      .input(model.extend({ job: z.string().optional() }))
      .output(ModelFacts),
  },
  events: base.route({ method: "GET", path: "/events" }).output(eventIterator(AppEvent)),
};
export type Contract = typeof contract;
