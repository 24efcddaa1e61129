/** The inputs move, the rule stays, and nobody says what became of it. */
import { afterEach, describe, expect, test } from "vitest";
import type { Decision } from "../contract/index.ts";
import { type Table, takeRows } from "../data/index.ts";
import { createRng } from "../shared/index.ts";
import { train } from "../train/index.ts";
import { drawByWeight, importanceWeights } from "./importance-weights.ts";
import { carry, open } from "./machine.ts";
import { MODEL, openWorld, rowsOf, type World } from "./testing/world.ts";

const worlds: World[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

const valuesOf = (table: Table, name: string): Float64Array => {
  const column = table.columns.find((each) => each.name === name)!;
  return column.kind === "text" ? new Float64Array() : column.values;
};
const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** y = |x|, which a line cannot follow: the best line depends on where the rows lie. */
function bent(rows: number, seed: number, from = 0): Table {
  const table = rowsOf(1, rows, seed);
  const [x, , y] = table.columns.map((column) => (column.kind === "text" ? new Float64Array() : column.values));
  const rng = createRng(seed + 1000);
  for (let row = 0; row < rows; row++) {
    x![row]! += from;
    y![row] = Math.abs(x![row]!) + 0.1 * rng.normal();
  }
  return table;
}

describe("importance weights", () => {
  test("make the rows trained on look like the live ones, and say what they are worth", async () => {
    const world = await openWorld();
    worlds.push(world);
    const [then, now] = [rowsOf(1, 3000, 5), rowsOf(1, 2000, 6)];
    const moved = valuesOf(now, "x");
    for (let row = 0; row < moved.length; row++) moved[row]! += 1;
    const { weights, effective } = await importanceWeights({ train }, world.schema, then, now, 1);
    const x = valuesOf(then, "x");
    expect(meanOf(weights)).toBeCloseTo(1, 9);
    expect(meanOf(x.map((value, row) => value * weights[row]!))).toBeCloseTo(1, 0);
    // Shifted by one standard deviation, exp(-1) of the rows are left in theory.
    expect(effective / 3000).toBeGreaterThan(0.25);
    expect(effective / 3000).toBeLessThan(0.55);
    const drawn = drawByWeight(weights, Int32Array.from(weights.keys()), 3);
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(meanOf(valuesOf(takeRows(then, drawn), "x"))).toBeGreaterThan(0.8);
  });

  test("without a shift all rows count about the same", async () => {
    const world = await openWorld();
    worlds.push(world);
    const { effective } = await importanceWeights({ train }, world.schema, rowsOf(1, 2000, 7), rowsOf(1, 1000, 8), 1);
    expect(effective).toBeGreaterThan(1900);
  });
});

describe("a retraining without outcomes", () => {
  const WEIGHTED: Decision = {
    ...{ kind: "retrain", why: "drift", weighted: true, approval: true },
    reasons: ["The drift may harm and no outcomes say so."],
  };
  const incidentOf = ({ context }: World) =>
    open(context, {
      ...{ model: MODEL, diagnosis: "harmful_drift", decision: WEIGHTED, evidence: ["x moved."], features: ["x"] },
      ...{ champion: context.registry.production(MODEL), detectedMs: null },
    })!;

  async function movedWorld(first: Table, to: number): Promise<World> {
    const world = await openWorld();
    worlds.push(world);
    const { context, clock, trainVersion } = world;
    const version = await trainVersion(first);
    await context.sessions.prepare(MODEL, version);
    context.registry.promote(MODEL, version, { actor: "test", reason: "first", gate: null });
    context.sessions.activate(MODEL, version);
    const now = rowsOf(1, 800, 11);
    const [x, z] = [valuesOf(now, "x"), valuesOf(now, "z")];
    await context.log.append(
      Array.from({ length: 800 }, (_, row) => ({
        ...{ id: context.nextId(), at: clock.now(), model: MODEL, version, status: "ok" as const, request: null },
        ...{ input: JSON.stringify({ x: x[row]! + to, z: z[row] }), output: JSON.stringify({ prediction: 0 }) },
      })),
    );
    return world;
  }

  test("a line that fits the wrong part of a bend is fitted to where the rows are now, and waits for a person", async () => {
    const world = await movedWorld(bent(8000, 9), 1.2);
    const held = await carry(world.context, incidentOf(world).id);
    expect(held).toMatchObject({ state: "held", waiting: true, challenger: "v0003" });
    expect(held.gate?.passed).toBe(true);
    expect(held.steps.some(({ note }) => note.includes("only the inputs moved"))).toBe(true);
  });

  test("a line through a straight world is as right as before: it stays", async () => {
    const world = await movedWorld(rowsOf(1, 8000, 9), 1.2);
    const ended = await carry(world.context, incidentOf(world).id);
    expect(ended).toMatchObject({ state: "closed", challenger: null });
  });

  test("rows from where nothing was ever seen: it says that nothing can be known", async () => {
    const world = await movedWorld(bent(2000, 9), 9);
    const ended = await carry(world.context, incidentOf(world).id);
    expect(ended).toMatchObject({ state: "closed", challenger: null });
    expect(ended.outcome).toContain("hardly overlap");
  });
});
