import { createServer } from "node:net";
import { expect, test } from "vitest";
import { eventually } from "../../testing/eventually.ts";
import { fakeService } from "../testing/fake-service.ts";
import { raw, request, statusOf } from "../testing/raw-http.ts";
import { CAN_SHARE } from "./acceptors.ts";
import { listen } from "./listen.ts";

const LOCAL = { port: 0, host: "127.0.0.1" };
const asked = (url: string) =>
  request("/predict", [`host: ${new URL(url).host}`, "content-type: application/json"], {
    method: "POST",
    body: '{"x":1}',
  });

/** Connections that come in while the event loop is busy, and the most of them that one of its turns takes in. */
async function takenInOneTurn(url: string, ours: { on(event: "connection", listener: () => void): unknown }) {
  let [turn, now, most] = [0, 0, 0];
  const counts = new Map<number, number>();
  ours.on("connection", () => {
    now = (counts.get(turn) ?? 0) + 1;
    counts.set(turn, now);
    most = Math.max(most, now);
  });
  let turning = true;
  const next = () => {
    turn++;
    if (turning) setImmediate(next);
  };
  next();
  const replies = Array.from({ length: 200 }, () => raw(url, asked(url)));
  expect((await Promise.all(replies)).map(statusOf)).toEqual(new Array(200).fill(200));
  turning = false;
  return most;
}

test.skipIf(!CAN_SHARE)("a crowd is taken in many at a turn, not one by one", async () => {
  await using service = await fakeService();
  const url = await listen(service.app, LOCAL);
  expect(await takenInOneTurn(url, service.app.server)).toBeGreaterThan(2);
});

test("closing finishes what came in by any of them, and the port is free again", async () => {
  const gate = Promise.withResolvers<void>();
  const service = await fakeService({ wait: () => gate.promise });
  const url = await listen(service.app, LOCAL);
  const working = Array.from({ length: 50 }, () => raw(url, asked(url)));
  await eventually(() => expect(service.calls).toHaveLength(50));
  const closed = service[Symbol.asyncDispose]();
  gate.resolve();
  expect((await Promise.all(working)).map(statusOf)).toEqual(new Array(50).fill(200));
  await closed;
  const after = createServer();
  await new Promise<void>((resolve, reject) => {
    after.on("error", reject);
    after.listen(Number(new URL(url).port), "127.0.0.1", resolve);
  });
  await new Promise((resolve) => after.close(resolve));
});
