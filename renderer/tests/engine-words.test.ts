import { expect, test } from "vitest";
import { SENTENCES } from "../../core/contract/sentences/catalogue.ts";
import { read } from "../../core/contract/sentences/read.ts";
import { parts } from "../../core/contract/sentences/template.ts";
import { CONVERSIONS } from "../../core/observe/model/quality/conversions.ts";
import { engine, words } from "../texts/de/engine/index.ts";

const { inWords, rangeInWords } = engine("de-DE");

const slots = (template: string) =>
  [...new Set(parts(template).flatMap((part) => (typeof part === "string" ? [] : [part.name])))].toSorted();

test.each(Object.keys(SENTENCES))("%s says in German what it says in English", (name) => {
  const key = name as keyof typeof SENTENCES;
  expect(slots(words.sentences[key])).toEqual(slots(SENTENCES[key]));
});

test.each([
  [
    "40 % of the features drifted, 3.1 % by their importance: age, bmi and 1 more.",
    "40 % der Merkmale sind gedriftet, 3,1 % nach ihrer Wichtigkeit: age, bmi und 1 weitere.",
  ],
  [
    "age: mean 51.2 → 58.9 (PSI 0.31, 80 % of the effect).",
    "age: Mittelwert 51,2 → 58,9 (PSI 0,31, 80 % der Wirkung).",
  ],
  [
    "ROC-AUC is 0.81 (95 % interval 0.78 to 0.84) on 1,200 outcomes, 3.1 % worse than the 0.84 promised at training.",
    "ROC-Fläche: 0,81 (95-%-Intervall 0,78 bis 0,84) bei 1.200 Ergebnissen, 3,1 % schlechter als die im Training versprochenen 0,84.",
  ],
  [
    "Last 24 hours: 1 of 2 windows drifted, Accuracy 0.9 on 30 outcomes; last 7 days: 1 of 9 windows drifted, no outcome.",
    "Die letzten 24 Stunden: 1 von 2 Fenstern gedriftet, Trefferquote 0,9 bei 30 Ergebnissen; die letzten 7 Tage: 1 von 9 Fenstern gedriftet, kein Ergebnis.",
  ],
  ["The errors changed about 2026-01-31 12:00 UTC.", "Geändert etwa seit 31.01.2026, 12:00 UTC: die Fehler."],
  [
    "Most clearly where age above 50 (accuracy 0.9 → 0.6) and 1 more.",
    "Am deutlichsten bei: age über 50 (Trefferquote 0,9 → 0,6) und 1 weitere.",
  ],
  [
    "The known outcomes do not speak for all answers. 12 % of the outcomes are missing, and of some answers nearly all.",
    "Die bekannten Ergebnisse sprechen nicht für alle Antworten. 12 % der Ergebnisse fehlen, und von manchen Antworten fast alle.",
  ],
  [
    "Nothing speaks against the live version. A person asked for a retraining.",
    "Nichts spricht gegen die eingesetzte Version. Jemand hat um ein neues Training gebeten.",
  ],
  ["Something that no template says.", "Something that no template says."],
])("%s", (text, german) => expect(inWords(text)).toBe(german));

test("ranges are told, and values stay as they are", () => {
  expect(rangeInWords("above 1,200.5")).toBe("über 1.200,5");
  expect(rangeInWords("2026-01-31 to 2026-02-28")).toBe("31.01.2026 bis 28.02.2026");
  expect(rangeInWords("stopped")).toBe("stopped");
  expect(inWords("18 to 25")).toBe("18 to 25");
});

test("every conversion of units has its words", () => {
  for (const { name } of CONVERSIONS)
    expect(inWords(`glucose looks ${name} in 5 % of the rows: median 1 → 2.`)).not.toMatch(
      /multiplied|divided|looks|between/,
    );
});

test.each([
  "one value per row",
  "12 values in 30 rows",
  "its rows stay together",
  "no value in any row",
  "one value in every row",
  "a copy of y",
  "casual + registered = cnt",
  "next value is 44",
  "the next value above it is 3",
  "the next value below it is 2024-01-31",
  "rows are in its order",
  "named as an outcome, stands last, two values",
])("what a finding says after its kind is known: %s", (text) => {
  expect(read(text), text).not.toBeNull();
});
