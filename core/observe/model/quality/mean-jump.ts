import { figure, percent, say } from "../../words.ts";
import type { Pair } from "../drift/pair.ts";
import { present } from "../drift/sides.ts";
import type { Found } from "./finding.ts";

/** Standard errors by which a mean must be off before chance is ruled out. */
const BEYOND_CHANCE = 5;

/**
 * The mean of a column is off by a share of what it was; for feeds whose means are known to stay.
 * @param limit share of the reference's mean; null where a mean may move
 */
export function meanJump(pair: Pair, limit: number | null): Found[] {
  if (limit === null || pair.kind !== "number" || pair.type === "datetime") return [];
  const { reference, current, name } = pair;
  const off = current.mean - reference.mean;
  const error = Math.sqrt(reference.sd ** 2 / present(reference) + current.sd ** 2 / present(current));
  const share = Math.abs(off) / Math.abs(reference.mean);
  if (!(share >= limit) || !(Math.abs(off) > BEYOND_CHANCE * error)) return [];
  const how = Number.isFinite(share) ? say("meanOff", { share: percent(share), limit: percent(limit) }) : "";
  const evidence = say("meanJumped", {
    ...{ column: name, now: figure(current.mean), before: figure(reference.mean), how },
  });
  return [{ column: name, kind: "mean_jump", evidence, share: 1, breaking: true }];
}
