/** The forming window of each model, fed with every logged row once; after a restart with those of that window again. */
import type { FormingFacts } from "../observe/index.ts";
import { createFormingWindow } from "../observe/index.ts";
import { lastCheckAt } from "./checks.ts";
import { inputReader } from "./logged-rows.ts";
import type { Loop } from "./loop.ts";
import { LARGEST_WINDOW, liveVersion } from "./window.ts";

type Watched = Pick<Loop, "db" | "registry" | "log">;

interface Forming {
  version: string;
  /** When the window before it closed. */
  after: number;
  lastSeq: number;
  facts: FormingFacts;
  read: ReturnType<typeof inputReader>;
}

const forming = new WeakMap<Loop["log"], Map<string, Forming>>();

function formingOf(loop: Watched, model: string): Forming {
  const { version, schema, statistics } = liveVersion(loop, model);
  const ofLog = forming.get(loop.log) ?? new Map<string, Forming>();
  forming.set(loop.log, ofLog);
  const after = lastCheckAt(loop, model);
  const found = ofLog.get(model);
  if (found?.version === version && found.after === after) return found;
  const facts = createFormingWindow(schema, statistics);
  const made: Forming = { version, after, lastSeq: 0, facts, read: inputReader(schema) };
  ofLog.set(model, made);
  return made;
}

/** Takes in what was logged since it was asked last. A window that has closed, or another version, begins anew. */
export function formingWindow(loop: Watched, model: string): FormingFacts {
  const its = formingOf(loop, model);
  const rows = loop.log.unread(model, { since: its.after + 1, afterSeq: its.lastSeq, limit: LARGEST_WINDOW });
  for (const row of rows) {
    const { input, at } = row.read();
    its.facts.add(its.read(input), at);
  }
  its.lastSeq = rows.at(-1)?.seq ?? its.lastSeq;
  return its.facts;
}
