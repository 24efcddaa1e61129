/** What `decide` remembers of a model: earlier actions and what is still open. Plain data, stored with each decision. */
import { z } from "zod";
import { Diagnosis, IncidentState } from "../contract/index.ts";

const moment = z.number();

export const DecisionHistory = z.object({
  /** Incidents that are still worked on, or that wait for a person. */
  open: z.array(
    z.object({
      ...{ id: z.string(), diagnosis: Diagnosis, state: IncidentState, waiting: z.boolean() },
      /** Its challenger was made without outcomes. */
      weighted: z.boolean().default(false),
    }),
  ),
  /** Start of the newest training, reweighting or roll-back, epoch ms. */
  lastActionAt: moment.nullable(),
  /** Trainings started within the last 24 hours. */
  trainingsToday: z.int(),
  /** Labelled rows that may be learnt from, now. */
  labelled: z.int(),
  /** The newest refit test: what `labelled` was, what had been diagnosed, the loss of the version it left live. */
  lastRefit: z
    .object({ at: moment, labelledThen: z.int(), won: z.boolean(), diagnosis: Diagnosis, loss: z.number() })
    .nullable(),
  /** Gain of a refit per labelled row that the live version has not seen, learnt from earlier tests (log of losses). */
  gainRate: z.number().nullable(),
  /** A reweighting that the gate refused on this version: the same is not tried again. */
  reweightRefused: z.boolean(),
  /** A weighted retraining of this version was tried: without outcomes the same is not tried again. */
  weightedTried: z.boolean().default(false),
  /** The promotion that made the live version live; `from` is what it replaced. */
  release: z.object({ version: z.string(), at: moment, from: z.string().nullable() }).nullable(),
  /** Log loss or mean squared error of the live version at registration, and the upper end of its 95 % interval. */
  promisedLoss: z.object({ value: z.number(), high: z.number() }).nullable(),
  /** A person asks for a retraining now. */
  requested: z.boolean(),
  /** The cron schedule asks for one. */
  scheduled: z.boolean(),
});
export type DecisionHistory = z.infer<typeof DecisionHistory>;

/** A model about which nothing has happened yet. */
export const NO_HISTORY: DecisionHistory = {
  open: [],
  lastActionAt: null,
  trainingsToday: 0,
  labelled: 0,
  lastRefit: null,
  gainRate: null,
  reweightRefused: false,
  weightedTried: false,
  release: null,
  promisedLoss: null,
  requested: false,
  scheduled: false,
};
