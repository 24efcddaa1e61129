import { expect, test } from "vitest";
import { createGroupCommit } from "./group-commit.ts";

test("what is added in one turn is written once, and everyone is answered after it", async () => {
  const writes: number[][] = [];
  const commits = createGroupCommit<number>((items) => writes.push([...items]));
  const first = commits.add([1, 2]);
  const second = commits.add([3]);
  expect(writes).toEqual([]);
  await Promise.all([first, second]);
  await commits.add([4]);
  expect(writes).toEqual([[1, 2, 3], [4]]);
});

test("one bad caller does not fail its neighbours", async () => {
  const written: number[] = [];
  const commits = createGroupCommit<number>((items) => {
    if (items.includes(13)) throw Object.assign(new Error("full"), { code: "SQLITE_FULL" });
    written.push(...items);
  });
  const results = await Promise.allSettled([commits.add([1]), commits.add([13]), commits.add([2])]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(results[1]).toMatchObject({ reason: { code: "DISK_FULL" } });
  expect(written).toEqual([1, 2]);
});

test("while held everything waits, for the one who lets go or for a flush", async () => {
  const writes: number[][] = [];
  const commits = createGroupCommit<number>((items) => writes.push([...items]));
  commits.hold(true);
  const first = commits.add([1]);
  await new Promise(setImmediate);
  const second = commits.add([2]);
  await new Promise(setImmediate);
  expect(writes).toEqual([]);
  commits.hold(false);
  await Promise.all([first, second]);
  expect(writes).toEqual([[1, 2]]);
});

test("those who wrote wait for what secures it, and fail where that fails", async () => {
  const secured: number[] = [];
  const commits = createGroupCommit<number>(
    () => undefined,
    async (callers) => {
      secured.push(callers);
      if (secured.length > 1) throw Object.assign(new Error("full"), { code: "ENOSPC" });
    },
  );
  await Promise.all([commits.add([1, 2]), commits.add([3])]);
  await expect(commits.add([4])).rejects.toMatchObject({ code: "DISK_FULL" });
  expect(secured).toEqual([2, 1]);
});

test("flush writes at once", async () => {
  const written: number[] = [];
  const commits = createGroupCommit<number>((items) => written.push(...items));
  const added = commits.add([1]);
  commits.flush();
  expect(written).toEqual([1]);
  await added;
  commits.flush();
  expect(written).toEqual([1]);
});
