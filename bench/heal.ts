/**
 * `node bench/heal.ts [stream …] [--conditions] [--shuffle] [--constants] [--played]`: the healing benchmark. Each stream
 * is replayed through the appliance as `homeostat replay` does, beside rules that refit the same recipe by a clock, by a
 * monitor, or at every block. A share is the part of the gap between never refitting and refitting at every block that
 * was won back. `--conditions` adds late, few and wrong outcomes; `--shuffle` replays the same rows in no order;
 * `--constants` plays the rule under constants that the other streams chose; `--played` plays it on recorded answers
 * instead of replaying it. Answers of models are kept in `--cache`.
 */
import { mkdirSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Policy } from "../core/contract/index.ts";
import { hasSharedData, sharedData } from "../core/testing/shared-data.ts";
import { againstNever } from "./heal/against-never.ts";
import { leaveOneOut } from "./heal/constants.ts";
import { inventedStreams } from "./heal/invented.ts";
import { matrixOf } from "./heal/matrix.ts";
import { play } from "./heal/playground.ts";
import { type Conditions, replayed, scheduled } from "./heal/replayed.ts";
import { evenly, everyBlocks, keepTo, onDrift, onErrors, onMetric, type Schedule } from "./heal/rivals.ts";
import { blockMeans, type Hindsight, playedHindsight, type Scored, scored, shareOf } from "./heal/score.ts";
import { STREAMS, type StreamSpec } from "./heal/streams.ts";

const flag = { type: "boolean", default: false } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ conditions: flag, shuffle: flag, constants: flag, played: flag },
    cache: { type: "string", default: join(tmpdir(), "homeostat-bench-heal") },
  },
});
const SEED = 0;
const { cache } = values;
mkdirSync(cache, { recursive: true });

const print = (text = ""): void => console.log(text);
const percent = (share: number | null): string => (share === null ? "–" : `${Math.round(100 * share)} %`);
const figure = (value: number | null): string => (value === null ? "–" : value.toFixed(4));
const told = ({ judged, wrong, harmful }: Hindsight): string =>
  `${wrong} of ${judged} promotions wrong in hindsight (${harmful} beyond noise)`;

interface Source {
  spec: StreamSpec;
  file: string;
}
const recorded = hasSharedData ? STREAMS.map((spec): Source => ({ spec, file: sharedData(spec.file) })) : [];
const invented = inventedStreams(cache, 1).map((spec): Source => ({ spec, file: join(cache, spec.file) }));
const isAsked = ({ spec }: Source): boolean => positionals.includes(spec.name);
const sources = positionals.length > 0 ? [...recorded, ...invented].filter(isAsked) : recorded;

const open = async ({ spec, file }: Source, more: { shuffle?: boolean; sameSize?: boolean } = {}): Promise<Scored> =>
  scored(await matrixOf(spec, { file, seed: SEED, cache, ...more }));

function row(name: string, share: number | null, refits: number, blocks: number): void {
  print(`    ${name.padEnd(34)}${percent(share).padStart(7)}   ${String(refits).padStart(3)} of ${blocks} blocks`);
}

/** Rules that others use, outcomes one block late; the share of each. */
function printRivals(stream: Scored, promotions: number): void {
  const { matrix, contests } = stream;
  const delay = 1;
  const rivals: [string, Schedule][] = [
    ["refit at every block", keepTo(matrix, everyBlocks(1), delay)],
    ["refit at every third block", keepTo(matrix, everyBlocks(3), delay)],
    ["as many refits, evenly", keepTo(matrix, evenly(matrix, promotions, delay), delay)],
    ["ADWIN on the errors", keepTo(matrix, onErrors(stream), delay)],
    ["Evidently's defaults, share > 0.5", keepTo(matrix, onDrift(stream), delay)],
    ["metric −15 % and a gate", keepTo(matrix, onMetric(stream), delay)],
  ];
  for (const [name, { served, refits }] of rivals)
    row(name, shareOf(stream, blockMeans(matrix, contests, served), "metric"), refits, matrix.blocks);
}

async function printReplay(source: Source, shuffle: boolean): Promise<{ stream: Scored; promotions: number }> {
  const stream = await open(source, { shuffle });
  const { never, always } = stream;
  const report = await replayed(source.spec, { file: source.file, seed: SEED, shuffle, delay: 1 });
  const { summary, blocks, hindsight, seconds } = report;
  const { metric, appliance, promotions, retrains, rollbacks, alarms, log_loss } = summary;
  print(`\n${source.spec.name}${shuffle ? ", shuffled" : ""}: ${metric}, ${seconds.toFixed(0)} s`);
  print(`    never ${figure(never.metric)}, appliance ${figure(appliance)}, at every block ${figure(always.metric)}`);
  const share = shareOf(stream, { metric: appliance!, loss: 0 }, "metric");
  row("the appliance", share, promotions, blocks.length);
  print(`      trainings in ${retrains} blocks, ${rollbacks} rolled back, ${told(hindsight)}`);
  print(
    `      drift announced in ${alarms} blocks; against never, paired over blocks: t = ${againstNever(report).toFixed(1)}`,
  );
  if (log_loss)
    print(
      `      log loss ${[log_loss.never, log_loss.appliance, always.loss].map(figure).join(" → ")} (never, appliance, every block): ${percent(shareOf(stream, { metric: 0, loss: log_loss.appliance! }, "loss"))}`,
    );
  return { stream, promotions };
}

function printPlay(name: string, stream: Scored, delay: number): void {
  const { matrix, contests } = stream;
  const found = play(matrix, contests, { policy: Policy.parse({ mode: "automatic" }), delay });
  const means = blockMeans(matrix, contests, found.served);
  row(`${name}, played`, shareOf(stream, means, "metric"), found.promotions.length, matrix.blocks);
  const loss = matrix.task === "regression" ? "" : `, ${percent(shareOf(stream, means, "loss"))} of the log loss`;
  print(
    `      trainings in ${found.tests} blocks, ${found.rollbacks} rolled back, ${told(playedHindsight(stream, found))}${loss}`,
  );
}

/** What late, few and wrong outcomes take from the appliance, and from a clock with as many refits. */
async function printConditions({ spec, file }: Source, stream: Scored): Promise<void> {
  const conditions: [string, Omit<Conditions, "file" | "seed">][] = [
    ["5 blocks late", { delay: 5 }],
    ["10 blocks late", { delay: 10 }],
    ["10 % known", { delay: 1, arrival: { known: 0.1, wrong: 0 } }],
    ["1 % wrong", { delay: 1, arrival: { known: 1, wrong: 0.01 } }],
  ];
  for (const [name, condition] of conditions) {
    const all = { file, seed: SEED, ...condition };
    const { summary } = await replayed(spec, all);
    const clock = await scheduled(spec, summary.promotions, all);
    const share = (metric: number) => shareOf(stream, { metric, loss: 0 }, "metric");
    row(`outcomes ${name}`, share(summary.appliance!), summary.promotions, stream.matrix.blocks);
    row("  as many refits, evenly", share(clock), summary.promotions, stream.matrix.blocks);
  }
}

async function printConstants(): Promise<void> {
  const streams: Scored[] = [];
  for (const source of positionals.length > 0 ? sources : [...recorded, ...invented]) streams.push(await open(source));
  print("\nEach stream under constants that the others chose (share, promotions, trainings), beside the shipped ones");
  for (const { name, constants, chosen, shipped } of leaveOneOut(streams)) {
    const words = ({ share, promotions, tests }: typeof chosen) => `${percent(share)}, ${promotions}, ${tests}`;
    print(`    ${name.padEnd(22)}${words(chosen).padEnd(18)}${words(shipped).padEnd(18)}${JSON.stringify(constants)}`);
  }
}

print(`Node ${process.version}, ${cpus()[0]?.model.trim()}, one thread`);
if (values.constants) await printConstants();
else
  for (const source of sources)
    if (values.played) {
      const stream = await open(source, { shuffle: values.shuffle });
      print(`\n${source.spec.name}${values.shuffle ? ", shuffled" : ""}`);
      for (const delay of [1, 5, 10]) printPlay(`outcomes ${delay} blocks late`, stream, delay);
      if (values.shuffle) printPlay("A/A", await open(source, { shuffle: true, sameSize: true }), 1);
      else printRivals(stream, keepTo(stream.matrix, everyBlocks(4), 1).refits);
    } else {
      const { stream, promotions } = await printReplay(source, values.shuffle);
      if (!values.shuffle) printRivals(stream, promotions);
      if (values.conditions) await printConditions(source, stream);
    }
