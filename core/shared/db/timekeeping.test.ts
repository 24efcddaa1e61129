import { expect, test } from "vitest";
import { silentLogger } from "../logger.ts";
import { openDatabase } from "./open.ts";
import { openTimekeeping } from "./timekeeping.ts";

const HOUR = 3_600_000;

/** A machine whose clock can be set, and restarts on the same database. */
function machine() {
  const db = openDatabase(":memory:");
  let [set, ran] = [0, 0];
  const store = (at: number) =>
    db
      .prepare(
        "INSERT INTO audit (at, actor, action, subject, detail, previous, hash) VALUES (?, '', '', '', '', '', '')",
      )
      .run(at);
  return {
    db,
    store,
    move: (ms: { set?: number; pass?: number }) => {
      set += ms.set ?? 0;
      ran += ms.pass ?? 0;
    },
    start: () => openTimekeeping(db, silentLogger, { wall: () => 1e12 + set + ran, running: () => ran }),
  };
}

test("after a restart nothing is stored before what is stored", () => {
  const { store, move, start } = machine();
  store(start().clock.now());
  move({ set: -5 * HOUR });
  const { clock } = start();
  expect(clock.now()).toBe(1e12);
  move({ pass: 2 * HOUR });
  expect(clock.now()).toBe(1e12 + HOUR);
});

test("what was set forward or back counts for no waiting time, after restarts too", () => {
  const { store, move, start } = machine();
  const first = start();
  const began = first.clock.now();
  move({ pass: HOUR, set: 48 * HOUR });
  store(first.clock.now());
  first.keep();
  expect(start().clock.elapsed(began)).toBe(HOUR);

  const second = start();
  second.clock.now();
  move({ set: -48 * HOUR });
  for (let look = 0; look < 4; look++) {
    move({ pass: HOUR });
    store(second.clock.now());
    second.keep();
  }
  expect(start().clock.elapsed(began)).toBe(5 * HOUR);
});
