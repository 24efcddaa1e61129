/** Room for a table that is to be trained on: memory, and a file for one that needs more. */
import { readdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { memoryLimit, type Room } from "../data/index.ts";

const PREFIX = "columns-";
const GIGABYTE = 1e9;

/** One process works on a folder: what another one left there, it died over. */
function removeLeftOvers(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.startsWith(PREFIX) && !name.startsWith(`${PREFIX}${process.pid}-`)) rmSync(join(folder, name));
}

/**
 * @param folder where the file is to lie for as long as `use` takes; not the system's own, which may be memory itself
 * @param gigabytes of memory; what the machine has, but not more than is comfortable, where absent
 */
export async function withRoom<T>(
  folder: string,
  gigabytes: number | undefined,
  use: (room: Room) => Promise<T>,
): Promise<T> {
  removeLeftOvers(folder);
  const file = join(folder, `${PREFIX}${process.pid}-${Math.trunc(performance.now() * 1000)}.tmp`);
  const memory = gigabytes === undefined ? memoryLimit() : gigabytes * GIGABYTE;
  try {
    return await use({ memory, file });
  } finally {
    await rm(file, { force: true });
  }
}
