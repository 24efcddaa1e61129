import type { Expectation, ExpectationRule } from "../../../contract/index.ts";

/** `range:Glucose`, `at_most:low≤high`. */
const idOf = (rule: ExpectationRule): string =>
  rule.kind === "at_most" ? `at_most:${rule.column}≤${rule.other}` : `${rule.kind}:${rule.column}`;

/**
 * A rule with its id.
 * @param broken of `broken + kept` rows are expected to break it where nothing has changed
 * @param reason what it was read from
 */
export const proposed = (rule: ExpectationRule, broken: number, kept: number, reason: string): Expectation => ({
  id: idOf(rule),
  rule,
  usual: { broken, kept: Math.max(1, kept) },
  reason,
});
