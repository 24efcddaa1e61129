import { expect, test } from "vitest";
import { pythonWith } from "../../core/testing/python.ts";
import { fuzz, judge } from "./fuzz.ts";
import { schemathesis } from "./schemathesis.ts";

test("generated requests: no 5xx, none unanswered, the next one served, nothing left in the queue", async () => {
  const { examples, ...report } = await fuzz({ requests: 3000, seed: 20_260_101, connections: 4 });
  expect(examples).toEqual([]);
  expect(report).toMatchObject({ requests: 3000, wrong: 0 });
  // Most of it must be more than noise that is refused at the door.
  for (const status of [200, 400, 404, 409, 415, 422]) expect(report.statuses[status], `${status}`).toBeGreaterThan(0);
  expect(report.footprints.at(-1)).toMatchObject({ queue: 0 });
});

test("an answer that should not be is noticed", () => {
  const answer = (status: string, body: string, headers = "x-request-id: 1\r\n") =>
    `HTTP/1.1 ${status}\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;
  expect(judge(answer("200 OK", "{}"))).toBeNull();
  expect(judge(answer("404 Not Found", '{"error":{"code":"NOT_FOUND","message":"No."}}'))).toBeNull();
  expect(judge(answer("503 Busy", '{"error":"Busy."}', "x-request-id: 1\r\nretry-after: 1\r\n"))).toBeNull();
  expect(judge(answer("503 Busy", '{"error":"Busy."}'))).toMatch("status 503");
  expect(judge(answer("500 No", '{"error":"No."}'))).toMatch("status 500");
  expect(judge(answer("400 No", ""))).toMatch("not JSON");
  expect(judge(answer("400 No", "{}"))).toMatch("without a reason");
  expect(judge(answer("200 OK", "{}", ""))).toMatch("request id");
  expect(judge(answer("400 No", '{"error":"at core/serve/x"}'))).toMatch("business");
  expect(judge(answer("200 OK", "{}").slice(0, -1))).toMatch("cut off");
});

const python = pythonWith("schemathesis");

test.skipIf(python === null)("Schemathesis finds nothing against the description", { timeout: 300_000 }, async () => {
  const { code, out } = await schemathesis(python!, 10);
  expect(code, out).toBe(0);
});
