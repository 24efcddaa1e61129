/** Where tables come from: a path on this machine, or a file that a page has uploaded. */
import { createWriteStream, existsSync, openAsBlob, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { HomeostatError, say } from "../contract/index.ts";
import { type DataDir, type NextId, systemClock } from "../shared/index.ts";

const UPLOAD = "upload:";

/**
 * The path of a source. Uploads are named `<id>.<file name>`, so that a model can take its name from the file.
 * @throws FILE_NOT_FOUND for an upload that is gone or whose name tries to leave its folder
 */
export function resolveSource(dir: DataDir, source: string): string {
  if (!source.startsWith(UPLOAD)) {
    if (!isAbsolute(source)) throw new HomeostatError("WRONG_USE", { reason: say("notAbsolute", { path: source }) });
    return source;
  }
  const name = source.slice(UPLOAD.length);
  const path = join(dir.uploads, name);
  if (basename(path) !== name || !existsSync(path)) throw new HomeostatError("FILE_NOT_FOUND", { file: name });
  return path;
}

/** What pages uploaded or had made is theirs for so long; what never came whole, for an hour. */
const KEPT_MS = 7 * 24 * 3_600_000;
const KEPT_PART_MS = 3_600_000;
const PART = "part-";

function forgetOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const kept = name.startsWith(PART) ? KEPT_PART_MS : KEPT_MS;
    if (systemClock.now() - statSync(path).mtimeMs > kept) rmSync(path, { force: true });
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
  if (!source.startsWith(UPLOAD)) throw new HomeostatError("WRONG_USE", { reason: say("onlyUploads") });
  const path = resolveSource(dir, source);
  return new File([await openAsBlob(path)], nameOfSource(source), { type: "text/csv" });
}

/** The name that a person knows a source by. @example nameOfSource("upload:01K….new.csv") // "new.csv" */
export const nameOfSource = (source: string): string =>
  source.startsWith(UPLOAD) ? source.slice(source.indexOf(".") + 1) : basename(source);

export interface UploadPart {
  file: File;
  /** The upload that it goes on with. */
  to?: string | undefined;
  /** Bytes of the whole file; these alone where absent. */
  of?: number | undefined;
}

const newSource = (nextId: NextId, { name }: File): string =>
  `${UPLOAD}${nextId()}.${basename(name.replaceAll("\\", "/")).replace(/[^\w.\- ]+/g, "_") || "table.csv"}`;

/**
 * Keeps an uploaded file in the data folder for a week. A large one comes part by part, so that memory holds a part and
 * whoever sends it knows how far it is; it can be read once it is whole.
 * @throws FILE_NOT_FOUND where its earlier parts are gone, WRONG_USE for more than the whole
 */
export async function storeUpload(
  dir: DataDir,
  nextId: NextId,
  { file, to, of = file.size }: UploadPart,
): Promise<{ source: string; name: string; bytes: number }> {
  forgetOld(dir.uploads);
  const source = to ?? newSource(nextId, file);
  const stored = source.slice(UPLOAD.length);
  const part = join(dir.uploads, `${PART}${stored}`);
  if (to !== undefined && (basename(part) !== `${PART}${stored}` || !existsSync(part)))
    throw new HomeostatError("FILE_NOT_FOUND", { file: stored });
  const bytes = (to === undefined ? 0 : statSync(part).size) + file.size;
  if (bytes > of) throw new HomeostatError("WRONG_USE", { reason: say("partsTooLong", { bytes: of }) });
  try {
    await pipeline(Readable.fromWeb(file.stream()), createWriteStream(part, { flags: "a", mode: 0o600 }));
  } catch (error) {
    // Half a table is of no use, least of all on a full disk.
    rmSync(part, { force: true });
    throw error;
  }
  if (bytes === of) renameSync(part, join(dir.uploads, stored));
  return { source, name: nameOfSource(source), bytes };
}
