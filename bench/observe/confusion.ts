/** `node bench/observe/confusion.ts [seeds] [base]`: what simulated worlds are taken for, as a confusion matrix. */
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { BASES } from "../../core/testing/bases/base.ts";
import { TROUBLES, type TroubleName, troublesOf } from "../../core/testing/troubles.ts";
import { isRight, watchOf } from "./worlds.ts";

export interface Score {
  worlds: number;
  right: number;
  /** Broken data that were called concept drift: the one mistake that would be learnt from. */
  breaksLearnt: number;
  wrong: string[];
}

/**
 * Prints a line per base and trouble: how many of the worlds were called what they are, and what they were called.
 * @param seeds worlds of each kind
 */
export async function confusion(seeds: number, print: (line: string) => void, only?: string): Promise<Score> {
  const score: Score = { worlds: 0, right: 0, breaksLearnt: 0, wrong: [] };
  print(
    `\nDiagnosis of simulated worlds, ${seeds} of each: how many were called what they are, and what they were called`,
  );
  for (const base of BASES.filter(({ name }) => only === undefined || name === only)) {
    const watch = await watchOf(base, 1);
    for (const trouble of troublesOf(base)) {
      const counts = new Map<string, number>();
      let right = 0;
      for (let k = 0; k < seeds; k++) {
        const found = watch(trouble, 100 + k);
        counts.set(found.diagnosis, (counts.get(found.diagnosis) ?? 0) + 1);
        if (isRight(trouble, found)) right++;
        else score.wrong.push(`${base.name}, ${trouble}, seed ${100 + k}: ${found.diagnosis}`);
        if (isLearnt(trouble, found.diagnosis)) score.breaksLearnt++;
      }
      score.worlds += seeds;
      score.right += right;
      const said = [...counts].map(([name, count]) => `${name} ${count}`).join(", ");
      print(`${base.name.padEnd(9)}${trouble.padEnd(32)}${`${right}/${seeds}`.padEnd(8)}${said}`);
    }
  }
  print(
    `right: ${((100 * score.right) / score.worlds).toFixed(1)} % of ${score.worlds}; data breaks called concept drift: ${score.breaksLearnt}`,
  );
  return score;
}

const isLearnt = (trouble: TroubleName, diagnosis: string): boolean =>
  diagnosis === "concept_drift" && (TROUBLES[trouble].right as readonly string[]).includes("data_break");

if (argv[1] === fileURLToPath(import.meta.url)) await confusion(Number(argv[2] ?? 20), console.log, argv[3]);
