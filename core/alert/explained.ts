/** States that an incident tells of already: one cause is told once. */
import type { Incident } from "../contract/index.ts";
import type { Database } from "../shared/index.ts";
import type { Condition } from "./standing-news.ts";

type Told = Pick<Incident, "model" | "diagnosis">;

/** An incident that was opened a little before the state was seen explains it too, ms. */
const BEFORE_MS = 60_000;

const explains = ({ cause, model }: Condition["news"], incident: Told): boolean =>
  cause === "service" ? incident.diagnosis === "service_fault" : incident.model === model;

/**
 * Whether an incident that is open, or was opened when the state began or since, tells of it.
 * @param open incidents that are not ended
 * @param since when the state began, epoch ms
 */
export function isExplained(db: Database, news: Condition["news"], since: number, open: readonly Told[]): boolean {
  const recent = db
    .prepare<[number], Told>(
      "SELECT model, json_extract(body, '$.diagnosis') AS diagnosis FROM incidents WHERE opened_at >= ?",
    )
    .all(since - BEFORE_MS);
  return [...open, ...recent].some((incident) => explains(news, incident));
}
