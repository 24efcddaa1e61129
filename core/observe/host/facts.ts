/** What the machine is doing, kept for a moment, and since when it has been short of something. */
import type { HostFacts, HostResource } from "../../contract/index.ts";
import { pressed } from "./pressure.ts";
import type { HostSample } from "./sample.ts";
import { askSampler } from "./sampler.ts";

/** A sample is as good as new for this long, ms. */
const FRESH_MS = 5_000;

let last: { at: number; sample: Promise<HostSample> } | null = null;
let since: Partial<Record<HostResource, string>> = {};

/** Notes what is under pressure now, and keeps since when. @param now ISO 8601 */
export function sinceWhen(facts: HostFacts, earlier: typeof since, now: string): typeof since {
  return Object.fromEntries(pressed(facts).map((resource) => [resource, earlier[resource] ?? now]));
}

async function sampled(): Promise<HostSample> {
  const sample = await askSampler();
  since = sinceWhen(sample.facts, since, new Date().toISOString());
  return { ...sample, facts: { ...sample.facts, pressed_since: since } };
}

/** The newest sample, at most five seconds old; callers at the same time share one. */
export function sampleHost(now = performance.now()): Promise<HostSample> {
  if (last && now - last.at < FRESH_MS) return last.sample;
  const sample = sampled();
  last = { at: now, sample };
  // A failed sample must not be handed out again; whoever asked for it gets the error.
  sample.catch(() => {
    if (last?.sample === sample) last = null;
  });
  return sample;
}

/**
 * CPU, memory, disk, load, temperature and battery, where there is one.
 * @example (await observeHost()).memory_available_bytes
 * Source: systeminformation; /proc and sysctl behind it.
 */
export const observeHost = async (): Promise<HostFacts> => (await sampleHost()).facts;
