/** The verdict in words for people who are no statisticians: what is so, what it means, what to do. */
import type { DriftReport, FeatureDrift } from "../../contract/index.ts";
import { list, percent, plural } from "../words.ts";

export interface Advice {
  tone: "ok" | "warn" | "alert";
  says: string;
  means: string;
  /** What the reader can do now. */
  advice: string;
}

/** Drifted ones first, the largest effect on top. */
export const byWeight = (a: FeatureDrift, b: FeatureDrift): number =>
  Number(b.drifted) - Number(a.drifted) || (b.effect.psi ?? -1) - (a.effect.psi ?? -1);

export const changedFeatures = ({ features }: DriftReport): FeatureDrift[] =>
  features.filter(({ drifted }) => drifted).sort(byWeight);

const LEAST_ROWS = 50;

export function adviceOn(report: DriftReport): Advice {
  const changed = changedFeatures(report);
  const names = list(
    changed.map(({ name }) => name),
    3,
  );
  const count = `${changed.length} of ${plural(report.features.length, "column")}`;
  switch (report.verdict) {
    case "data_break": {
      const broken = [...new Set(report.quality.map(({ column }) => column))];
      return {
        tone: "alert",
        says: "The incoming data are broken.",
        means: "Something is wrong with the feed, not with the world: the findings below say what.",
        advice: `Do not rely on answers to these rows. Ask whoever delivers the data about ${list(broken, 3)}.`,
      };
    }
    case "too_few_rows":
      return {
        tone: "warn",
        says: "There are too few rows to judge.",
        means: `${plural(Math.min(report.rows.reference, report.rows.current), "row")} cannot tell a change from chance; ${LEAST_ROWS} are needed on either side.`,
        advice: "Nothing yet. Look again when more rows have come.",
      };
    case "drift":
      return {
        tone: "alert",
        says: `The data have changed: ${count} drifted.`,
        means: `${percent(report.share)} of the columns differ from the reference by more than chance; drift of the whole counts above ${percent(report.threshold)}.`,
        advice: `Check whether the answers are still right: compare some recent ones with what really happened, first where ${names} play a part.`,
      };
    case "no_drift":
      if (changed.length > 0)
        return {
          tone: "warn",
          says: `Most of the data are as they were; ${count} drifted.`,
          means: "A few columns have changed by more than chance.",
          advice: `Have a look at ${names}. There is no reason to act.`,
        };
      return {
        tone: "ok",
        says: "Nothing has changed that matters.",
        means: "Whatever differs is small, or can be chance.",
        advice: "Nothing.",
      };
  }
}
