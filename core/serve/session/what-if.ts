/** What the live version would say of a row that nobody sent: for a person who tries values. */
import { type Feature, HomeostatError, type Prediction, type Row, type WhatIf } from "../../contract/index.ts";
import { type Explanation, explainRow } from "../explain/explain.ts";
import type { LiveVersion } from "./live-version.ts";
import { createReplies } from "./reply.ts";
import type { Sessions } from "./sessions.ts";

/** Places on a curve over numbers, and the most over categories. */
const PLACES = 41;

export interface WhatIfAsked {
  /** The one model where absent. */
  model?: string | undefined;
  row: Row;
  /** The feature to draw the answer over. */
  vary?: string | undefined;
}

type Cell = Row[string];

/** Values across what training saw of a feature, ascending, and the row's own; none for dates, which have no range. */
function placesOf(feature: Feature, own: Cell): Cell[] {
  if (feature.type === "datetime") return [];
  if (feature.type !== "number") {
    const known = feature.categories.slice(0, PLACES);
    return typeof own === "string" && own !== "" && !known.includes(own) ? [...known, own] : known;
  }
  const { min, max, low, high } = feature.range;
  const even = Array.from({ length: PLACES }, (_, i) => min + ((max - min) * i) / (PLACES - 1));
  const places = new Set(feature.integer ? even.map(Math.round) : even);
  if (typeof own === "number" && own >= low && own <= high) places.add(own);
  return [...places].toSorted((a, b) => a - b);
}

async function curveOf(
  live: LiveVersion,
  row: Row,
  name: string,
  { explained_class }: Explanation,
): Promise<WhatIf["curve"]> {
  const feature = live.schema.features.find((each) => each.name === name);
  if (!feature)
    throw new HomeostatError("COLUMN_NOT_FOUND", {
      column: name,
      columns: live.schema.features.map((each) => each.name),
    });
  const tried = placesOf(feature, row[name] ?? null).flatMap((value) => {
    const valid = live.validate({ ...row, [name]: value });
    return valid.ok ? [{ value, values: valid.values }] : [];
  });
  if (tried.length === 0) return { feature: name, points: [] };
  const { scores } = await live.many(tried.map(({ values }) => values));
  const output = explained_class === undefined ? 0 : live.schema.classes.indexOf(explained_class);
  return {
    feature: name,
    points: tried.map(({ value }, i) => ({ value, y: scores.values[i * scores.outputs + output]! })),
  };
}

async function answered(live: LiveVersion, row: Row, vary: string | undefined): Promise<WhatIf> {
  const valid = live.validate(row);
  if (!valid.ok) throw HomeostatError.from(valid.error);
  const { scored, row: place } = await live.one(valid.values);
  const { output } = createReplies(live).answer(scored, place, valid.flags);
  const reasons = await explainRow(live.fitted, live.schema, valid.values);
  const curve = vary === undefined ? null : await curveOf(live, row, vary, reasons);
  const said = JSON.parse(output) as Pick<Prediction, "prediction" | "flags">;
  return { model: live.model, version: live.version, ...said, ...reasons, curve };
}

/**
 * The production version's answer with its reasons and, over one feature, the answers around it. Leaves no trace:
 * nothing is logged, so that no drift check, count, shadow or canary takes a person's trials for the world.
 * @throws 422 for a row that would be refused, COLUMN_NOT_FOUND, and as Sessions.get
 * @example await whatIf(sessions, { model: "diabetes", row, vary: "Glucose" }); // { prediction: 1, …, curve: { … } }
 */
export async function whatIf(sessions: Sessions, { model, row, vary }: WhatIfAsked): Promise<WhatIf> {
  const live = sessions.get(model);
  live.enter();
  try {
    return await answered(live, row, vary);
  } finally {
    live.leave();
  }
}
