/** A fictitious town's heating: what a flat burns in a day. A table of numbers with a number to predict; no real data. */
import type { Table } from "../../data/index.ts";
import { createRng, deriveSeed } from "../../shared/index.ts";
import type { BaseOptions } from "./base.ts";

const INSULATION = ["none", "old", "good", "passive"];
const LOSS = [1.5, 1.15, 0.85, 0.5];
const NUMBERS = ["outdoor", "wind", "area", "people", "sun", "setting", "age", "kwh"] as const;

/**
 * Rows of `outdoor, wind, area, people, sun, setting, age, insulation → kwh`. A benign kind of flat is sunny, windy and
 * old, which matters little; a harmful kind is large, warm and full, and burns what nobody can foretell. `concept` 1:
 * heat pumps came, and what cold cost has turned round.
 */
export function heatingWorld({ rows, seed, concept = 0, kinds }: BaseOptions): Table {
  const rng = createRng(deriveSeed(seed, "heating"));
  const cells = Object.fromEntries(NUMBERS.map((name) => [name, new Float64Array(rows)]));
  const insulation = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const drawn = rng.next();
    const harmful = drawn < (kinds?.harmful ?? 0);
    const benign = !harmful && drawn < (kinds?.harmful ?? 0) + (kinds?.benign ?? 0);
    const outdoor = 6 + 6 * rng.normal();
    const wind = Math.abs(3 + 2 * rng.normal()) + (benign ? 5 : 0);
    const area = Math.max(20, 80 + 22 * rng.normal() + (harmful ? 60 : 0));
    const people = 1 + rng.int(4) + (harmful ? 3 : 0);
    const sun = Math.max(0, 3 + 1.5 * rng.normal() + (benign ? 4 : 0));
    const setting = 20.5 + 0.9 * rng.normal() + (harmful ? 2 : 0);
    const age = Math.max(0, 35 + 15 * rng.normal() + (benign ? 40 : 0));
    insulation[row] = rng.int(INSULATION.length);
    const cold = (setting - outdoor) * (1 - concept) + 12 * concept * (1 + (outdoor - 6) / 10);
    const usual = 0.018 * area * cold * LOSS[insulation[row]!]! + 0.05 * wind - 0.06 * sun + 1.2 * people;
    const noise = harmful ? 22 * rng.normal() : 1.6 * rng.normal();
    const values = { outdoor, wind, area, people, sun, setting, age, kwh: usual + noise };
    for (const [name, value] of Object.entries(values)) cells[name]![row] = Math.round(100 * value) / 100;
  }
  const numbers = NUMBERS.map((name) => ({ name, kind: "number" as const, values: cells[name]! }));
  const category = { name: "insulation", kind: "text" as const, codes: insulation, levels: [...INSULATION] };
  return { rows, columns: [...numbers.slice(0, -1), category, ...numbers.slice(-1)] };
}
