/** The engine's events, for as long as the page lives: reconnects by itself, slower each time, up to five seconds. */
import type { AppEvent } from "../../core/contract/events.ts";
import { client } from "./client.ts";
import { asProblem, type Problem } from "./problem.ts";

export interface Subscriber {
  /** The stream is open: take a snapshot now, nothing after it will be missed. */
  connected(): void;
  event(event: AppEvent): void;
  lost(problem: Problem): void;
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

export async function subscribe(subscriber: Subscriber, signal: AbortSignal): Promise<void> {
  let wait = 250;
  while (!signal.aborted) {
    try {
      const events = await client.events(undefined, { signal });
      wait = 250;
      subscriber.connected();
      for await (const event of events) subscriber.event(event);
      subscriber.lost(asProblem(undefined));
    } catch (thrown) {
      if (signal.aborted) return;
      subscriber.lost(asProblem(thrown));
    }
    await pause(wait, signal);
    wait = Math.min(wait * 2, 5000);
  }
}
