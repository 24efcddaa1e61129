/**
 * What the log does while the disk takes nothing: it stops trying, says so, and looks by itself whether the disk takes
 * something again. It stops a little before the disk is full, so that the rest of the appliance can still write.
 */
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { asHomeostatError, HomeostatError, type LogState } from "../../contract/index.ts";
import type { Database, Logger } from "../../shared/index.ts";

/** Bytes that the log leaves to the others. */
export const RESERVE = 32 * 2 ** 20;
/** Between two looks, ms. */
const INTERVAL = 1000;

export const isDiskError = (error: unknown): boolean =>
  error instanceof HomeostatError && (error.code === "DISK_FULL" || error.code === "DISK_FAILED");

export interface DiskMode {
  state(): LogState;
  /** Does a write, or refuses it at once while the disk takes none. @throws DISK_FULL, DISK_FAILED, what `work` throws */
  write<T>(work: () => T): T;
  /** Takes note of a failure elsewhere, where it is the disk's. @returns it, catalogued */
  note(error: unknown): HomeostatError;
  /** Looks now. */
  look(): Promise<void>;
  close(): void;
}

export interface DiskModeDeps {
  /** Writes something and keeps it as the log keeps its rows. */
  probe(): Promise<void>;
  /** Bytes that are free; infinite where that means nothing. */
  room(): Promise<number>;
  logger?: Logger | undefined;
}

/** Bytes that are free where a database lies. */
export async function roomFor(db: Database): Promise<number> {
  if (db.memory) return Number.POSITIVE_INFINITY;
  const { bavail, bsize } = await statfs(dirname(db.name));
  return bavail * bsize;
}

/** @example const disk = createDiskMode({ probe, room: () => roomFor(db) }); disk.write(() => insert.run(row)); */
export function createDiskMode({ probe, room, logger }: DiskModeDeps): DiskMode {
  let problem: HomeostatError | null = null;
  let isLooking = false;

  function enter(error: HomeostatError): void {
    if (!problem)
      logger?.error({ err: error.cause ?? error, code: error.code }, "nothing is logged until the disk can");
    problem = error;
  }

  function note(thrown: unknown): HomeostatError {
    const error = asHomeostatError(thrown);
    if (isDiskError(error)) enter(error);
    return error;
  }

  async function check(): Promise<void> {
    // Twice the reserve ends it: a mode that comes and goes with every megabyte helps nobody.
    if ((await room()) < (problem ? 2 : 1) * RESERVE) return enter(new HomeostatError("DISK_FULL"));
    if (!problem) return;
    await probe();
    problem = null;
    logger?.info("the disk takes what is logged again");
  }

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      await check();
    } catch (thrown) {
      // Whatever keeps a trial write from succeeding, callers are told that it is the disk.
      const error = asHomeostatError(thrown);
      enter(isDiskError(error) ? error : new HomeostatError("DISK_FAILED", { reason: error.code }, { cause: thrown }));
    } finally {
      isLooking = false;
    }
  }
  const timer = setInterval(look, INTERVAL).unref();

  return {
    state: () => (problem === null ? "ok" : problem.code === "DISK_FULL" ? "full" : "failing"),
    write: (work) => {
      if (problem) throw problem;
      try {
        return work();
      } catch (error) {
        throw note(error);
      }
    },
    note,
    look,
    close: () => clearInterval(timer),
  };
}
