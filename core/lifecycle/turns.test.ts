import { expect, test } from "vitest";
import { inTurn } from "./turns.ts";

test("one thing at a time per model; what is cancelled while it waits is answered at once and never runs", async () => {
  const owner = {};
  const ran: string[] = [];
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const first = inTurn(owner, "m", async () => {
    ran.push("first");
    await ended;
  });
  const stop = new AbortController();
  const second = inTurn(owner, "m", async () => ran.push("second"), stop.signal);
  const other = await inTurn(owner, "other", async () => ran.push("other"));
  const third = inTurn(owner, "m", async () => ran.push("third"), new AbortController().signal);
  stop.abort();
  await expect(second).rejects.toMatchObject({ code: "CANCELLED" });
  expect(ran).toEqual(["first", "other"]);
  expect(other).toBe(2);
  end();
  await first;
  expect(await third).toBe(3);
  expect(ran).toEqual(["first", "other", "third"]);
});

test("what is cancelled while it runs ends by itself", async () => {
  const stop = new AbortController();
  const run = inTurn(
    {},
    "m",
    async () => {
      stop.abort();
      return "done";
    },
    stop.signal,
  );
  expect(await run).toBe("done");
});
