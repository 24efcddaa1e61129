/** What answers cost, in the user's own unit: `FP:1,FN:5`, as `train --cost`. */
import { z } from "zod";
import type { Task } from "./names.ts";

/** Amounts by kind of answer; a negative one is a gain. Kinds that are not named cost nothing. */
export type Cost = Record<string, number>;

const KINDS = { binary: ["TP", "FP", "FN", "TN"], regression: ["OVER", "UNDER"] } as const;

/** @returns null where it is not written as it must be. @example parseCost("FP:1,FN:5") // { FP: 1, FN: 5 } */
export function parseCost(text: string): Cost | null {
  const entries = text.split(",").map((part): [string, number] => {
    const at = part.lastIndexOf(":");
    const amount = part.slice(at + 1).trim();
    return [part.slice(0, at).trim(), amount === "" ? Number.NaN : Number(amount)];
  });
  return entries.every(([kind, amount]) => kind !== "" && Number.isFinite(amount)) ? Object.fromEntries(entries) : null;
}

/**
 * Two classes: TP, FP, FN, TN. More: `truth>answer`, such as `A>B`, which two classes take too. Numbers: OVER and UNDER,
 * per unit by which an answer is too high or too low.
 */
export const isCostOf = (cost: Cost, task: Task): boolean =>
  Object.keys(cost).every((kind) =>
    task === "regression"
      ? (KINDS.regression as readonly string[]).includes(kind)
      : kind.includes(">") || (task === "binary" && (KINDS.binary as readonly string[]).includes(kind)),
  );

export const CostText = z
  .string()
  .refine((text) => parseCost(text) !== null, "write it like FP:1,FN:5 (numbers: OVER:1,UNDER:3; classes: A>B:2)");
