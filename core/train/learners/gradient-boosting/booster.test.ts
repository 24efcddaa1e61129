/** The kernels against their twin in plain JavaScript, step by step, on made-up tables of several chunks. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../../shared/index.ts";
import { GRADIENT_UNITS, HESSIAN_UNITS, kernels } from "../../kernels/index.ts";
import * as twin from "../../kernels/twin.ts";
import type { Matrix } from "../../model.ts";
import { type BinnedMatrix, binMatrix } from "../binning.ts";
import { categorySplit, numericSplit, TreeBuilder } from "../tree-builder.ts";
import { Booster } from "./booster.ts";
import type { Loss } from "./loss.ts";

const LOSSES: Record<twin.LossName, Pick<Loss, "kernel" | "setting"> & { outputs: number; classes: number }> = {
  squared: { kernel: 0, setting: 0, outputs: 1, classes: 0 },
  logistic: { kernel: 1, setting: 0, outputs: 1, classes: 2 },
  softmax: { kernel: 2, setting: 0, outputs: 3, classes: 3 },
  poisson: { kernel: 3, setting: 0.7, outputs: 1, classes: 9 },
  quantile: { kernel: 4, setting: 0.9, outputs: 1, classes: 0 },
};

interface Setup {
  loss: twin.LossName;
  rows: number;
  seed: number;
  weighted: boolean;
  directions: number[];
  watched?: Uint32Array;
}

/** Five columns: numbers with and without missing cells, few and many values, a category of 9 and one of 3 levels. */
function setUp({ loss: name, rows, seed, weighted, directions, watched }: Setup) {
  const rng = createRng(seed);
  const column = (at: number, draw: () => number, levels?: number) => ({
    name: `c${at}`,
    feature: `c${at}`,
    values: Float32Array.from({ length: rows }, draw),
    ...(levels === undefined ? {} : { levels }),
  });
  const matrix: Matrix = {
    rows,
    columns: [
      column(0, () => rng.normal()),
      column(1, () => (rng.int(5) === 0 ? Number.NaN : rng.normal())),
      column(2, () => rng.int(4)),
      column(3, () => (rng.int(20) === 0 ? Number.NaN : rng.int(9)), 9),
      column(4, () => rng.int(3), 3),
    ],
  };
  const { kernel, setting, outputs, classes } = LOSSES[name];
  const labels = Float64Array.from({ length: rows }, () => (classes > 0 ? rng.int(classes) : rng.normal()));
  const weights = weighted ? Float64Array.from({ length: rows }, () => rng.int(4) / 2) : undefined;
  const loss: Loss = {
    ...{ kernel, setting, link: "identity", quantile: null, value: () => 0 },
    base: Array.from({ length: outputs }, () => 0),
  };
  const binned = binMatrix(matrix);
  const booster = new Booster({
    ...{ binned, labels, weights, loss, leaves: 31, l2: 1.5, watched },
    directions: Int8Array.from(matrix.columns, (_, at) => directions[at] ?? 0),
  });
  for (const scores of booster.scores) for (let row = 0; row < rows; row++) scores[row] = 3 * rng.normal();
  const derivatives = Array.from({ length: rows }, (_, row) =>
    twin
      .derivativesOf(
        name,
        booster.scores.map((scores) => scores[row]!),
        labels[row]!,
        setting,
      )
      .map(({ gradient, hessian }) => {
        const weight = weights?.[row] ?? 1;
        return { gradient: gradient * weight, hessian: hessian * weight };
      }),
  );
  return { matrix, binned, booster, derivatives, weights };
}

/** In the units that the kernels were given: one over the unit is not always the same, and rounds a tie otherwise. */
function packedBy(derivatives: twin.Sums[][], output: number): twin.Sums[] {
  const { doubles } = kernels().memory;
  const perOne = { gradient: doubles[GRADIENT_UNITS >> 3]!, hessian: doubles[HESSIAN_UNITS >> 3]! };
  return derivatives.map((outputs) => ({
    gradient: twin.wholeUnits(outputs[output]!.gradient * perOne.gradient),
    hessian: twin.wholeUnits(outputs[output]!.hessian * perOne.hessian),
  }));
}

const cellsOf = ({ cells, rows }: BinnedMatrix, column: number): Uint8Array =>
  cells.slice(column * rows, (column + 1) * rows);

/** A column's histogram in the kernels' memory. */
function read(histogram: number, column: number): twin.Sums[] {
  const words = new Int32Array(kernels().memory.memory.buffer, histogram + column * 2048, 512);
  return Array.from({ length: 256 }, (_, slot) => ({
    hessian: words[2 * slot]! >>> 0,
    gradient: words[2 * slot + 1]!,
  }));
}

const setups = fc.record({
  loss: fc.constantFrom(...(Object.keys(LOSSES) as twin.LossName[])),
  rows: fc.integer({ min: 2, max: 600 }),
  seed: fc.nat(),
  weighted: fc.boolean(),
  directions: fc.constantFrom<number[]>([], [1, -1, 0]),
});
const large: Setup = { loss: "logistic", rows: 9001, seed: 1, weighted: true, directions: [] };
/** A hessian of 1 is 25,264,512.5 units here. */
const tied: Setup = { loss: "squared", rows: 170, seed: 1, weighted: false, directions: [] };
const runs = { numRuns: 60, examples: [large, { ...large, weighted: false }, tied].map((setup): [Setup] => [setup]) };

test("e^x is the library's to the last place, and a row's bin the number of edges below it", () => {
  fc.assert(
    fc.property(fc.double({ min: -708, max: 708, noNaN: true }), (x) => {
      expect(Math.abs(twin.exp(x) / Math.exp(x) - 1)).toBeLessThanOrEqual(2 ** -52);
    }),
  );
  const { matrix, binned } = setUp(large);
  for (const at of [0, 1, 2]) {
    const expected = matrix.columns[at]!.values.map((x) => twin.binOf(x, binned.columns[at]!.edges));
    expect([...cellsOf(binned, at)]).toEqual([...expected]);
  }
});

test("the root's histograms are those of the packed derivatives, and its total their sum", () => {
  fc.assert(
    fc.property(setups, (setup) => {
      const { binned, booster, derivatives, weights } = setUp(setup);
      booster.derive();
      const output = booster.scores.length - 1;
      const root = booster.root(output, setup.rows, Int32Array.of(0, 1, 2, 3, 4));
      const packed = packedBy(derivatives, output);
      const rows = [...packed.keys()];
      for (let column = 0; column < 5; column++)
        expect(read(root.histogram, column)).toEqual(twin.histogramOf(rows, cellsOf(binned, column), packed));
      const total = packed.reduce(
        (sum, { gradient, hessian }) => ({ gradient: sum.gradient + gradient, hessian: sum.hessian + hessian }),
        { gradient: 0, hessian: 0 },
      );
      expect(root.total).toEqual(total);
      expect(root.weight).toBeCloseTo(weights?.reduce((sum, weight) => sum + weight, 0) ?? setup.rows, 6);
    }),
    runs,
  );
});

test("a sample is seeded, about as large as asked, and rows that did not grow a tree walk it", () => {
  const watched = Uint32Array.of(5, 17, 8999);
  const { matrix, binned, booster } = setUp({ ...large, watched });
  const draw = (seed: number) => booster.list.slice(0, booster.sample(0.3, seed));
  const drawn = draw(7);
  expect([...drawn]).toEqual([...draw(7)]);
  expect([...drawn]).not.toEqual([...draw(8)]);
  expect([...drawn]).toEqual([...drawn].sort((a, b) => a - b));
  expect(drawn.length / large.rows).toBeCloseTo(0.3, 1);
  expect(watched.filter((row) => drawn.includes(row))).toHaveLength(0);

  // Rows of the first category group, then by the sign of the first column.
  const listed = booster.sample(0.3, 7);
  booster.derive();
  booster.root(0, listed, Int32Array.of(0, 3));
  const group = categorySplit(3, binned.columns[3]!, [1, 4, 255], true);
  const last = binned.columns[0]!.edges.findIndex((edge) => edge > 0);
  const sign = numericSplit(0, binned.columns[0]!, last, false);
  const { left } = booster.divide({ from: 0, to: listed }, group);
  booster.place({ from: 0, to: listed }, left, 0);
  const leaves = [
    { from: 0, to: left, node: 1 },
    { from: left, to: listed, node: 2 },
  ];
  const second = booster.divide(leaves[0]!, sign);
  booster.place(leaves[0]!, second.left, 0);
  const grown = [
    { from: 0, to: second.left, node: 3 },
    { from: second.left, to: left, node: 4 },
    { ...leaves[1]!, node: 2 },
  ];
  const builder = new TreeBuilder(1);
  builder.split(0, group, true);
  builder.split(1, sign, true);
  for (const [node, value] of [
    [3, 0.25],
    [4, -0.5],
    [2, 4],
  ] as const)
    builder.setLeaf(node, [value], 1);
  const before = booster.scores[0]!.slice();
  booster.sumLeaves(grown);
  const splits = new Map([
    [0, group],
    [1, sign],
  ]);
  booster.addTree(builder.finish(0), grown, splits);
  const added = before.map((score, row) => {
    const [x, kind] = [matrix.columns[0]!.values[row]!, matrix.columns[3]!.values[row]!];
    if (!(kind === 1 || kind === 4 || Number.isNaN(kind))) return score + 4;
    return score + (x <= sign.threshold ? 0.25 : -0.5);
  });
  expect([...booster.scores[0]!]).toEqual([...added]);
});

describe("a leaf divided", () => {
  const divided = (setup: Setup) => {
    const made = setUp(setup);
    const { binned, booster } = made;
    booster.derive();
    const root = booster.root(0, setup.rows, Int32Array.of(0, 1, 2, 3, 4));
    const split = categorySplit(3, binned.columns[3]!, [1, 4, 255], true);
    const { left, weight } = booster.divide({ from: 0, to: setup.rows }, split);
    const small = booster.place({ from: 0, to: setup.rows }, left, root.histogram);
    return { ...made, root, left, weight, small };
  };

  test("keeps both sides in order", () => {
    fc.assert(
      fc.property(setups, (setup) => {
        const { binned, booster, left, weight, weights } = divided(setup);
        const goesLeft = (row: number) => [1, 4, 255].includes(cellsOf(binned, 3)[row]!);
        const rows = Array.from({ length: setup.rows }, (_, row) => row);
        const onLeft = rows.filter(goesLeft);
        expect(left).toBe(onLeft.length);
        expect([...booster.list]).toEqual([...onLeft, ...rows.filter((row) => !goesLeft(row))]);
        expect(weight).toBeCloseTo(
          onLeft.reduce((sum, row) => sum + (weights?.[row] ?? 1), 0),
          6,
        );
      }),
      runs,
    );
  });

  test("gives both histograms, and in each column the split of the twin", () => {
    fc.assert(
      fc.property(setups, fc.integer({ min: 1, max: 30 }), (setup, minimum) => {
        const { binned, booster, derivatives, root, left, small } = divided(setup);
        const packed = packedBy(derivatives, 0);
        const isLeftSmall = left <= setup.rows - left;
        const parts = [booster.list.slice(0, left), booster.list.slice(left)];
        const rows = isLeftSmall ? parts : parts.toReversed();
        const { units } = booster;
        const leaves = rows.map((own) => {
          const total = { gradient: 0, hessian: 0 };
          for (const row of own) {
            total.gradient += packed[row]!.gradient;
            total.hessian += packed[row]!.hessian;
          }
          const hessian = total.hessian * units.hessian;
          const toBeat = (total.gradient * units.gradient) ** 2 / (hessian + 1.5);
          return {
            total,
            least: Math.max(1, (minimum * total.hessian) / own.length),
            toBeat,
            bounds: [-1, 1] as const,
          };
        });
        booster.search(leaves[0]!, leaves[1]!);
        const bounded = setup.directions.length > 0;
        const rules = { units, l2: 1.5, bounded };
        rows.forEach((own, which) => {
          for (let column = 0; column < 5; column++) {
            const histogram = twin.histogramOf(own, cellsOf(binned, column), packed);
            expect(read(which === 0 ? small : root.histogram, column)).toEqual(histogram);
            const { bins, codes } = binned.columns[column]!;
            const direction = setup.directions[column] ?? 0;
            const expected =
              codes === null
                ? twin.bestCut(leaves[which]!, histogram, bins, direction, rules)
                : twin.bestDivision(leaves[which]!, histogram, bins, rules);
            const found = booster.found(which, column);
            expect(found.gain).toBe(expected?.gain ?? 0);
            if (expected === null) continue;
            const slots = [...Array(256).keys()].filter((slot) =>
              codes === null
                ? slot <= found.bin || (slot === 255 && found.missingLeft === true)
                : found.sides[slot] === 1,
            );
            expect(new Set(slots)).toEqual(expected.left);
            expect(found.missingLeft === null).toBe(histogram[255]!.hessian === 0 && histogram[255]!.gradient === 0);
          }
        });
      }),
      { ...runs, examples: runs.examples.map(([setup]): [Setup, number] => [setup, 5]) },
    );
  });

  test("its sums are exact, and a value reaches its rows", () => {
    const { booster, derivatives, left } = divided(large);
    const leaves = [
      { from: 0, to: left },
      { from: left, to: large.rows },
    ];
    const before = booster.scores[0]!.slice();
    for (const [at, { gradient, hessian }] of booster.sumLeaves(leaves).entries()) {
      const rows = [...booster.list.subarray(leaves[at]!.from, leaves[at]!.to)];
      expect(gradient).toBe(rows.reduce((sum, row) => sum + derivatives[row]![0]!.gradient, 0));
      expect(hessian).toBe(rows.reduce((sum, row) => sum + derivatives[row]![0]!.hessian, 0));
    }
    const tree = {
      ...{ feature: Int32Array.of(3, -1, -1), threshold: new Float32Array(3), width: 1, output: 0 },
      ...{ left: Int32Array.of(1, -1, -1), right: Int32Array.of(2, -1, -1), missingLeft: new Uint8Array(3) },
      ...{ values: Float64Array.of(0, 0.25, -0.5), cover: new Float64Array(3) },
    };
    booster.addTree(
      tree,
      leaves.map((leaf, at) => ({ ...leaf, node: at + 1 })),
      new Map(),
    );
    const onLeft = new Set(booster.list.subarray(0, left));
    expect([...booster.scores[0]!]).toEqual([...before].map((score, row) => score + (onLeft.has(row) ? 0.25 : -0.5)));
  });
});
