/**
 * Tensors as raw bytes: little-endian, row-major, texts with their length before them.
 * Source: Triton's binary tensor data extension (triton-inference-server/server, docs/protocol/extension_binary_data.md),
 * which `tritonclient` uses unless told otherwise.
 */
import { wrongShape } from "../records.ts";

export type Cell = number | string | boolean | null;

/** IEEE 754 binary16. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const FIXED: Record<string, { size: number; read(bytes: Buffer, at: number): number | boolean }> = {
  BOOL: { size: 1, read: (bytes, at) => bytes[at] !== 0 },
  UINT8: { size: 1, read: (bytes, at) => bytes.readUInt8(at) },
  UINT16: { size: 2, read: (bytes, at) => bytes.readUInt16LE(at) },
  UINT32: { size: 4, read: (bytes, at) => bytes.readUInt32LE(at) },
  UINT64: { size: 8, read: (bytes, at) => Number(bytes.readBigUInt64LE(at)) },
  INT8: { size: 1, read: (bytes, at) => bytes.readInt8(at) },
  INT16: { size: 2, read: (bytes, at) => bytes.readInt16LE(at) },
  INT32: { size: 4, read: (bytes, at) => bytes.readInt32LE(at) },
  INT64: { size: 8, read: (bytes, at) => Number(bytes.readBigInt64LE(at)) },
  FP16: { size: 2, read: (bytes, at) => half(bytes.readUInt16LE(at)) },
  FP32: { size: 4, read: (bytes, at) => bytes.readFloatLE(at) },
  FP64: { size: 8, read: (bytes, at) => bytes.readDoubleLE(at) },
};

export const DATATYPES = [...Object.keys(FIXED), "BYTES"] as const;

const UTF8 = new TextDecoder("utf-8", { fatal: true });

function readTexts(bytes: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 <= bytes.length ? at + 4 + bytes.readUInt32LE(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) throw wrongShape("a text of a BYTES tensor ends beyond its bytes");
    try {
      texts.push(UTF8.decode(bytes.subarray(at + 4, end)));
    } catch {
      throw wrongShape("a text of a BYTES tensor is not valid UTF-8");
    }
    at = end;
  }
  return texts;
}

/** Missing numbers travel as NaN, since the protocol has no other way. */
const orMissing = (value: number | boolean): Cell => (Number.isNaN(value) ? null : value);

/**
 * @param datatype one of DATATYPES
 * @throws WRONG_SHAPE where the bytes are no such tensor
 */
export function readTensorBytes(datatype: string, bytes: Buffer): Cell[] {
  if (datatype === "BYTES") return readTexts(bytes);
  const { size, read } = FIXED[datatype]!;
  if (bytes.length % size !== 0) throw wrongShape(`${bytes.length} bytes are no whole number of ${datatype} values`);
  return Array.from({ length: bytes.length / size }, (_, i) => orMissing(read(bytes, i * size)));
}

/** The same for what is answered. @param datatype FP64, INT64, BOOL or BYTES */
export function writeTensorBytes(datatype: string, values: readonly Cell[]): Buffer {
  if (datatype === "BOOL") return Buffer.from(values.map(Number));
  if (datatype === "FP64") return Buffer.from(Float64Array.from(values, Number).buffer);
  if (datatype === "INT64") return Buffer.from(BigInt64Array.from(values, (value) => BigInt(value!)).buffer);
  return Buffer.concat(
    values.flatMap((value) => {
      const text = Buffer.from(String(value));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(text.length);
      return [length, text];
    }),
  );
}
