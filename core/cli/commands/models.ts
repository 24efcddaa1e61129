import { resolve } from "node:path";
import type { Command } from "commander";
import type { Client } from "../../api/index.ts";
import {
  type MoveReport,
  PolicyMode,
  Rollout,
  type ThresholdReport,
  type TrafficReport,
} from "../../contract/index.ts";
import { asJob, type CommonFlags, declare, withClient } from "../command.ts";
import { keyValue, share } from "../options.ts";
import { table } from "../output.ts";

type OwnOutcomes = NonNullable<TrafficReport["own"]>;

/** `NAME@v0003` → its parts; a version is needed where something is to be promoted. */
async function versionOf(client: Client, ref: string): Promise<{ model: string; version: string }> {
  const { model, version } = await client.models.show({ ref: ref.includes("@") ? ref : `${ref}@candidate` });
  return { model, version };
}

async function onlyModel(client: Client, named: string | undefined): Promise<string> {
  if (named) return named;
  return (await client.models.show({})).model;
}

function moved({ model, from, to, gate, stage, share, effective_ms }: MoveReport): string {
  if (to === null) {
    const failed = gate?.checks.flatMap(({ name, ok }) => (ok ? [] : [name])) ?? [];
    return `The gate refused: ${failed.join(", ")}. ${from ?? "Nothing"} stays live.`;
  }
  if (stage === "shadow") return `${model}: ${to} scores what ${from} answers, and answers nobody.`;
  if (stage === "canary") return `${model}: ${to} answers ${share} % of the requests beside ${from}.`;
  return `${model}: ${from ?? "nothing"} → ${to} in ${effective_ms.toFixed(1)} ms.`;
}

const SAYS = { good: "is better", bad: "is worse", open: "may be either" } as const;

function ownEvidence({ version, champion, rows, champion_rows, gain, low, high, verdict }: OwnOutcomes): string {
  const figure = (value: number) => value.toPrecision(3);
  const how = gain < 0 ? `${figure(-gain)} higher` : `${figure(gain)} lower`;
  return `By its own answers ${version} ${SAYS[verdict]}: mean loss ${how} than that of ${champion} (the gain lies between ${figure(low)} and ${figure(high)}; ${rows} and ${champion_rows} rows with outcomes).`;
}

interface PromoteFlags extends CommonFlags {
  shadow?: boolean;
  canary?: number;
  force?: boolean;
  reason?: string;
}

interface ThresholdFlags extends CommonFlags {
  at?: number;
  reason?: string;
}

/** Lines told apart on a screen. */
const LINES = 20;

/** Evenly taken from all points, with what a person asks of each. */
function thresholdRows({ points, rows, positives }: ThresholdReport): Record<string, number | string>[] {
  const step = Math.max(1, (points.length - 1) / (LINES - 1));
  const shown = points.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
  const share = (part: number, whole: number): string => (whole === 0 ? "–" : (part / whole).toFixed(3));
  return shown.map(({ threshold, hits, alarms }) => ({
    threshold,
    sensitivity: share(hits, positives),
    specificity: share(rows - positives - alarms, rows - positives),
    ppv: share(hits, hits + alarms),
  }));
}

export function declareModels(program: Command): void {
  declare(program, "models", "the models here", "models").action((flags: CommonFlags) =>
    withClient(flags, async (client) => {
      const json = await client.models.list();
      return { json, text: table(json.models) };
    }),
  );

  declare(program, "versions [model]", "a model's versions, oldest first", "versions diabetes").action(
    (model: string | undefined, flags: CommonFlags) =>
      withClient(flags, async (client) => {
        const json = await client.models.versions({ model: await onlyModel(client, model) });
        return {
          json,
          text: table(
            json.versions.map(({ version, stage, learner, trigger, created_at }) => ({
              version,
              stage,
              learner,
              trigger,
              created_at,
            })),
          ),
        };
      }),
  );

  declare(program, "show [ref]", "a version whole", "show diabetes@v0001").action(
    (ref: string | undefined, flags: CommonFlags) =>
      withClient(flags, async (client) => {
        const json = await client.models.show({ ref });
        return { json, text: JSON.stringify(json, null, 2) };
      }),
  );

  declare(
    program,
    "promote <ref>",
    "make a version live, if the gate agrees, or try it beside the live one",
    "promote diabetes@v0002 --canary 5",
  )
    .option("--shadow", "only let it score what the live version answers")
    .option("--canary <percent>", "let it answer this share of the requests; 0 takes it out of the traffic", share)
    .option("--force", "against the gate; needs a reason")
    .option("--reason <text>", "why")
    .action((ref: string, flags: PromoteFlags) =>
      withClient(flags, async (client) => {
        const named = await versionOf(client, ref);
        const json = await asJob(client, (job) =>
          client.models.promote({
            ...named,
            shadow: flags.shadow ?? false,
            canary: flags.canary,
            force: flags.force ?? false,
            reason: flags.reason,
            job,
          }),
        );
        return { json, text: moved(json), exit: json.to === null ? 3 : 0 };
      }),
    );

  declare(
    program,
    "threshold [ref]",
    "what each decision threshold of a yes-or-no version means; with --at, a new version that decides by it",
    "threshold diabetes@v0003 --at 0.2",
  )
    .option("--at <probability>", "from which probability on yes is answered", Number)
    .option("--reason <text>", "why")
    .action((ref: string | undefined, flags: ThresholdFlags) =>
      withClient(flags, async (client) => {
        const report = await client.models.thresholds({ ref });
        if (flags.at === undefined) return { json: report, text: table(thresholdRows(report)) };
        const { model, version } = report;
        const { at: threshold, reason } = flags;
        const json = await asJob(client, (job) =>
          client.models.setThreshold({ model, version, threshold, reason, job }),
        );
        return {
          json,
          text: `${model}@${json.version} says yes from ${json.threshold} on. promote it to put it live.`,
        };
      }),
    );

  declare(
    program,
    "traffic [model]",
    "who answers which share of the requests, and how each fares",
    "traffic diabetes",
  ).action((model: string | undefined, flags: CommonFlags) =>
    withClient(flags, async (client) => {
      const json = await client.models.traffic({ model: await onlyModel(client, model) });
      const rows = json.versions.map(({ version, stage, share, predictions, labelled, metrics }) => ({
        ...{ version, stage, share, predictions, labelled },
        ...metrics,
      }));
      const said = [...json.trials.flatMap(({ evidence }) => evidence), ...(json.own ? [ownEvidence(json.own)] : [])];
      return { json, text: [table(rows), ...said].join("\n") };
    }),
  );

  declare(
    program,
    "rollback [model]",
    "back to the version that was live before",
    "rollback diabetes --reason 'too many alarms'",
  )
    .option("--to <version>", "to this version instead")
    .option("--reason <text>", "why")
    .action((model: string | undefined, flags: CommonFlags & { to?: string; reason?: string }) =>
      withClient(flags, async (client) => {
        const json = await client.models.rollback({
          model: await onlyModel(client, model),
          to: flags.to,
          reason: flags.reason,
        });
        return { json, text: moved(json) };
      }),
    );

  declare(
    program,
    "policy [model] [changes...]",
    `what may be done by itself; KEY=VALUE changes it (mode: ${PolicyMode.options.join(", ")}; rollout: ${Rollout.options.join(", ")})`,
    "policy diabetes mode=automatic",
  ).action((model: string | undefined, changes: string[], flags: CommonFlags) =>
    withClient(flags, async (client) => {
      const name = await onlyModel(client, model);
      const parsed = Object.fromEntries(changes.map(keyValue));
      const json =
        changes.length > 0
          ? await client.models.setPolicy({ model: name, changes: parsed })
          : await client.models.policy({ model: name });
      return { json, text: table(Object.entries(json.policy).map(([key, value]) => ({ key, value }))) };
    }),
  );

  declare(program, "export [ref]", "write a version's ONNX model to a file", "export diabetes --out diabetes.onnx")
    .requiredOption("--out <file>", "where to")
    .action((ref: string | undefined, flags: CommonFlags & { out: string }) =>
      withClient(flags, async (client) => {
        const json = await client.models.export({ ref, out: resolve(flags.out) });
        return { json, text: `${json.out}\nsha256 ${json.sha256}` };
      }),
    );
}
