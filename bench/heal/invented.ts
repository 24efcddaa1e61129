/**
 * Invented streams, as river generates them: constants chosen on recorded streams have to hold on these too.
 * SEA (Street & Kim 2001), a turning hyperplane (Hulten et al. 2001), moving centres (random RBF), Friedman's function
 * (1991) with a season, and a world that never changes.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRng, deriveSeed, type Rng } from "../../core/shared/index.ts";
import type { StreamSpec } from "./streams.ts";

/** One row at a point of time, 0 at the first and 1 at the last: features, then the target. */
type RowAt = (time: number) => { features: number[]; target: string };

const ROWS = 12_000;
const uniform = (rng: Rng, n: number): number[] => Array.from({ length: n }, () => rng.next());

/** Four concepts one after the other; one outcome in ten is wrong. */
function sea(rng: Rng): RowAt {
  const limits = [8, 9, 7, 9.5];
  return (time) => {
    const features = uniform(rng, 3).map((x) => 10 * x);
    const above = features[0]! + features[1]! > limits[Math.min(3, Math.floor(4 * time))]!;
    return { features, target: above !== rng.next() < 0.1 ? "yes" : "no" };
  };
}

/** The plane that parts the classes turns slowly. */
function hyperplane(rng: Rng): RowAt {
  const weights = uniform(rng, 8).map((w) => w - 0.5);
  return () => {
    for (const k of [0, 1, 2, 3]) weights[k]! += 0.0012 * rng.normal() + 0.00008 * (k % 2 === 0 ? 1 : -1);
    const features = uniform(rng, 8);
    const side = features.reduce((sum, x, k) => sum + weights[k]! * (x - 0.5), 0) > 0;
    return { features, target: side !== rng.next() < 0.05 ? "yes" : "no" };
  };
}

/** Classes are clouds around centres that wander. */
function centres(rng: Rng): RowAt {
  const clouds = Array.from({ length: 12 }, (_, k) => ({
    at: uniform(rng, 5),
    way: uniform(rng, 5).map((x) => (x - 0.5) * 0.0001),
    name: "abc"[k % 3]!,
  }));
  return () => {
    for (const { at, way } of clouds)
      for (let k = 0; k < 5; k++) {
        at[k]! += way[k]!;
        if (at[k]! < 0 || at[k]! > 1) way[k] = -way[k]!;
      }
    const cloud = clouds[rng.int(clouds.length)]!;
    return { features: cloud.at.map((x) => x + 0.12 * rng.normal()), target: cloud.name };
  };
}

/** Friedman's function, scaled by a season that comes back four times, over a level that rises. */
function season(rng: Rng): RowAt {
  return (time) => {
    const x = uniform(rng, 7);
    const base = 10 * Math.sin(Math.PI * x[0]! * x[1]!) + 20 * (x[2]! - 0.5) ** 2 + 10 * x[3]! + 5 * x[4]!;
    const y = base * (1 + 0.25 * Math.sin(8 * Math.PI * time)) + 6 * time + rng.normal();
    return { features: x, target: y.toFixed(4) };
  };
}

/** Nothing ever changes. */
function still(rng: Rng): RowAt {
  return () => {
    const x = uniform(rng, 6);
    const odds = 3 * Math.sin(3 * x[0]!) + 4 * x[1]! * x[2]! - 2 * x[3]! - 2;
    return { features: x, target: rng.next() < 1 / (1 + Math.exp(-odds)) ? "yes" : "no" };
  };
}

const WORLDS: Record<string, (rng: Rng) => RowAt> = { sea, hyperplane, centres, season, still };

/** Writes the streams into a folder, where they are not there yet. */
export function inventedStreams(folder: string, seed: number): StreamSpec[] {
  return Object.entries(WORLDS).map(([name, world]) => {
    const file = `${name}-${seed}.csv`;
    const path = join(folder, file);
    if (!existsSync(path)) {
      const rowAt = world(createRng(deriveSeed(seed, name)));
      const lines = Array.from({ length: ROWS }, (_, row) => {
        const { features, target } = rowAt(row / ROWS);
        return [...features.map((x) => x.toFixed(5)), target].join(",");
      });
      const names = lines[0]!.split(",").map((_, k, all) => (k === all.length - 1 ? "y" : `x${k}`));
      writeFileSync(path, `${[names.join(","), ...lines].join("\n")}\n`);
    }
    return { name, file, target: "y", exclude: [], initial: 0.2, block: 240 };
  });
}
