/** What a file is that is no text, by its first and last bytes. */
import { open } from "node:fs/promises";
import { HomeostatError, say } from "../../contract/index.ts";
import { startsWith } from "./encoding.ts";

const TAIL_BYTES = 1 << 16;
const HEAD_BYTES = 1 << 16;

async function lastBytes(path: string, size: number): Promise<Buffer> {
  const handle = await open(path);
  try {
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer;
  } finally {
    await handle.close();
  }
}

/** A zip archive lists its files at its end. */
function isWorkbook(names: string, file: string): boolean {
  if (names.includes("xl/workbook.xml")) return true;
  const reason = names.includes("xl/workbook.bin")
    ? say("binaryWorkbook")
    : names.includes("application/vnd.oasis.opendocument")
      ? say("openDocument")
      : say("zipArchive");
  throw new HomeostatError("FILE_NOT_A_TABLE", { file, reason });
}

/**
 * True for a workbook (.xlsx, .xlsm).
 * @param path where its bytes are; `file` is its name in messages
 * @throws FILE_PROTECTED for one with a password, FILE_NOT_A_TABLE for its relatives that cannot be read
 */
export async function isOfficeFile(path: string, head: Buffer, size: number, file: string): Promise<boolean> {
  const [zip, compound] = [startsWith(head, 0x50, 0x4b, 0x03, 0x04), startsWith(head, 0xd0, 0xcf, 0x11, 0xe0)];
  if (!zip && !compound) return false;
  const bytes = Buffer.concat([head, await lastBytes(path, size)]);
  if (zip) return isWorkbook(bytes.toString("latin1"), file);
  // A workbook with a password is wrapped in the container of the old formats.
  if (bytes.includes(Buffer.from("EncryptedPackage", "utf16le"))) throw new HomeostatError("FILE_PROTECTED", { file });
  throw new HomeostatError("FILE_NOT_A_TABLE", { file, reason: say("oldOffice") });
}

/** Why bytes cannot be text, or null. Text has no zero bytes and hardly any control characters. */
export function binaryReason(text: Buffer): string | null {
  const head = text.subarray(0, HEAD_BYTES);
  let control = 0;
  for (const byte of head) {
    if (byte === 0) return say("isBinary");
    if (byte < 9 || (byte > 13 && byte < 32)) control++;
  }
  return control > 0.01 * head.length ? say("isBinary") : null;
}
