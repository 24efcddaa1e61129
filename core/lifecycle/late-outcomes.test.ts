import { afterEach, expect, test } from "vitest";
import { columnNamed } from "../data/index.ts";
import { countLearning, learningRows, takeInOutcomes } from "../heal/index.ts";
import { MODEL, openWorld, type World } from "../heal/testing/world.ts";
import { errorAlarms, keepErrorWatch } from "./error-watch.ts";

const worlds: World[] = [];
afterEach(async () => {
  for (const each of worlds.splice(0)) await each.close();
});

const VERSION = "v0001";

async function unanswered(rows: number) {
  const world = await openWorld("observe");
  worlds.push(world);
  const { context, schema } = world;
  await world.ask(rows, 2);
  const ids = context.log.window(MODEL).map(({ id }) => id);
  const report = (from: number, to: number, outcome: (place: number) => number) =>
    context.log.feedback(ids.slice(from, to).map((id, at) => ({ prediction_id: id, outcome: outcome(from + at) })));
  const alarms = () => errorAlarms(context, MODEL, VERSION, schema);
  /** As after a start: nothing is remembered but what was kept. */
  const started = () => ({ ...context, log: { ...context.log } });
  const alarmsOf = (loop: typeof context) => errorAlarms(loop, MODEL, VERSION, schema);
  const outcomes = async () => {
    const { production, seqs } = await learningRows(context, MODEL, VERSION);
    const { values } = columnNamed(production, schema.target) as { values: Float64Array };
    return { values: [...values], seqs: [...seqs] };
  };
  return { context, report, alarms, started, alarmsOf, outcomes };
}

test("outcomes of earlier rows that come later reach the detectors too, each once", async () => {
  const { report, alarms } = await unanswered(1200);
  report(1150, 1200, () => 0);
  expect(await alarms()).toEqual([]);
  report(0, 1150, (place) => (place < 300 ? 0 : 50));
  // Two askers at once take in what came between them.
  const [first, second] = await Promise.all([alarms(), alarms()]);
  expect(new Set([...first, ...second])).toContain("adwin");
});

test("a start goes on where the detectors were kept, reads what came since, and finds the same", async () => {
  const { context, report, alarms, started, alarmsOf } = await unanswered(1200);
  report(0, 600, () => 0);
  await alarms();
  keepErrorWatch(context, MODEL);
  report(600, 1200, (place) => (place < 700 ? 0 : 50));
  const found = await alarms();
  expect(found).toContain("adwin");
  const fresh = started();
  const places: number[] = [];
  const { answers } = context.log.reported;
  fresh.log.reported = {
    ...context.log.reported,
    answers: (model, options) => {
      places.push(options.after);
      return answers(model, options);
    },
  };
  expect(await alarmsOf(fresh)).toEqual(found);
  expect(places[0]).toBe(600);
});

test("rows are learnt in the order of the log, whenever their outcomes came", async () => {
  const { context, report, outcomes } = await unanswered(700);
  report(600, 700, (place) => place);
  expect((await outcomes()).values).toEqual(Array.from({ length: 100 }, (_, at) => 600 + at));
  report(0, 600, (place) => place);
  await takeInOutcomes(context, MODEL, VERSION);
  expect(countLearning(context, MODEL, VERSION)).toEqual({ labelled: 700, untouched: 700 });
  const { values, seqs } = await outcomes();
  expect(values).toEqual(Array.from({ length: 700 }, (_, at) => at));
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
});
