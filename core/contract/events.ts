/** Facts that are broadcast. Events never drive control flow: whoever misses one can take a snapshot. */
import { z } from "zod";
import { Incident } from "./incidents.ts";
import { Job } from "./jobs.ts";

export const AppEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("models_changed"), model: z.string() }),
  z.object({ type: z.literal("incident_changed"), incident: Incident }),
  z.object({ type: z.literal("job_changed"), job: Job }),
  z.object({ type: z.literal("status_changed") }),
  z.object({ type: z.literal("alerts_changed") }),
  z.object({ type: z.literal("predictions_logged"), model: z.string(), count: z.int() }),
]);
export type AppEvent = z.infer<typeof AppEvent>;
