/** Made-up but plausible: what the watch thought and decided, with and without an incident. */
import type { Incident, Judgement } from "../../core/contract/incidents.ts";
import { at } from "./double-models.ts";

type Told = Pick<Judgement, "model" | "diagnosis" | "decision" | "evidence" | "reasons"> & {
  /** Hours ago. */
  from: number;
  to: number;
  features?: string[];
};

/** Kinds that open no incident: they are watched. */
const WATCHED: readonly Told[] = [
  {
    ...{ model: "bike_demand", diagnosis: "none", decision: "keep", from: 40, to: 0.1 },
    evidence: ["RMSE is 43.6 (95 % interval 40.1 to 47.3) on 214 outcomes, 3.6 % worse than the 42.1 promised."],
    reasons: ["Nothing speaks against the live version."],
  },
  {
    ...{ model: "bike_demand", diagnosis: "outliers", decision: "watch", from: 64, to: 52, features: ["windspeed"] },
    evidence: ["1.4 % of the rows were refused, 6.2 % flagged as outliers."],
    reasons: ["Single rows are far from the rest; they were refused or flagged."],
  },
  {
    ...{ model: "bike_demand", diagnosis: "host_pressure", decision: "defer", from: 190, to: 188 },
    evidence: ["0.4 GB of 16.0 GB memory are free (limit 5 %)."],
    reasons: ["The machine is busy: training waits."],
  },
  {
    ...{
      model: "diabetes",
      diagnosis: "benign_drift",
      decision: "watch",
      from: 130,
      to: 60,
      features: ["Pregnancies"],
    },
    evidence: ["12 % of the features drifted, 3 % by their importance: Pregnancies."],
    reasons: ["The inputs moved and the model did not suffer: it stays."],
  },
  {
    ...{ model: "diabetes", diagnosis: "blind", decision: "watch", from: 400, to: 300 },
    evidence: ["No outcome for 170 hours: nobody can say whether the answers are right. Report what really happened."],
    reasons: ["No outcomes have arrived for too long: nobody can say whether the model is still right."],
  },
];

/** Every incident, and what was only watched; newest first. */
export function judgements(incidents: readonly Incident[], now: number): Judgement[] {
  const opened = incidents.map(
    ({ model, diagnosis, decision, features, evidence, steps, opened_at, id }): Judgement => ({
      ...{ model, diagnosis, decision, features, evidence, incident: id, turns: 1, current: false },
      ...{ reasons: steps.slice(0, 1).map(({ note }) => note), from: opened_at, to: opened_at },
    }),
  );
  const watched = WATCHED.map(
    ({ from, to, features = [], ...told }): Judgement => ({
      ...{ ...told, features, incident: null, current: false },
      ...{ from: at(now, from), to: at(now, to), turns: 1 + Math.round((from - to) * 6) },
    }),
  );
  const all = [...opened, ...watched].toSorted((a, b) => b.to.localeCompare(a.to));
  const newest = new Map(all.toReversed().map((one) => [one.model, one]));
  return all.map((one) => ({ ...one, current: newest.get(one.model) === one }));
}
