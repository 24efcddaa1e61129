/** A file's bytes as text to scan: opened, unpacked, its encoding found and brought to UTF-8. */
import { isUtf8 } from "node:buffer";
import { readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import iconv from "iconv-lite";
import { asHomeostatError, HomeostatError } from "../../contract/index.ts";

/** What a buffer surely holds. */
const MAX_BYTES = 0x7fff_fff0;
const NEWLINE = 10;
const RETURN = 13;
const BLANK = 32;
/** An object, or a list of objects or lists. */
const JSON_START = /^\s*(?:\{\s*["}]|\[\s*[{[])/;

export interface SourceText {
  kind: "text";
  /** UTF-8 without a byte order mark; every line ends with 10, the last one too. */
  bytes: Buffer;
  encoding: string;
}

/** A format that DuckDB reads itself. */
export interface SourceBinary {
  kind: "parquet" | "json";
}

async function load(path: string): Promise<Buffer> {
  try {
    if ((await stat(path)).isDirectory()) throw new HomeostatError("FILE_IS_DIRECTORY", { file: path });
    return await readFile(path);
  } catch (error) {
    if (error instanceof HomeostatError) throw error;
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw new HomeostatError("FILE_NOT_FOUND", { file: path });
    const reason = code === "ERR_FS_FILE_TOO_LARGE" ? "it is larger than 2 GB" : code;
    throw new HomeostatError("FILE_UNREADABLE", { file: path, reason }, { cause: error });
  }
}

async function unpack(path: string, raw: Buffer): Promise<Buffer> {
  if (raw[0] !== 0x1f || raw[1] !== 0x8b) return raw;
  try {
    return await promisify(gunzip)(raw, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw new HomeostatError("FILE_UNREADABLE", { file: path, reason: "unpacked, it is larger than 2 GB" });
    throw new HomeostatError("FILE_NOT_A_TABLE", { file: path, reason: "its gzip data is damaged" }, { cause: error });
  }
}

const startsWith = (bytes: Buffer, ...prefix: number[]): boolean => prefix.every((byte, i) => bytes[i] === byte);

/** Latin text in UTF-16 without a mark has a zero in every second byte. */
function utf16WithoutMark(head: Buffer): string | null {
  const zeros = [0, 0];
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[i & 1]!++;
  const half = head.length / 2;
  if (zeros[1]! > 0.7 * half && zeros[0]! < 0.05 * half) return "utf-16le";
  if (zeros[0]! > 0.7 * half && zeros[1]! < 0.05 * half) return "utf-16be";
  return null;
}

/** Why the bytes cannot be text, or null. Text has no zero bytes and hardly any control characters. */
function binaryReason(head: Buffer): string | null {
  if (startsWith(head, 0x50, 0x4b, 0x03, 0x04)) return "it is a spreadsheet or a zip archive";
  let control = 0;
  for (const byte of head) {
    if (byte === 0) return "it is binary";
    if (byte < 9 || (byte > 13 && byte < 32)) control++;
  }
  return control > 0.01 * head.length ? "it is binary" : null;
}

/** Finds the encoding: a byte order mark, the zeros of UTF-16, valid UTF-8, else Windows-1252. */
export function detectEncoding(bytes: Buffer): string {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return "utf-8";
  if (startsWith(bytes, 0xff, 0xfe)) return "utf-16le";
  if (startsWith(bytes, 0xfe, 0xff)) return "utf-16be";
  return utf16WithoutMark(bytes.subarray(0, 65_536)) ?? (isUtf8(bytes) ? "utf-8" : "windows-1252");
}

function transcode(bytes: Buffer, encoding: string): Buffer {
  const decoder = iconv.getDecoder(encoding);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 1 << 24)
    parts.push(Buffer.from(decoder.write(bytes.subarray(at, at + (1 << 24)))));
  parts.push(Buffer.from(decoder.end() ?? ""));
  return Buffer.concat(parts);
}

/** Lines end with 10 throughout, the last one too. A 13 that ends no line is a blank. */
function withLineEnds(bytes: Buffer): Buffer {
  let text = bytes;
  if (bytes.includes(RETURN)) {
    const alone = bytes.includes(NEWLINE) ? BLANK : NEWLINE;
    let size = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte !== RETURN) bytes[size++] = byte;
      else if (bytes[at + 1] !== NEWLINE) bytes[size++] = alone;
    }
    text = bytes.subarray(0, size);
  }
  return text.at(-1) === NEWLINE ? text : Buffer.concat([text, Buffer.from("\n")]);
}

/**
 * Opens a file for reading as a table.
 * @param encoding a name that iconv-lite knows; found where absent
 * @throws FILE_NOT_FOUND, FILE_IS_DIRECTORY, FILE_UNREADABLE, FILE_EMPTY, FILE_NOT_A_TABLE, WRONG_USE
 */
export async function openSource(path: string, encoding?: string): Promise<SourceText | SourceBinary> {
  if (encoding !== undefined && !iconv.encodingExists(encoding))
    throw new HomeostatError("WRONG_USE", { reason: `There is no encoding ${encoding}; try utf-8 or windows-1252.` });
  const raw = await load(path);
  if (raw.length === 0) throw new HomeostatError("FILE_EMPTY", { file: path });
  if (startsWith(raw, 0x50, 0x41, 0x52, 0x31)) return { kind: "parquet" };
  const bytes = await unpack(path, raw);
  const known = (encoding ?? detectEncoding(bytes)).toLowerCase();
  try {
    const utf8 = known === "utf-8" || known === "utf8";
    const text = utf8 ? (startsWith(bytes, 0xef, 0xbb, 0xbf) ? bytes.subarray(3) : bytes) : transcode(bytes, known);
    const reason = binaryReason(text.subarray(0, 65_536));
    if (reason !== null) throw new HomeostatError("FILE_NOT_A_TABLE", { file: path, reason });
    if (!text.some((byte) => byte > 32)) throw new HomeostatError("FILE_EMPTY", { file: path });
    if (JSON_START.test(text.toString("utf8", 0, 256))) return { kind: "json" };
    return { kind: "text", bytes: withLineEnds(text), encoding: known === "utf8" ? "utf-8" : known };
  } catch (error) {
    throw asHomeostatError(error);
  }
}
