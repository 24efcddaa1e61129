/**
 * `node bench/heal.ts [stream …] [--shuffle] [--delay N]`: the healing benchmark. Each stream is replayed through the
 * appliance as `homeostat replay` does, beside rules that refit the same recipe by a clock, by a monitor, or at every
 * block. A share is the part of the gap between never refitting and refitting at every block that was won back.
 *
 * `node bench/heal.ts worlds [name …] [--seeds N] [--base NAME] [--trace]`: simulated worlds in which one thing goes
 * wrong, through the whole loop; after the streams where nothing is named.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { replay } from "../core/replay.ts";
import { BASES } from "../core/testing/bases/base.ts";
import type { Played as PlayedWorld } from "../core/testing/healing/play.ts";
import { sharedData } from "../core/testing/shared-data.ts";
import { type Matrix, matrixOf, scoreOf } from "./heal/matrix.ts";
import { evenly, everyBlocks, onDrift, onErrors, onMetric, type Played, play } from "./heal/rivals.ts";
import { STREAMS, type StreamSpec } from "./heal/streams.ts";
import { healingWorlds, namedWorlds, traceOf } from "./heal/worlds.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    shuffle: { type: "boolean", default: false },
    delay: { type: "string", default: "1" },
    seeds: { type: "string", default: "20" },
    base: { type: "string" },
    trace: { type: "boolean", default: false },
  },
});
const SEED = 0;
/** Seed of the first simulated world. */
const FIRST_WORLD = 100;
const print = (text = ""): void => console.log(text);
const percent = (share: number | null): string => (share === null ? "–" : `${Math.round(100 * share)} %`);

const replayed = (spec: StreamSpec, file: string) =>
  replay({
    ...{ ...spec, file, read: {}, delay: Number(values.delay), policy: "automatic" as const, oracle: true },
    ...{ budget: 30, search: false, learners: ["gradient_boosting" as const], threads: 1, seed: SEED },
    shuffle: values.shuffle,
  });

function row(name: string, share: number | null, refits: number, blocks: number): void {
  print(`    ${name.padEnd(34)}${percent(share).padStart(7)}   ${String(refits).padStart(3)} of ${blocks} blocks`);
}

/** The rivals on one stream; outcomes one block late, as their rules assume. */
function printRivals(matrix: Matrix, promotions: number): void {
  const score = ({ served }: Played) => scoreOf(matrix, served);
  const [never, always] = [score(play(matrix, () => false)), score(play(matrix, everyBlocks(1)))];
  const rivals: [string, Played][] = [
    ["refit at every block", play(matrix, everyBlocks(1))],
    ["refit at every third block", play(matrix, everyBlocks(3))],
    ["as many refits, evenly", play(matrix, evenly(matrix, promotions))],
    ["ADWIN on the errors", play(matrix, onErrors(matrix))],
    ["Evidently's defaults, share > 0.5", play(matrix, onDrift(matrix))],
    ["metric −15 % and a gate", play(matrix, onMetric(matrix))],
  ];
  for (const [name, played] of rivals)
    row(name, (score(played) - never) / (always - never), played.refits, matrix.blocks);
}

async function printWorlds(names: readonly string[]): Promise<void> {
  const options = {
    seeds: Array.from({ length: Number(values.seeds) }, (_, k) => FIRST_WORLD + k),
    bases: BASES.filter(({ name }) => values.base === undefined || name === values.base),
    onPlayed: (what: string, played: PlayedWorld) => {
      if (values.trace) for (const each of [what, ...traceOf(played)]) print(each);
    },
  };
  await healingWorlds(namedWorlds(names), options, print);
}

print(`Node ${process.version}, ${cpus()[0]?.model.trim()}, one thread${values.shuffle ? ", rows shuffled" : ""}`);
const [first, ...rest] = positionals;
const streams = STREAMS.filter(({ name }) => first === undefined || positionals.includes(name));
for (const spec of first === "worlds" ? [] : streams) {
  const file = sharedData(spec.file);
  if (!file) {
    print(`\n${spec.name}: skipped, its file is not here`);
    continue;
  }
  const { summary, blocks, seconds } = await replayed(spec, file);
  const { metric, never, appliance, oracle, gap_closed, promotions, retrains, rollbacks, log_loss } = summary;
  print(
    `\n${spec.name}: ${metric}, never ${never?.toFixed(4)}, at every block ${oracle?.toFixed(4)}, ${seconds.toFixed(0)} s`,
  );
  row(`the appliance: ${appliance?.toFixed(4)}`, gap_closed, promotions, blocks.length);
  print(`      trainings in ${retrains} blocks, ${rollbacks} rolled back`);
  if (log_loss)
    print(
      `      log loss ${[log_loss.never, log_loss.appliance, log_loss.oracle].map((loss) => loss?.toFixed(3)).join(" → ")} (never, appliance, every block)`,
    );
  if (!values.shuffle && values.delay === "1")
    printRivals(await matrixOf(spec, file.slice(0, -spec.file.length - 1), SEED), promotions);
}
if (first === undefined || first === "worlds") await printWorlds(rest);
