import { expect, test } from "vitest";
import { createBackgroundSync } from "./background-sync.ts";

test("who asks is told when the work after the call is done, or how it failed; the work goes on", async () => {
  const failures: unknown[] = [];
  let turns = 0;
  const sync = createBackgroundSync(
    async () => {
      if (++turns === 1) throw new Error("EIO");
    },
    (error) => failures.push(error),
  );
  const [first, second] = [sync.settled(), sync.settled()];
  await expect(first).rejects.toThrow("EIO");
  await expect(second).rejects.toThrow("EIO");
  await sync.settled();
  expect([turns, failures]).toEqual([2, [new Error("EIO")]]);
  sync.close();
});
