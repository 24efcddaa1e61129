/** The making of a challenger as a job, whoever asked for it: a person, an approval or the watch. */
import { say } from "../contract/index.ts";
import type { HealContext } from "../heal/index.ts";
import type { Jobs } from "./jobs.ts";

/** To cancel the job is to stop the incident: one rule and one entry in the audit trail, whichever button is pressed. */
export const repairJobs =
  (jobs: Jobs): NonNullable<HealContext["asJob"]> =>
  ({ incident: { id, model, decision }, work, stop }) =>
    jobs.run("retrain", say(decision === "reweight" ? "jobReweight" : "jobRetrain", { model }), undefined, work, {
      about: { model, incident: id },
      stop,
    });
