import { afterEach, expect, test } from "vitest";
import { HomeostatError, type Job } from "../contract/index.ts";
import type { HealContext, Trainer } from "../heal/index.ts";
import { approveIncident, carry, open, rejectIncident, resumeIncidents, trainerOf } from "../heal/index.ts";
import { MODEL, openWorld, type World } from "../heal/testing/world.ts";
import { createEvents } from "./events.ts";
import { createJobs, type Jobs } from "./jobs.ts";
import { repairJobs } from "./repair-jobs.ts";

const worlds: World[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

/** A world that has turned round, and a list of jobs as the appliance makes it. */
async function opened(mode: "automatic" | "approve" = "automatic") {
  const world = await openWorld(mode);
  worlds.push(world);
  await world.live(-1, 300, 2);
  return { world, ...listed(world.context) };
}

function listed(healing: HealContext): { context: HealContext; jobs: Jobs; told: Job[] } {
  const events = createEvents();
  const jobs = createJobs({ clock: healing.clock, nextId: healing.nextId, events });
  const told: Job[] = [];
  const publish = events.publish;
  events.publish = (event) => {
    if (event.type === "job_changed") told.push(event.job);
    publish(event);
  };
  return { context: { ...healing, asJob: repairJobs(jobs) }, jobs, told };
}

const retraining = (context: HealContext): string =>
  open(context, {
    ...{ model: MODEL, diagnosis: "none", evidence: ["It looks so."], features: [], detectedMs: null },
    decision: { kind: "retrain", why: "more_data", approval: false, weighted: false, reasons: ["There is more data."] },
    champion: context.registry.production(MODEL),
  })!.id;

/** The trainer of a context, in whose first fit something happens; each fit then ends as a thread of its own would. */
function during(context: HealContext, happen: () => void): Trainer {
  const trainer = trainerOf(context);
  let isFirst = true;
  return {
    ...trainer,
    refit: async (recipe, table, schema, options) => {
      if (isFirst) happen();
      isFirst = false;
      if (options.signal?.aborted) throw new HomeostatError("CANCELLED");
      return trainer.refit(recipe, table, schema, options);
    },
  };
}

const rejections = ({ registry }: HealContext) => registry.audit.list({}).filter(({ action }) => action === "reject");

test("a retraining is a job: it names its incident, tells its stages and a share that only grows, and how it ended", async () => {
  const { context, jobs, told } = await opened();
  const id = retraining(context);
  const ended = await carry(context, id);
  expect(ended.state).toBe("verifying");
  const [job] = jobs.list();
  expect(job).toMatchObject({
    ...{ kind: "retrain", title: `Retrain ${MODEL}`, state: "done", about: { model: MODEL, incident: id } },
    result: { incident: id, state: "promoting", outcome: null },
  });
  const progress = told.map((each) => each.progress);
  expect(new Set(progress.map(({ stage }) => stage))).toEqual(
    new Set([
      ...["starting", "gathering", "testing", "weighing", "starting anew", "comparing versions"],
      ...["fitting on all rows", "exporting", "registering", "done"],
    ]),
  );
  const shares = progress.map(({ done }) => done);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.filter((done) => done > 0 && done < 1).length).toBeGreaterThan(3);
});

test.each(["the job", "the incident"])("stopped by %s, both end, with one entry in the audit trail", async (button) => {
  const { context, jobs } = await opened();
  const id = retraining(context);
  const stop = () => {
    if (button === "the job") jobs.cancel(jobs.list()[0]!.id);
    else rejectIncident(context, id);
  };
  const ended = await carry({ ...context, trainer: during(context, stop) }, id);
  expect(ended).toMatchObject({ state: "closed", outcome: "Stopped by a person.", challenger: null });
  expect(jobs.list()).toMatchObject([{ state: "cancelled", error: { code: "CANCELLED" } }]);
  expect(rejections(context)).toMatchObject([{ actor: "user", subject: id }]);
  expect(context.registry.versions(MODEL)).toHaveLength(1);
});

test("a job that is over is not stopped, and what has been made waits as before", async () => {
  const { context, jobs } = await opened("approve");
  const id = retraining(context);
  expect(await carry(context, id)).toMatchObject({ state: "held", waiting: true });
  expect(jobs.cancel(jobs.list()[0]!.id).state).toBe("done");
  expect(rejections(context)).toEqual([]);
  expect(await approveIncident(context, id)).toMatchObject({ state: "verifying" });
  expect(jobs.list()).toHaveLength(1);
});

test("an engine that ends puts it off; the next one goes on with it, as a job again", async () => {
  const { world, context, jobs } = await opened();
  const id = retraining(context);
  const closing: Promise<void>[] = [];
  const put = carry({ ...context, trainer: during(context, () => closing.push(jobs.close())) }, id);
  await expect(put).rejects.toMatchObject({ code: "CANCELLED" });
  await Promise.all(closing);
  expect(jobs.list()).toMatchObject([{ state: "cancelled" }]);
  expect(rejections(context)).toEqual([]);

  const again = listed(await world.restart());
  expect(await resumeIncidents(again.context)).toMatchObject([{ id, state: "acting" }]);
  expect(await carry(again.context, id)).toMatchObject({ state: "verifying", challenger: "v0002" });
  expect(again.jobs.list()).toMatchObject([{ state: "done", about: { incident: id } }]);
});
