import fc from "fast-check";
import { expect, test } from "vitest";
import { type Blend, type Link, type Predictor, scoreMatrix } from "../../train/index.ts";
import { blendParts, type Parts } from "./blend.ts";

const LINKS: Record<string, { task: "regression" | "binary" | "multiclass"; members: [Link, number][] }> = {
  "values and counts": {
    task: "regression",
    members: [
      ["identity", 1],
      ["exponential", 1],
    ],
  },
  "two classes": {
    task: "binary",
    members: [
      ["sigmoid", 1],
      ["identity", 2],
    ],
  },
  "three classes": {
    task: "multiclass",
    members: [
      ["softmax", 3],
      ["identity", 3],
    ],
  },
};

test.each(Object.keys(LINKS))("contributions add up to the blend's answer: %s", (name) => {
  const { task, members: links } = LINKS[name]!;
  const classes = task === "regression" ? [] : Array.from({ length: task === "binary" ? 2 : 3 }, (_, k) => k);
  const number = (link: Link) =>
    link === "identity" ? fc.double({ min: 0.01, max: 1, noNaN: true }) : fc.double({ min: -6, max: 6, noNaN: true });
  const outputsOf = ([link, width]: [Link, number]) =>
    fc.array(fc.record({ base: number(link), columns: fc.tuple(number(link), number(link)) }), {
      minLength: width,
      maxLength: width,
    });
  const property = fc.property(
    fc.tuple(...links.map(outputsOf)),
    fc.nat(classes.length && classes.length - 1),
    (all, code) => {
      const explained: Parts[][] = all.map((outputs, at) => {
        const parts = outputs.map(({ base, columns }) => ({ base, columns: Float64Array.from(columns) }));
        if (task === "regression" || links[at]![0] !== "identity") return parts;
        // Shares of a class: they add up to 1, as a forest's do, at the base and at the row.
        const bases = parts.reduce((sum, { base }) => sum + base, 0);
        const added = [0, 1].map((column) => parts.reduce((sum, { columns }) => sum + columns[column]!, 0));
        return parts.map(({ base, columns }) => ({
          base: base / bases,
          columns: columns.map((x, column) => x / added[column]! - 1 / parts.length),
        }));
      });
      const members = explained.map((parts, at) => {
        const outputs = parts.map(({ base, columns }) => columns.reduce((sum, x) => sum + x, base));
        const predictor: Predictor = { kind: "constant", outputs, link: links[at]![0] };
        return {
          weight: at === 0 ? 0.3 : 0.7,
          predictor,
          target: task === "regression" ? { center: 5, scale: 2 } : { center: 0, scale: 1 },
        };
      });
      const blend: Blend = { kind: "blend", members, link: "identity" };
      const answer = scoreMatrix(
        { predictor: blend, task, target: { center: 0, scale: 1 }, classes },
        { rows: 1, columns: [] },
      ).values[code]!;
      const { base, columns } = blendParts(blend, explained, code);
      expect(Math.abs(columns.reduce((sum, x) => sum + x, base) - answer)).toBeLessThan(
        1e-6 * Math.max(1, Math.abs(answer)),
      );
    },
  );
  fc.assert(property);
});
