import type { MessagePortMain } from "electron";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ErrorBody } from "../../core/contract/errors.ts";
import { UtilityProcessDouble } from "../testing/electron-double.ts";
import { createSupervisor, type EngineProcess } from "./engine-supervisor.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function supervised() {
  const engines: UtilityProcessDouble[] = [];
  const told: string[] = [];
  const supervisor = createSupervisor({
    fork: () => {
      const engine = new UtilityProcessDouble("engine.js");
      engines.push(engine);
      return engine as unknown as EngineProcess;
    },
    flags: { port: 0 },
    onReady: (url) => void told.push(`ready ${url}`),
    onCrash: (code, pause) => void told.push(`crash ${code}, again in ${pause}`),
    onFailed: ({ code }) => void told.push(`failed ${code}`),
    onNotice: ({ title }) => void told.push(`notice ${title}`),
  });
  const ready = (number: number) => engines[number]!.emit("message", { type: "ready", url: `http://${number}` });
  return { supervisor, engines, told, ready };
}
const port = {} as MessagePortMain;
const failure: ErrorBody = { code: "DATABASE_NEWER", message: "Update Homeostat." };

test("starts one engine and says when it answers", () => {
  const { supervisor, engines, told, ready } = supervised();
  supervisor.start();
  supervisor.start();
  expect(engines).toHaveLength(1);
  expect(engines[0]!.received).toEqual([{ type: "start", flags: { port: 0 } }]);
  expect(supervisor.connect(port)).toBe(false);
  ready(0);
  expect(told).toEqual(["ready http://0"]);
  expect(supervisor.connect(port)).toBe(true);
  expect(engines[0]!.received.at(-1)).toEqual({ type: "connect" });
});

test("a crashed engine comes back, later each time, and takes no ports meanwhile", () => {
  const { supervisor, engines, told, ready } = supervised();
  supervisor.start();
  ready(0);
  engines[0]!.die(139);
  expect(supervisor.connect(port)).toBe(false);
  vi.advanceTimersByTime(249);
  expect(engines).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(engines).toHaveLength(2);
  engines[1]!.die(1);
  vi.advanceTimersByTime(500);
  ready(2);
  expect(told).toEqual(["ready http://0", "crash 139, again in 250", "crash 1, again in 500", "ready http://2"]);
});

test("after a minute of sound work a crash counts as the first", () => {
  const { supervisor, engines, told, ready } = supervised();
  supervisor.start();
  engines[0]!.die(1);
  vi.advanceTimersByTime(250);
  ready(1);
  vi.advanceTimersByTime(60_000);
  engines[1]!.die(1);
  expect(told.at(-1)).toBe("crash 1, again in 250");
});

test("an engine that cannot start says why and is not started again by itself", () => {
  const { supervisor, engines, told } = supervised();
  supervisor.start();
  engines[0]!.emit("message", { type: "failed", error: failure });
  engines[0]!.die(1);
  vi.advanceTimersByTime(120_000);
  expect([engines.length, told]).toEqual([1, ["failed DATABASE_NEWER"]]);
  supervisor.start();
  expect(engines).toHaveLength(2);
});

test("stopping asks first, and kills what does not go", async () => {
  const { supervisor, engines, told, ready } = supervised();
  supervisor.start();
  ready(0);
  const stopped = supervisor.stop(5000);
  expect(engines[0]!.received.at(-1)).toEqual({ type: "stop" });
  expect(engines[0]!.kills).toBe(0);
  await vi.advanceTimersByTimeAsync(5000);
  await stopped;
  expect(engines[0]!.kills).toBe(1);
  expect(told).toEqual(["ready http://0"]);
});

test("an engine that goes when asked is not killed, nor started again", async () => {
  const { supervisor, engines } = supervised();
  supervisor.start();
  const stopped = supervisor.stop();
  engines[0]!.die(0);
  await stopped;
  await vi.advanceTimersByTimeAsync(120_000);
  expect([engines.length, engines[0]!.kills]).toEqual([1, 0]);
});

test("stopping between two starts cancels the next one", async () => {
  const { supervisor, engines } = supervised();
  supervisor.start();
  engines[0]!.die(1);
  await supervisor.stop();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(engines).toHaveLength(1);
});

test("hands on what the engine finds worth telling, while it runs and while it starts", () => {
  const { supervisor, engines, told, ready } = supervised();
  supervisor.start();
  const tell = (title: string) =>
    engines[0]!.emit("message", { type: "notify", notice: { title, text: [], address: "#/" } });
  tell("early");
  ready(0);
  tell("late");
  expect(told).toEqual(["notice early", "ready http://0", "notice late"]);
});
