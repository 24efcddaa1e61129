/** A file as a stream of UTF-8: opened, unpacked, its format and its encoding found, watched for changes. */
import { isAscii } from "node:buffer";
import { createReadStream, createWriteStream, type Stats } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { asHomeostatError, HomeostatError, say } from "../../contract/index.ts";
import { createDecoder, detectEncoding, encodingNamed, startsWith } from "./encoding.ts";
import { binaryReason, isOfficeFile } from "./file-kind.ts";

const CHUNK_BYTES = 1 << 22;
const HEAD_BYTES = 1 << 18;
/** Lines that the head holds even where they are long, and what it never exceeds. */
const HEAD_LINES = 4;
const HEAD_LIMIT = 1 << 26;
const NEWLINE = 10;
const RETURN = 13;
/** An object, or a list of objects or lists. */
const JSON_START = /^\s*(?:\{\s*["}]|\[\s*[{[])/;

export interface Chunk {
  bytes: Buffer;
  /** Share of the file that has been read. */
  done: number;
}

interface Opened {
  /** As the user named it. */
  file: string;
  /** Where the bytes are; for a pipe, a private copy that `close` deletes. */
  path: string;
  /** @throws FILE_CHANGED where the file is no longer what it was when it was opened */
  checkUnchanged(): Promise<void>;
  close(): Promise<void>;
}

export interface TextSource extends Opened {
  kind: "text" | "json";
  encoding: string;
  /** UTF-8 for want of anything but ASCII in the first lines; what follows may say otherwise. */
  encodingAssumed: boolean;
  /** The first lines as UTF-8. */
  head: Buffer;
  /** The whole text as UTF-8 without a byte order mark; lines end with 10. May be called again. */
  chunks(): AsyncGenerator<Chunk>;
}

/** A format with a reader of its own. */
export interface BinarySource extends Opened {
  kind: "parquet" | "excel";
}

export type Source = TextSource | BinarySource;

function unreadable(file: string, error: unknown): HomeostatError {
  if (error instanceof HomeostatError) return error;
  const { code = "unknown error" } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return new HomeostatError("FILE_NOT_FOUND", { file });
  if (code.startsWith("Z_"))
    return new HomeostatError("FILE_NOT_A_TABLE", { file, reason: say("gzipDamaged") }, { cause: error });
  if (code === "ENOSPC") return asHomeostatError(error);
  return new HomeostatError("FILE_UNREADABLE", { file, reason: code }, { cause: error });
}

/** A pipe can be read once only: it is copied, readable by its owner alone. */
async function copyOfPipe(path: string): Promise<{ path: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "homeostat-"));
  const copy = join(folder, "piped");
  await pipeline(createReadStream(path), createWriteStream(copy, { mode: 0o600 }));
  return { path: copy, close: () => rm(folder, { recursive: true, force: true }) };
}

async function open(path: string): Promise<Opened & { size: number }> {
  const before: Stats = await stat(path);
  if (before.isDirectory()) throw new HomeostatError("FILE_IS_DIRECTORY", { file: path });
  if (before.isFIFO()) {
    const copy = await copyOfPipe(path);
    return { file: path, ...copy, size: (await stat(copy.path)).size, checkUnchanged: async () => undefined };
  }
  if (!before.isFile()) throw new HomeostatError("FILE_UNREADABLE", { file: path, reason: say("isDevice") });
  const checkUnchanged = async () => {
    const now = await stat(path);
    if (now.size !== before.size || now.mtimeMs !== before.mtimeMs)
      throw new HomeostatError("FILE_CHANGED", { file: path });
  };
  return { file: path, path, size: before.size, checkUnchanged, close: async () => undefined };
}

/** The bytes of a file, unpacked where they are gzipped. */
async function* rawChunks(path: string, size: number, packed: boolean): AsyncGenerator<Chunk> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const unpacker = packed ? file.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : null;
  // An error does not travel down a pipe by itself.
  file.on("error", (error) => unpacker?.destroy(error));
  try {
    for await (const bytes of unpacker ?? file) yield { bytes, done: size === 0 ? 1 : file.bytesRead / size };
  } finally {
    file.destroy();
    unpacker?.destroy();
  }
}

/** The first bytes: so many, and so many lines. */
async function headOf(chunks: AsyncGenerator<Chunk>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  let lines = 0;
  for await (const { bytes } of chunks) {
    parts.push(bytes);
    size += bytes.length;
    for (let at = bytes.indexOf(NEWLINE); at >= 0 && lines < HEAD_LINES; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
    if ((size >= HEAD_BYTES && lines >= HEAD_LINES) || size >= HEAD_LIMIT) break;
  }
  return Buffer.concat(parts);
}

/** A lone 13 ends a line where the head knows no 10. */
const endsWithReturns = (head: Buffer): boolean => head.includes(RETURN) && !head.includes(NEWLINE);

function withLineEnds(bytes: Buffer): Buffer {
  for (let at = bytes.indexOf(RETURN); at >= 0; at = bytes.indexOf(RETURN, at + 1)) bytes[at] = NEWLINE;
  return bytes;
}

async function* decoded(raw: AsyncGenerator<Chunk>, encoding: string, returns: boolean): AsyncGenerator<Chunk> {
  const decoder = createDecoder(encoding);
  for await (const { bytes, done } of raw) {
    const text = decoder.write(bytes);
    yield { bytes: returns ? withLineEnds(text) : text, done };
  }
  const rest = decoder.end();
  if (rest.length > 0) yield { bytes: rest, done: 1 };
}

async function textSource(opened: Opened & { size: number }, raw: Buffer, packed: boolean, named?: string) {
  const { file, path, size } = opened;
  const encoding = named ?? detectEncoding(raw);
  const decoder = createDecoder(encoding);
  const text = decoder.write(Buffer.from(raw));
  const reason = binaryReason(text);
  if (reason !== null) throw new HomeostatError("FILE_NOT_A_TABLE", { file, reason });
  const returns = endsWithReturns(text);
  const head = returns ? withLineEnds(text) : text;
  if (raw.length < HEAD_LIMIT && !head.some((byte) => byte > 32)) throw new HomeostatError("FILE_EMPTY", { file });
  const kind: TextSource["kind"] = JSON_START.test(head.toString("utf8", 0, 256)) ? "json" : "text";
  const chunks = () => guarded(file, decoded(rawChunks(path, size, packed), encoding, returns));
  const encodingAssumed = named === undefined && encoding === "utf-8" && isAscii(raw);
  return { ...opened, kind, encoding, encodingAssumed, head, chunks };
}

async function* guarded(file: string, chunks: AsyncGenerator<Chunk>): AsyncGenerator<Chunk> {
  try {
    yield* chunks;
  } catch (error) {
    throw unreadable(file, error);
  }
}

/**
 * Opens a file for reading as a table. The caller closes it.
 * @param encoding a name that iconv-lite knows; found where absent
 * @throws FILE_NOT_FOUND, FILE_IS_DIRECTORY, FILE_UNREADABLE, FILE_EMPTY, FILE_NOT_A_TABLE, FILE_PROTECTED, WRONG_USE
 */
export async function openSource(path: string, encoding?: string): Promise<Source> {
  const named = encoding === undefined ? undefined : encodingNamed(encoding);
  try {
    const opened = await open(path);
    try {
      const first = await headOf(rawChunks(opened.path, opened.size, false));
      if (first.length === 0) throw new HomeostatError("FILE_EMPTY", { file: path });
      if (startsWith(first, 0x50, 0x41, 0x52, 0x31)) return { ...opened, kind: "parquet" };
      if (await isOfficeFile(opened.path, first, opened.size, path)) return { ...opened, kind: "excel" };
      const packed = startsWith(first, 0x1f, 0x8b);
      const head = packed ? await headOf(rawChunks(opened.path, opened.size, true)) : first;
      return await textSource(opened, head, packed, named);
    } catch (error) {
      await opened.close();
      throw error;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}
