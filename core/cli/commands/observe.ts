import { resolve } from "node:path";
import type { Command } from "commander";
import { compareFiles } from "../../api/drift.ts";
import {
  type DriftReport,
  type ExpectationEdit,
  type ExpectationReport,
  HomeostatError,
} from "../../contract/index.ts";
import { driftHtml } from "../../observe/index.ts";
import { openDataDir, writeAtomic } from "../../shared/index.ts";
import { type Answer, answer, asJob, type CommonFlags, declare, withClient } from "../command.ts";
import { list, type ReadFlags, readOptions, source, withReadFlags } from "../options.ts";
import { progressBar, table } from "../output.ts";

interface DriftFlags extends CommonFlags, ReadFlags {
  model?: string;
  target?: string;
  prediction?: string;
  time?: string[];
  html?: string;
}

/** Realised beside estimated performance, where the live window was looked at. */
function performanceLines({ performance }: DriftReport): string[] {
  if (!performance) return [];
  const { realised, estimated } = performance;
  const from = (interval: readonly number[] | null) =>
    interval ? ` (${interval.map((limit) => limit.toPrecision(4)).join(" to ")})` : "";
  const told =
    realised.current === null
      ? (realised.coverage?.evidence ?? "no outcome is known")
      : `${realised.current.toPrecision(4)}${from(realised.current_interval)} on ${realised.labelled} outcomes`;
  const guessed = estimated?.known
    ? `${estimated.metric} ${estimated.value.toPrecision(4)}${from(estimated.interval)} on ${estimated.rows} answers, against ${estimated.reference?.toPrecision(4) ?? "unknown"} of unseen rows at training`
    : `cannot be known. ${estimated?.reason ?? "The window is empty."}`;
  return [
    `Promised at training: ${realised.metric} ${realised.reference?.toPrecision(4) ?? "unknown"}${from(realised.reference_interval)}.`,
    `Realised: ${told.replace(/\.$/, "")}.`,
    `Estimated without outcomes: ${guessed.replace(/\.$/, "")}.`,
  ];
}

function driftAnswer(report: DriftReport, title: string, html: string | undefined): Answer {
  if (html) writeAtomic(resolve(html), driftHtml(report, { title }));
  const features = report.features.map(({ name, drifted, severity, effect, q_value, reason }) => ({
    name,
    drifted,
    severity,
    psi: effect.psi,
    q_value,
    reason,
  }));
  const drifted = report.features.filter((feature) => feature.drifted).length;
  const head = `${report.verdict}: ${drifted} of ${report.features.length} features drifted, ${report.rows.reference} rows then, ${report.rows.current} now.`;
  const quality = report.quality.map(({ column, kind, evidence }) => `  ${column}: ${kind}, ${evidence}`);
  return {
    json: report,
    text: [
      head,
      ...performanceLines(report),
      "",
      table(features),
      ...(quality.length > 0 ? ["", "Data quality:", ...quality] : []),
    ].join("\n"),
    exit: report.drifted || report.verdict === "data_break" ? 3 : 0,
  };
}

function drift(files: string[], flags: DriftFlags): Promise<void> {
  const [first, second, third] = files;
  if (third || (flags.model && second) || (!flags.model && files.length === 1))
    return answer(flags, async () => {
      throw new HomeostatError("WRONG_USE", { reason: "Name two files, or --model and at most one file." });
    });
  // Two files need no data folder's lock: nothing is stored.
  if (first && second)
    return answer(flags, async () => {
      const bar = progressBar();
      const report = await compareFiles(
        { dir: openDataDir(flags.dataDir) },
        {
          reference: source(first),
          current: source(second),
          target: flags.target,
          prediction: flags.prediction,
          time: flags.time,
          read: readOptions(flags),
        },
        { onProgress: bar.update },
      ).finally(bar.stop);
      return driftAnswer(report, `${first} → ${second}`, flags.html);
    });
  return withClient(flags, async (client) => {
    const report = await asJob(client, (job) =>
      client.drift.model({ ref: flags.model, current: first && source(first), read: readOptions(flags), job }),
    );
    return driftAnswer(report, flags.model ?? "the live model", flags.html);
  });
}

const STATUS: Record<string, ExpectationEdit["status"]> = {
  accept: "accepted",
  decline: "declined",
  reset: "proposed",
};

/** `set ID accept max=300` → the rule and what is to change in it. */
function expectationChange([set, id, ...changes]: string[]): { id: string; change: Record<string, unknown> } {
  if (set !== "set" || id === undefined || changes.length === 0)
    throw new HomeostatError("WRONG_USE", {
      reason: "Say: expectations MODEL set ID accept, decline, reset or KEY=VALUE.",
    });
  const change = changes.map((text): [string, unknown] => {
    const at = text.indexOf("=");
    if (at < 0 && STATUS[text]) return ["status", STATUS[text]];
    if (at < 1)
      throw new HomeostatError("WRONG_USE", { reason: `"${text}" is neither accept, decline, reset nor KEY=VALUE.` });
    const [key, value] = [text.slice(0, at), text.slice(at + 1)];
    return [key, key === "allowed" ? list(value) : value.trim() === "" ? value : Number(value)];
  });
  return { id, change: Object.fromEntries(change) };
}

function expectationsAnswer(json: ExpectationReport): Answer {
  const rows = json.expectations.map(({ id, words, status, result }) => ({
    id,
    status,
    holds: result?.passed === undefined || result.passed === null ? "not judged" : result.passed ? "yes" : "NO",
    rule: words,
    now: result?.reason ?? "",
  }));
  const examples = json.expectations.flatMap(({ id, result }) =>
    result?.passed === false
      ? [`${id}: ${result.broken} rows, ${result.allowed} may; ${result.examples.join(", ")}`]
      : [],
  );
  const head =
    json.expectations.length === 0
      ? `${json.model} ${json.version} was registered without expectations; a retraining proposes them.`
      : `${json.failed} of ${json.expectations.length} expectations of ${json.model} ${json.version} do not hold on its newest ${json.rows} rows.`;
  const text = [head, ...(rows.length > 0 ? ["", table(rows)] : []), ...(examples.length > 0 ? ["", ...examples] : [])];
  return { json, text: text.join("\n"), exit: json.failed > 0 ? 3 : 0 };
}

export function declareObserve(program: Command): void {
  withReadFlags(
    declare(
      program,
      "drift [files...]",
      "what changed: between two files, or since a model was trained",
      "drift january.csv june.csv --html report.html",
    ),
  )
    .option("--model <ref>", "compare with the rows this model was trained on")
    .option("--target <column>", "the outcome: not a feature")
    .option("--prediction <column>", "the prediction: not a feature")
    .option("--time <columns>", "columns that order the rows: not features", list)
    .option("--html <file>", "write a report to read")
    .action(drift);

  declare(
    program,
    "expectations [model] [change...]",
    "what the rows should look like, and whether the newest do; `set ID accept|decline|reset|min=…|max=…|allowed=…|tolerance=…`",
    "expectations diabetes set range:Glucose max=300",
  ).action((model: string | undefined, change: string[], flags: CommonFlags) =>
    withClient(flags, async (client) => {
      const name = model ?? (await client.models.show({})).model;
      const json =
        change.length > 0
          ? await client.models.setExpectation({ model: name, ...expectationChange(change) })
          : await client.models.expectations({ model: name });
      return expectationsAnswer(json);
    }),
  );

  declare(program, "status", "the three questions, answered", "status").action((flags: CommonFlags) =>
    withClient(flags, async (client) => {
      const json = await client.status.summary();
      const questions = [
        ["Is the service healthy?", json.service],
        ["Is the machine overloaded?", json.host],
        ["Is the model still right?", json.model],
      ] as const;
      const fine = questions.every(([, { status }]) => status === "ok");
      return {
        json,
        text: questions
          .map(([question, { status, evidence }]) =>
            [`${question} ${status}`, ...evidence.map((line) => `  ${line}`)].join("\n"),
          )
          .join("\n"),
        exit: fine ? 0 : 3,
      };
    }),
  );

  declare(program, "doctor", "is everything there that Homeostat needs?", "doctor").action((flags: CommonFlags) =>
    withClient(flags, async (client) => {
      const json = await client.status.doctor();
      return {
        json,
        text: json.checks
          .map(({ name, ok, detail, remedy }) => `${ok ? "ok " : "NO "} ${name}: ${detail}${ok ? "" : `. ${remedy}`}`)
          .join("\n"),
        exit: json.checks.every(({ ok }) => ok) ? 0 : 3,
      };
    }),
  );
}
