/** The first screen's sentences: pure functions of what is known. */
import { expect, test } from "vitest";
import type { StatusLevel } from "../../core/contract/facts.ts";
import { DecisionKind, Diagnosis } from "../../core/contract/names.ts";
import type { ModelSummary } from "../../core/contract/registry.ts";
import { beliefOf, headline } from "../format/belief.ts";
import { inWords } from "../texts/index.ts";
import { incidents } from "./double-incidents.ts";
import { judgements } from "./double-judgements.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const model = (name: string, status: StatusLevel, production: string | null = "v0001"): ModelSummary => ({
  ...{ name, status, production, task: "binary", target: "outcome", versions: 1 },
});
const [waiting] = incidents(NOW);
const told = judgements(incidents(NOW), NOW);

test("a model is believed or not, with its reason and what was done", () => {
  const judgement = told.find((one) => one.model === "diabetes")!;
  expect(beliefOf(model("diabetes", "act"), judgement, [waiting!])).toEqual({
    ...{ model: "diabetes", level: "act", why: judgement.evidence.slice(0, 2).map(inWords) },
    sentence: "diabetes may no longer be right: its data have moved where it matters.",
    did: "Homeostat trained v0004, which does better, and waits for your decision.",
  });
});

test("what is under way is told before what was decided last", () => {
  const judgement = { ...told[0]!, decision: "keep" as const };
  const didOf = (changes: object) => beliefOf(model("m", "ok"), judgement, [{ ...waiting!, ...changes }]).did;
  expect(didOf({ waiting: false, state: "closed" })).toBe("Homeostat keeps the model as it is.");
  expect(didOf({ waiting: false, state: "verifying" })).toContain("put v0004 live");
  expect(didOf({ waiting: false, state: "canary" })).toContain("trying v0004");
  expect(didOf({ waiting: false, state: "acting", challenger: null })).toContain("training another version");
  expect(didOf({ waiting: true, decision: "quarantine", challenger: null })).toContain("proposes a repair");
});

test("how the last comparison ended is told", () => {
  const judgement = { ...told[0]!, decision: "retrain" as const, incident: waiting!.id };
  const ended = { ...waiting!, waiting: false, state: "closed" as const };
  const didOf = (changes: object) => beliefOf(model("m", "ok"), judgement, [{ ...ended, ...changes }]).did;
  expect(didOf({})).toContain("put v0004 live");
  expect(didOf({ challenger: null, gate: null })).toContain("v0003 stays");
});

test("every diagnosis and every decision has its words, and a model without a judgement too", () => {
  const sentences = Diagnosis.options.map(
    (diagnosis) => beliefOf(model("m", "ok"), { ...told[0]!, diagnosis }, []).sentence,
  );
  expect(new Set(sentences).size).toBe(Diagnosis.options.length);
  const deeds = DecisionKind.options.map((decision) => beliefOf(model("m", "ok"), { ...told[0]!, decision }, []).did);
  expect(new Set(deeds).size).toBe(DecisionKind.options.length);
  expect(beliefOf(model("m", "ok"), null, []).sentence).toBe("m has answered too little to be judged yet.");
  expect(beliefOf(model("m", "unknown", null), null, []).sentence).toBe("m is not live: it answers nobody.");
});

test("the worst speaks for all, and not knowing never hides what is wrong", () => {
  const beliefs = (...levels: StatusLevel[]) => levels.map((level, k) => beliefOf(model(`m${k}`, level), told[0]!, []));
  expect(headline(beliefs("ok", "unknown", "act"))).toMatchObject({ level: "act", about: { model: "m2" } });
  expect(headline(beliefs("ok", "watch", "unknown")).level).toBe("unknown");
  expect(headline(beliefs("act", "act", "ok"))).toEqual({
    ...{ level: "act", about: null, sentence: "2 of 3 models need you: m0, m1." },
  });
  expect(headline(beliefs("ok", "ok")).sentence).toBe("All 2 models can still be believed.");
});
