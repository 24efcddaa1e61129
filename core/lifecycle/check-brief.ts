/** A drift check without what only its own page shows: a report of 1,500 columns is two megabytes, this thirty kilobytes. */
import type { DriftReport } from "../contract/index.ts";

export interface CheckBrief
  extends Pick<DriftReport, "verdict" | "drifted" | "share" | "weighted_share" | "threshold"> {
  /** Of the window. */
  rows: number;
  /** Of each column its name, its PSI as far as a chart shows it, and 1 where it has drifted. */
  features: [name: string, psi: number | null, drifted: 0 | 1][];
}

/** Of a PSI: four digits after the point. */
const DIGITS = 10_000;
const round = (value: number | null): number | null => (value === null ? null : Math.round(value * DIGITS) / DIGITS);

/** What is kept beside a report, so that whoever asks for no more need not read it. */
export const briefOf = ({
  verdict,
  drifted,
  share,
  weighted_share,
  threshold,
  rows,
  features,
}: DriftReport): CheckBrief => ({
  ...{ verdict, drifted, share, weighted_share, threshold, rows: rows.current },
  features: features.map((feature) => [feature.name, round(feature.effect.psi), feature.drifted ? 1 : 0]),
});
