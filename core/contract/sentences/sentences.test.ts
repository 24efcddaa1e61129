import fc from "fast-check";
import { expect, test } from "vitest";
import { IncidentState } from "../incidents.ts";
import { Diagnosis, ModelKind, Stage, Task } from "../names.ts";
import { ColumnType } from "../train.ts";
import { SENTENCES, type SentenceName, SUBJECTS } from "./catalogue.ts";
import { inSentence, isKind, type Kind } from "./kinds.ts";
import { read, sentenceNames } from "./read.ts";
import { fillSlots, parts, type Slot } from "./template.ts";
import { METRICS_BY_WORDS, NOUNS, plural } from "./words.ts";

const names = fc.constantFrom("age", "Blood pressure", "x_1", "HbA1c (%)", "größe", "Ward 7");
const numbers = fc.oneof(
  fc.integer({ min: -5000, max: 5_000_000 }).map((value) => value.toLocaleString("en")),
  fc.double({ min: -10, max: 10, noNaN: true }).map((value) => String(Number(value.toPrecision(4)))),
);
const days = fc.date({ min: new Date("1990-01-01"), max: new Date("2050-01-01"), noInvalidDate: true });

const OF_KIND: Record<Kind, fc.Arbitrary<string>> = {
  text: names,
  list: fc.oneof(
    fc.array(names, { minLength: 1, maxLength: 3 }).map((each) => each.join(", ")),
    names.map((name) => `${name}, ${name} and 4 more`),
  ),
  sentence: fc.constantFrom(
    ...["Nearly all outcomes are known.", "The machine is busy: training waits.", "age can be computed from it"],
    "model.onnx of clinic@v0002 does not match its recorded sha256. Restore it from a backup, or roll back.",
  ),
  clauses: fc.constantFrom(
    "age: 0 is read as missing; a and b change places",
    "its ROC-AUC is worse (0.7, the limit is 0.8)",
  ),
  number: numbers,
  percent: fc.oneof(
    numbers.map((number) => `${number} %`),
    fc.constant("under 0.1 %"),
  ),
  count: fc.tuple(fc.nat(2000), fc.constantFrom(...NOUNS)).map(([count, noun]) => plural(count, noun)),
  metric: fc.constantFrom(...METRICS_BY_WORDS.keys()),
  time: days.map((day) => day.toISOString().slice(0, 16).replace("T", " ")),
  date: days.map((day) => day.toISOString().slice(0, 10)),
  type: fc.constantFrom(...ColumnType.options),
  version: fc.nat(9999).map((version) => `v${String(version).padStart(4, "0")}`),
  task: fc.constantFrom(...Task.options),
  stage: fc.constantFrom(...Stage.options),
  learner: fc.constantFrom(...ModelKind.options),
  state: fc.constantFrom(...IncidentState.options),
  diagnosis: fc.constantFrom(...Diagnosis.options.map(inSentence)),
};

const isName = (name: string): name is SentenceName => name in SENTENCES;

function slotValue({ kinds, optional, repeated }: Slot): fc.Arbitrary<string> {
  const one = fc.oneof(
    ...kinds.map((kind) => (isKind(kind) ? OF_KIND[kind] : isName(kind) ? written(kind) : fc.constant(kind))),
  );
  const all = repeated ? fc.array(one, { minLength: 1, maxLength: 3 }).map((each) => each.join(", ")) : one;
  return optional ? fc.oneof(fc.constant(""), all) : all;
}

const valuesOf = (name: SentenceName): fc.Arbitrary<Record<string, string>> =>
  fc.record(
    Object.fromEntries(
      parts(SENTENCES[name]).flatMap((part) => (typeof part === "string" ? [] : [[part.name, slotValue(part)]])),
    ),
  );

function written(name: SentenceName): fc.Arbitrary<string> {
  return valuesOf(name).map((values) => fillSlots(SENTENCES[name], values));
}

test.each(sentenceNames())("%s is read back as it was written, and no other takes it first", (name) => {
  fc.assert(
    fc.property(valuesOf(name), (values) => {
      const text = fillSlots(SENTENCES[name], values);
      const found = read(text);
      expect(found?.name, text).toBe(name);
      // Where free texts meet, they may be parted elsewhere: what is said with them is the same.
      expect(fillSlots(SENTENCES[name], found!.values)).toBe(text);
    }),
    { numRuns: 15, seed: 1 },
  );
});

test("values come back", () => {
  expect(read("12 % of the features drifted, 3.1 % by their importance: age, bmi and 1 more.")).toEqual({
    name: "featuresDrifted",
    values: { share: "12 %", weighted: ", 3.1 % by their importance", names: "age, bmi and 1 more" },
  });
  expect(read("age is 999 in 3 % of the rows.")).toBeNull();
});

test("every name is given once", () => {
  const all = Object.values(SUBJECTS).flatMap((subject) => Object.keys(subject));
  expect(all).toHaveLength(new Set(all).size);
  expect(all.toSorted()).toEqual(Object.keys(SENTENCES).toSorted());
});
