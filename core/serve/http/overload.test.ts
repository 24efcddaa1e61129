/** A crowd over real sockets: who does not fit is told to come back while the others are still being worked on. */
import { expect, test } from "vitest";
import { eventually } from "../../testing/eventually.ts";
import { fakeService } from "../testing/fake-service.ts";
import { raw, request, statusOf } from "../testing/raw-http.ts";
import { listen } from "./listen.ts";

const QUEUE = 8;
const CONNECTIONS = 40;
const CROWD = 100;

test("a crowd: the queue is filled, the rest is refused before any is answered, and the next ones are served", async () => {
  const gate = Promise.withResolvers<void>();
  await using service = await fakeService({
    wait: () => gate.promise,
    limits: { requests: QUEUE, bytes: 1e6, connections: CONNECTIONS },
  });
  const url = await listen(service.app, { port: 0, host: "127.0.0.1" });
  const headers = [`host: ${new URL(url).host}`, "content-type: application/json"];
  const ask = request("/predict", headers, { method: "POST", body: '{"x":1}' });
  const answers: string[] = [];
  const crowd = Array.from({ length: CROWD }, () => raw(url, ask).then((reply) => answers.push(reply)));

  await eventually(() => expect(answers).toHaveLength(CROWD - QUEUE));
  for (const reply of answers) {
    expect(statusOf(reply)).toBe(503);
    expect(reply).toMatch(/\r\nretry-after: 1\r\n/i);
    expect(reply).toContain('"code":"OVERLOADED"');
  }
  expect(service.metrics.facts().queue_depth).toBe(QUEUE);
  expect(service.calls).toHaveLength(QUEUE);
  // Whoever only asks how it goes is not kept waiting by the queue.
  expect(statusOf(await raw(url, request("/health/live", headers)))).toBe(200);

  gate.resolve();
  await Promise.all(crowd);
  expect(answers.slice(CROWD - QUEUE).map(statusOf)).toEqual(new Array(QUEUE).fill(200));
  expect(statusOf(await raw(url, ask))).toBe(200);
  await eventually(() => expect(service.metrics.facts().queue_depth).toBe(0));
});

test("bodies are bounded together, by what they say they will be, and by the most where they do not", async () => {
  const gate = Promise.withResolvers<void>();
  const MB = 1024 * 1024;
  await using service = await fakeService({
    wait: () => gate.promise,
    limits: { requests: 100, bytes: 11 * MB, connections: 100 },
  });
  const url = await listen(service.app, { port: 0, host: "127.0.0.1" });
  const head = `POST /predict HTTP/1.1\r\nhost: ${new URL(url).host}\r\ncontent-type: application/json\r\nconnection: close\r\n`;
  const chunked = `${head}transfer-encoding: chunked\r\n\r\n7\r\n{"x":1}\r\n0\r\n\r\n`;
  const stated = (bytes: number) => `${head}content-length: ${bytes}\r\n\r\n{"x":${"1".repeat(bytes - 6)}}`;
  const first = raw(url, chunked);
  await eventually(() => expect(service.calls).toHaveLength(1));
  expect(statusOf(await raw(url, chunked))).toBe(503);
  const small = raw(url, stated(100));
  await eventually(() => expect(service.calls).toHaveLength(2));
  gate.resolve();
  expect((await Promise.all([first, small])).map(statusOf)).toEqual([200, 200]);
  await eventually(() => expect(service.metrics.facts().queue_depth).toBe(0));
  expect(statusOf(await raw(url, chunked))).toBe(200);
});
