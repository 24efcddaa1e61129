/** Parameters come from people, files and the search: each learner reads them with these, defaults filled in. */
import { HomeostatError } from "../../contract/index.ts";
import type { Parameters } from "./learner.ts";

/** A number within [low, high]. Throws WRONG_USE, naming the parameter. */
export function numberSetting(parameters: Parameters, name: string, low: number, high: number): number {
  const value = parameters[name];
  if (typeof value !== "number" || !(value >= low && value <= high))
    throw new HomeostatError("WRONG_USE", {
      reason: `${name} is ${value}; it must be a number from ${low} to ${high}.`,
    });
  return value;
}

export function integerSetting(parameters: Parameters, name: string, low: number, high: number): number {
  const value = numberSetting(parameters, name, low, high);
  if (!Number.isInteger(value))
    throw new HomeostatError("WRONG_USE", { reason: `${name} is ${value}; it must be a whole number.` });
  return value;
}

/** Null means "no limit" and reads as `none`. */
export const optionalInteger = (
  parameters: Parameters,
  name: string,
  low: number,
  high: number,
  none: number,
): number => (parameters[name] === null ? none : integerSetting(parameters, name, low, high));

/** One of some words. */
export function oneOf<T extends string>(parameters: Parameters, name: string, words: readonly T[]): T {
  const found = words.find((word) => word === parameters[name]);
  if (found === undefined)
    throw new HomeostatError("WRONG_USE", {
      reason: `${name} is ${parameters[name]}; it must be ${words.join(" or ")}.`,
    });
  return found;
}
