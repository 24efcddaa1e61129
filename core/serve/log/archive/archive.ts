/**
 * Retention: what is older than it is kept for leaves the log, month by month, for Parquet files. Rows are marked,
 * copied into their month's file, and deleted once that is on the disk; whoever is interrupted goes on at the marks.
 * All of it in small parts with pauses between, so that serving keeps the event loop.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HomeostatError } from "../../../contract/index.ts";
import type { ArchivedRow, ArchiveRows, Group, Kept } from "./archive-rows.ts";
import { addToMonth } from "./parquet-month.ts";

export interface Archive {
  /**
   * Archives what a model may let go of, and what an earlier run left half done.
   * @returns rows that went
   * @throws DISK_FULL and others, CANCELLED where it was closed meanwhile; nothing is lost then, and the next run goes on
   * @example await archive.run("sales", { newest: 5000, since: Date.UTC(2026, 0, 1), labelledSince: trainedAt });
   */
  run(model: string, kept: Kept): Promise<number>;
  /** Ends the run that is under way at its next part. */
  close(): Promise<void>;
}

/** A pause after each part of the work, in times of what it took. */
const PAUSE = 4;

/** @param folder of the archive */
export function createArchive(rows: ArchiveRows, folder: string): Archive {
  let isClosed = false;
  let running: Promise<unknown> = Promise.resolve();

  /** @returns what gives the others their turn, in proportion to the time since it was asked last */
  function createPauses(): () => Promise<void> {
    let since = performance.now();
    return async () => {
      await sleep(PAUSE * (performance.now() - since));
      if (isClosed) throw new HomeostatError("CANCELLED");
      since = performance.now();
    };
  }

  async function* pages(group: Group): AsyncGenerator<readonly ArchivedRow[]> {
    const pause = createPauses();
    for (let page = rows.page(group, 0); page.length > 0; page = rows.page(group, page.at(-1)!.seq)) {
      yield page;
      await pause();
    }
  }

  async function move(group: Group): Promise<number> {
    await addToMonth(join(folder, group.model, `${group.month}.parquet`), pages(group));
    let gone = 0;
    for await (const page of pages(group)) {
      rows.forget(group.model, page);
      gone += page.length;
    }
    return gone;
  }

  async function run(model: string, kept: Kept): Promise<number> {
    const pause = createPauses();
    for (let at = rows.mark(model, kept, 0); at !== null; at = rows.mark(model, kept, at)) await pause();
    let gone = 0;
    for (const group of rows.marked()) if (group.model === model) gone += await move(group);
    return gone;
  }

  return {
    run: (model, kept) => {
      const result = run(model, kept);
      // Whoever asked hears of a failure; closing only waits for the end.
      running = result.catch(() => undefined);
      return result;
    },
    close: async () => {
      isClosed = true;
      await running;
    },
  };
}
