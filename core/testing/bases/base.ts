/** Tables that worlds are made from: each a mixture of kinds of rows, of which two are rare when a model is trained. */
import type { ClassLabel, Task } from "../../contract/index.ts";
import type { Table } from "../../data/index.ts";
import { clinicWorld } from "../worlds.ts";
import { claimsWorld } from "./claims.ts";
import { heatingWorld } from "./heating.ts";

export interface BaseOptions {
  rows: number;
  seed: number;
  /** How far the world has turned: 0 as it was, 1 what mattered most means the opposite. */
  concept?: number;
  /** Share of rows that look unlike the rest and are as easy to predict (benign), or are not (harmful). */
  kinds?: { benign: number; harmful: number };
}

export interface Base {
  name: string;
  target: string;
  task: Task;
  classes: readonly ClassLabel[];
  make(options: BaseOptions): Table;
  /** Rows of the harmful kind look like no others; where they may, only outcomes can tell that they are commoner. */
  harmShows: boolean;
  /** A number that the model leans on, and a category. */
  driver: string;
  category: string;
}

export const BASES: readonly Base[] = [
  {
    ...{ name: "clinic", target: "readmitted", task: "binary", classes: ["no", "yes"], make: clinicWorld },
    ...{ driver: "glucose", category: "ward", harmShows: false },
  },
  {
    ...{ name: "heating", target: "kwh", task: "regression", classes: [], make: heatingWorld },
    ...{ driver: "area", category: "insulation", harmShows: true },
  },
  {
    ...{
      name: "claims",
      target: "end",
      task: "multiclass",
      classes: ["paid", "refused", "settled"],
      make: claimsWorld,
    },
    ...{ driver: "n0", category: "c0", harmShows: true },
  },
];
