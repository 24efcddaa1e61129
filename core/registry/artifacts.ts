/**
 * A version's files: written whole under a temporary name, synced, renamed into place, and compared with their
 * recorded sha256 whenever they are read.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { HomeostatError } from "../contract/index.ts";
import { sha256, syncFolder } from "../shared/index.ts";

export interface ArtifactRecord {
  name: string;
  sha256: string;
  bytes: number;
}

/**
 * Writes `files` as the folder `path`. Whatever stands there, or under the temporary name, was left by a crash
 * before its version was recorded and is removed. The caller holds the database's write lock.
 */
export function writeArtifacts(path: string, files: Record<string, string | Uint8Array>): ArtifactRecord[] {
  const temporary = `${path}.tmp`;
  rmSync(temporary, { recursive: true, force: true });
  rmSync(path, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  const records = Object.entries(files).map(([name, content]): ArtifactRecord => {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    writeFileSync(join(temporary, name), bytes, { mode: 0o600, flush: true });
    return { name, sha256: sha256(bytes), bytes: bytes.byteLength };
  });
  syncFolder(temporary);
  renameSync(temporary, path);
  syncFolder(dirname(path));
  return records;
}

/** Removes version folders under `path`, finished or temporary, that are not among `recorded`. */
export function removeUnrecorded(path: string, recorded: readonly string[]): void {
  if (!existsSync(path)) return;
  for (const name of readdirSync(path))
    if (/^v\d+(\.tmp)?$/.test(name) && !recorded.includes(name)) rmSync(join(path, name), { recursive: true });
}

/**
 * Reads every recorded file of a version.
 * @returns file name → content
 * @throws HomeostatError ARTIFACT_CORRUPT where one is missing or does not match its recorded sha256.
 */
export function readArtifacts(
  path: string,
  records: readonly ArtifactRecord[],
  owner: { model: string; version: string },
): Map<string, Buffer> {
  return new Map(
    records.map((record) => {
      const corrupt = (cause?: unknown) =>
        new HomeostatError("ARTIFACT_CORRUPT", { artifact: record.name, ...owner }, { cause });
      let content: Buffer;
      try {
        content = readFileSync(join(path, record.name));
      } catch (error) {
        throw corrupt(error);
      }
      if (sha256(content) !== record.sha256) throw corrupt();
      return [record.name, content];
    }),
  );
}
