/** What there is to tell about a cause now. */
import type { Alert } from "../contract/index.ts";

export type News = Pick<Alert, "cause" | "kind" | "severity" | "title" | "text" | "model" | "incident" | "commands"> & {
  /** Hash route of the page that shows it. */
  route: string;
  /** The cause is over. */
  ends: boolean;
};

/** The commands are typed as they stand: ids hold letters and digits only. */
export const command = (...words: string[]): string => ["homeostat", ...words].join(" ");
