/** Made-up rules of a model: what its numbers lay between, one of them broken by three rows. */

import { HomeostatError } from "../../core/contract/errors.ts";
import { Expectation, type ExpectationReport, type JudgedExpectation } from "../../core/contract/expectations.ts";
import type { World } from "./double-world.ts";

export function expectationReport(world: World, model: string, first?: number): ExpectationReport {
  const live = world.versions.get(model)?.find(({ stage }) => stage === "production");
  if (!live) throw new HomeostatError("NO_PRODUCTION", { model });
  const expectations = live.schema.features.flatMap((feature, k): JudgedExpectation[] => {
    if (feature.type !== "number") return [];
    const { min, max } = feature.range;
    const id = `range:${feature.name}`;
    const edit = world.expectationEdits.get(id) ?? null;
    const status = edit?.status ?? "proposed";
    const broken = k === 0 ? 12 : 0;
    const result = {
      ...{ passed: broken === 0, rows: 500, broken, allowed: 3 },
      examples: broken === 0 ? [] : ["01JC0000000000000000000001", "01JC0000000000000000000002"],
      reason: broken === 0 ? "Every row keeps it." : "12 rows of 500 (2.4 %) break it.",
    };
    const rule = Expectation.parse({
      ...{ id, rule: { kind: "range", column: feature.name, min, max } },
      ...{ usual: { broken: 2, kept: 1239 }, reason: `${min} to ${max} in 1,240 training rows` },
    });
    const words = `${feature.name} lies between ${min} and ${max}`;
    return [{ ...rule, status, edit, words, result: status === "declined" ? null : result }];
  });
  const failed = expectations.filter(({ result }) => result?.passed === false).length;
  const rank = ({ status, result }: JudgedExpectation) =>
    status === "declined" ? 3 : result?.passed === false ? 0 : result?.passed ? 2 : 1;
  const ordered = expectations.toSorted((a, b) => rank(a) - rank(b)).slice(0, first);
  return { model, version: live.version, rows: 500, failed, total: expectations.length, expectations: ordered };
}
