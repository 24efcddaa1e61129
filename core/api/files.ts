/** Where tables come from: a path on this machine, or a file that a page has uploaded. */
import { createWriteStream, existsSync, rmSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { HomeostatError } from "../contract/index.ts";
import type { DataDir, NextId } from "../shared/index.ts";

const UPLOAD = "upload:";

/**
 * The path of a source. Uploads are named `<id>.<file name>`, so that a model can take its name from the file.
 * @throws FILE_NOT_FOUND for an upload that is gone or whose name tries to leave its folder
 */
export function resolveSource(dir: DataDir, source: string): string {
  if (!source.startsWith(UPLOAD)) {
    if (!isAbsolute(source)) throw new HomeostatError("WRONG_USE", { reason: `${source} is not an absolute path.` });
    return source;
  }
  const name = source.slice(UPLOAD.length);
  const path = join(dir.uploads, name);
  if (basename(path) !== name || !existsSync(path)) throw new HomeostatError("FILE_NOT_FOUND", { file: name });
  return path;
}

/** Keeps an uploaded file in the data folder. */
export async function storeUpload(
  dir: DataDir,
  nextId: NextId,
  file: File,
): Promise<{ source: string; name: string; bytes: number }> {
  const name = basename(file.name.replaceAll("\\", "/")).replace(/[^\w.\- ]+/g, "_") || "table.csv";
  const stored = `${nextId()}.${name}`;
  const path = join(dir.uploads, stored);
  try {
    await pipeline(Readable.fromWeb(file.stream()), createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    // Half a table is of no use, least of all on a full disk.
    rmSync(path, { force: true });
    throw error;
  }
  return { source: `${UPLOAD}${stored}`, name, bytes: file.size };
}
