/** The bounded queue: how much work is let in at once. What does not fit is told to come back, and costs nothing. */
import { HomeostatError } from "../../contract/index.ts";

export interface AdmissionLimits {
  /** Requests being worked on. */
  requests: number;
  /** Bytes of their bodies. */
  bytes: number;
}

export const DEFAULT_LIMITS: AdmissionLimits = { requests: 1024, bytes: 256 * 1024 * 1024 };

export interface Admission {
  /** @throws OVERLOADED */
  enter(bytes: number): void;
  leave(bytes: number): void;
}

/** Seconds after which a client may try again. */
const RETRY_AFTER = 1;

export function createAdmission(limits: AdmissionLimits = DEFAULT_LIMITS): Admission {
  let requests = 0;
  let held = 0;
  return {
    enter: (bytes) => {
      if (requests >= limits.requests || held + bytes > limits.bytes)
        throw new HomeostatError("OVERLOADED", { seconds: RETRY_AFTER });
      requests++;
      held += bytes;
    },
    leave: (bytes) => {
      requests--;
      held -= bytes;
    },
  };
}
