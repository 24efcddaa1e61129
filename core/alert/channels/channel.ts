/** What a channel does: carries one message, or says why it could not. */
import type { Alert, AlertSettings } from "../../contract/index.ts";

export interface Parcel {
  /** The same for every attempt, so that receivers can tell a repetition. */
  id: string;
  alert: Alert;
  settings: AlertSettings;
  secret(name: "email_password" | "webhook_secret"): string | null;
  /** Aborts when the engine stops. */
  signal: AbortSignal;
}

/** @throws Error with a reason that a person understands */
export type Send = (parcel: Parcel) => Promise<void>;
