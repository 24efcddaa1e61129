/**
 * One thread leads, helpers help: a phase of work is cut into tasks, and whoever is free takes the next one. What a
 * task gives depends on the task alone, never on who did it. A helper that has not started yet is not waited for.
 */
import {
  GONE,
  HELPER_CALLED,
  HELPER_FINISHED,
  HELPER_STATE,
  MAILBOX_BYTES,
  MAILBOXES,
  NEXT_TASK,
  PHASE,
  READY,
  ROUND,
  TASKS,
} from "./layout";
import { work } from "./work";

/** Looks before a thread lets itself be put to sleep: some ten microseconds. */
const SPINS: i32 = 4000;
const SECOND: i64 = 1_000_000_000;

function mailbox(helper: u32): usize {
  return MAILBOXES + <usize>helper * MAILBOX_BYTES;
}

function takeTasks(phase: u32, tasks: u32, thread: u32): void {
  for (let task = atomic.add<u32>(NEXT_TASK, 1); task < tasks; task = atomic.add<u32>(NEXT_TASK, 1))
    work(phase, task, thread);
}

/** Does all tasks of a phase, with up to `helpers` helpers, numbered from 1. Traps where a helper died. */
export function run(phase: u32, tasks: u32, helpers: u32): void {
  if (helpers == 0 || tasks < 2) {
    for (let task: u32 = 0; task < tasks; task++) work(phase, task, 0);
    return;
  }
  const round = load<u32>(ROUND) + 1;
  store<u32>(ROUND, round);
  store<u32>(PHASE, phase);
  store<u32>(TASKS, tasks);
  atomic.store<u32>(NEXT_TASK, 0);
  for (let helper: u32 = 1; helper <= helpers; helper++) {
    const box = mailbox(helper);
    if (atomic.load<u32>(box, HELPER_STATE) != READY) continue;
    atomic.store<u32>(box, round, HELPER_CALLED);
    atomic.notify(box + HELPER_CALLED, 1);
  }
  takeTasks(phase, tasks, 0);
  for (let helper: u32 = 1; helper <= helpers; helper++)
    if (atomic.load<u32>(mailbox(helper), HELPER_CALLED) == round) awaitHelper(mailbox(helper), round);
}

function awaitHelper(box: usize, round: u32): void {
  for (let spins = 0; ; spins++) {
    const finished = atomic.load<u32>(box, HELPER_FINISHED);
    if (finished == round) return;
    if (atomic.load<u32>(box, HELPER_STATE) == GONE) unreachable();
    if (spins > SPINS) atomic.wait<i32>(box + HELPER_FINISHED, finished, SECOND);
  }
}

/** A helper's life. Returns never, but for a trap. */
export function help(helper: u32): void {
  const box = mailbox(helper);
  let round = atomic.load<u32>(box, HELPER_CALLED);
  atomic.store<u32>(box, READY, HELPER_STATE);
  for (;;) {
    for (let spins = 0; atomic.load<u32>(box, HELPER_CALLED) == round; spins++)
      if (spins > SPINS) atomic.wait<i32>(box + HELPER_CALLED, round, -1);
    round = atomic.load<u32>(box, HELPER_CALLED);
    takeTasks(load<u32>(PHASE), load<u32>(TASKS), helper);
    atomic.store<u32>(box, round, HELPER_FINISHED);
    atomic.notify(box + HELPER_FINISHED, 1);
  }
}

/** Says that a helper is no more, so that nobody waits for it. */
export function leave(helper: u32): void {
  const box = mailbox(helper);
  atomic.store<u32>(box, GONE, HELPER_STATE);
  atomic.notify(box + HELPER_FINISHED, 1);
}
