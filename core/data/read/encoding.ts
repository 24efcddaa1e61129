/** Which encoding a text is in, by its first bytes, and bytes of any encoding brought to UTF-8. */
import { isUtf8 } from "node:buffer";
import iconv from "iconv-lite";
import { HomeostatError, say } from "../../contract/index.ts";

const SAMPLE_BYTES = 65_536;
/** Valid characters beyond ASCII for every damaged byte that leave a text UTF-8. */
const VALID_SHARE = 10;

export const startsWith = (bytes: Buffer, ...prefix: number[]): boolean => prefix.every((byte, i) => bytes[i] === byte);

const MARKS: readonly (readonly [encoding: string, ...mark: number[]])[] = [
  ["utf-8", 0xef, 0xbb, 0xbf],
  ["utf-16le", 0xff, 0xfe],
  ["utf-16be", 0xfe, 0xff],
];

/** Latin text in UTF-16 without a mark has a zero in every second byte. */
function utf16WithoutMark(head: Buffer): string | null {
  const zeros = [0, 0];
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[i & 1]!++;
  const half = head.length / 2;
  if (zeros[1]! > 0.7 * half && zeros[0]! < 0.05 * half) return "utf-16le";
  if (zeros[0]! > 0.7 * half && zeros[1]! < 0.05 * half) return "utf-16be";
  return null;
}

/** Without a character that the sample's end has cut. */
function withoutCutCharacter(head: Buffer): Buffer {
  let end = head.length;
  while (end > head.length - 4 && end > 0 && (head[end - 1]! & 0xc0) === 0x80) end--;
  return end > 0 && head[end - 1]! >= 0xc0 ? head.subarray(0, end - 1) : head;
}

/** True for UTF-8 with the odd damaged byte: a field cut in the middle of a character, a line of another origin. */
function isMostlyUtf8(head: Buffer): boolean {
  let [valid, damaged] = [0, 0];
  for (const character of head.toString("utf8")) {
    if (character === "\ufffd") damaged++;
    else if (character > "\u007f") valid++;
  }
  return valid > VALID_SHARE * damaged;
}

/** Finds the encoding: a byte order mark, the zeros of UTF-16, valid UTF-8, else Windows-1252. */
export function detectEncoding(head: Buffer): string {
  const marked = MARKS.find(([, ...mark]) => startsWith(head, ...mark));
  if (marked !== undefined) return marked[0];
  const utf16 = utf16WithoutMark(head.subarray(0, SAMPLE_BYTES));
  if (utf16 !== null) return utf16;
  return isUtf8(withoutCutCharacter(head)) || isMostlyUtf8(head) ? "utf-8" : "windows-1252";
}

/** The name in its usual form. @throws WRONG_USE for an encoding that is not known */
export function encodingNamed(name: string): string {
  const known = name.toLowerCase() === "utf8" ? "utf-8" : name.toLowerCase();
  if (iconv.encodingExists(known)) return known;
  throw new HomeostatError("WRONG_USE", { reason: say("noEncoding", { name }) });
}

/** Chunk by chunk to UTF-8 without a byte order mark. `end` gives what a cut character left over. */
export function createDecoder(encoding: string): { write(bytes: Buffer): Buffer; end(): Buffer } {
  if (encoding === "utf-8") {
    let first = true;
    const write = (bytes: Buffer) => {
      const marked = first && startsWith(bytes, 0xef, 0xbb, 0xbf);
      first = false;
      return marked ? bytes.subarray(3) : bytes;
    };
    return { write, end: () => Buffer.alloc(0) };
  }
  const decoder = iconv.getDecoder(encoding);
  return {
    write: (bytes) => Buffer.from(decoder.write(bytes)),
    end: () => Buffer.from(decoder.end() ?? ""),
  };
}
