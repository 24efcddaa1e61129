/** The bounded queue: how much work is let in at once. What does not fit is told to come back, and costs nothing. */
import { HomeostatError } from "../../contract/index.ts";

export interface AdmissionLimits {
  /** Requests being worked on. */
  requests: number;
  /** Bytes of their bodies. */
  bytes: number;
  /** Connections open at once. */
  connections: number;
}

/** A full queue is worked off in about 20 ms. */
export const DEFAULT_LIMITS: AdmissionLimits = { requests: 256, bytes: 256 * 1024 * 1024, connections: 512 };

export interface Admission {
  /** @throws OVERLOADED */
  enter(bytes: number): void;
  leave(bytes: number): void;
}

/** Seconds after which a client may try again. */
const RETRY_AFTER = 1;

export const overloaded = (): HomeostatError => new HomeostatError("OVERLOADED", { seconds: RETRY_AFTER });

export function createAdmission(limits: AdmissionLimits): Admission {
  let requests = 0;
  let held = 0;
  return {
    enter: (bytes) => {
      if (requests >= limits.requests || held + bytes > limits.bytes) throw overloaded();
      requests++;
      held += bytes;
    },
    leave: (bytes) => {
      requests--;
      held -= bytes;
    },
  };
}
