/** Where tables come from: a path on this machine, or a file that a page has uploaded. */
import { createWriteStream, existsSync, openAsBlob, readdirSync, rmSync, statSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { HomeostatError } from "../contract/index.ts";
import { type DataDir, type NextId, systemClock } from "../shared/index.ts";

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

/** What pages uploaded or had made is theirs for so long. */
const KEPT_MS = 7 * 24 * 3_600_000;

function forgetOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (systemClock.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { force: true });
  }
}

/** A place for what is made for a page to download. @returns its path and the source that names it */
export function placeResult(dir: DataDir, nextId: NextId, name: string): { path: string; source: string } {
  forgetOld(dir.uploads);
  const stored = `${nextId()}.${name}`;
  return { path: join(dir.uploads, stored), source: `${UPLOAD}${stored}` };
}

/** The file itself, read as it is sent. @throws FILE_NOT_FOUND, WRONG_USE for anything but an upload or a result */
export async function readUpload(dir: DataDir, source: string): Promise<File> {
  if (!source.startsWith(UPLOAD)) throw new HomeostatError("WRONG_USE", { reason: "Only uploads can be downloaded." });
  const path = resolveSource(dir, source);
  return new File([await openAsBlob(path)], nameOfSource(source), { type: "text/csv" });
}

/** The name that a person knows a source by. @example nameOfSource("upload:01K….new.csv") // "new.csv" */
export const nameOfSource = (source: string): string =>
  source.startsWith(UPLOAD) ? source.slice(source.indexOf(".") + 1) : basename(source);

/** Keeps an uploaded file in the data folder for a week. */
export async function storeUpload(
  dir: DataDir,
  nextId: NextId,
  file: File,
): Promise<{ source: string; name: string; bytes: number }> {
  forgetOld(dir.uploads);
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
