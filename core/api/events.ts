/** Broadcasts facts to whoever watches. Nothing in the engine waits for a watcher. */
import { EventPublisher } from "@orpc/server";
import type { AppEvent } from "../contract/index.ts";

export interface Events {
  publish(event: AppEvent): void;
  /** Everything published from now on, until the signal aborts. */
  subscribe(signal?: AbortSignal): AsyncIterableIterator<AppEvent>;
}

export function createEvents(): Events {
  const publisher = new EventPublisher<{ event: AppEvent }>({ maxBufferedEvents: 1000 });
  return {
    publish: (event) => publisher.publish("event", event),
    subscribe: (signal) => publisher.subscribe("event", { signal }),
  };
}
