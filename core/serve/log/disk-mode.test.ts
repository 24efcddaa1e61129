import { describe, expect, test, vi } from "vitest";
import { HomeostatError } from "../../contract/index.ts";
import { eventually } from "../../testing/eventually.ts";
import { createDiskMode, RESERVE } from "./disk-mode.ts";

const broken = (code: string) => Object.assign(new Error(code), { code });

/** A mode over a disk that takes what it is told to take. */
function withDisk() {
  const disk = { room: 100 * RESERVE, error: null as Error | null, probes: 0 };
  const take = () => {
    if (disk.error) throw disk.error;
  };
  const mode = createDiskMode({
    probe: async () => {
      disk.probes++;
      take();
    },
    room: async () => disk.room,
  });
  return { disk, take, mode, [Symbol.dispose]: mode.close };
}

test.each([
  ["SQLITE_FULL", "full", "DISK_FULL"],
  ["ENOSPC", "full", "DISK_FULL"],
  ["SQLITE_IOERR_WRITE", "failing", "DISK_FAILED"],
  ["EIO", "failing", "DISK_FAILED"],
])("%s: nothing more is tried until the disk takes something again", async (code, state, told) => {
  using open = withDisk();
  const { disk, take, mode } = open;
  disk.error = broken(code);
  expect(() => mode.write(take)).toThrow(expect.objectContaining({ code: told }));
  expect(mode.state()).toBe(state);
  const work = vi.fn();
  expect(() => mode.write(work)).toThrow(expect.objectContaining({ code: told }));
  expect(work).not.toHaveBeenCalled();
  await mode.look();
  expect(mode.state()).toBe(state);
  disk.error = null;
  await eventually(() => expect(mode.state()).toBe("ok"));
  expect(mode.write(() => 7)).toBe(7);
});

test("a trial write that fails for any reason keeps the mode, and callers hear of the disk", async () => {
  using open = withDisk();
  open.disk.error = broken("EIO");
  expect(() => open.mode.write(open.take)).toThrow();
  open.disk.error = new Error("busy");
  await open.mode.look();
  expect(() => open.mode.write(() => 1)).toThrow(expect.objectContaining({ code: "DISK_FAILED" }));
});

test("what is not the disk's fault changes nothing", () => {
  using open = withDisk();
  expect(() =>
    open.mode.write(() => {
      throw new HomeostatError("CONFLICT");
    }),
  ).toThrow(expect.objectContaining({ code: "CONFLICT" }));
  expect(open.mode.state()).toBe("ok");
});

describe("a reserve is left to the others", () => {
  test("below it the log stops before the disk is full, and goes on at twice as much", async () => {
    using open = withDisk();
    const { disk, mode } = open;
    disk.room = RESERVE - 1;
    await mode.look();
    expect(mode.state()).toBe("full");
    disk.room = 2 * RESERVE - 1;
    await mode.look();
    expect([mode.state(), disk.probes]).toEqual(["full", 0]);
    disk.room = 2 * RESERVE;
    await mode.look();
    expect([mode.state(), disk.probes]).toEqual(["ok", 1]);
  });
});
