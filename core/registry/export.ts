/** One version's ONNX model as a file anywhere on this machine. */
import { extname, resolve } from "node:path";
import { HomeostatError } from "../contract/index.ts";
import { sha256, writeAtomic } from "../shared/index.ts";

/**
 * @returns the absolute path written and the content's sha256
 * @throws HomeostatError WRONG_USE for another extension than `.onnx`, NOT_WRITABLE, DISK_FULL
 */
export function writeExport(onnx: Uint8Array, out: string): { out: string; sha256: string } {
  const path = resolve(out);
  if (extname(path).toLowerCase() !== ".onnx")
    throw new HomeostatError("WRONG_USE", { reason: `${out} does not end in .onnx: only ONNX models are exported.` });
  try {
    writeAtomic(path, onnx);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC") throw error;
    throw new HomeostatError("NOT_WRITABLE", { file: path, reason: code ?? "unknown" }, { cause: error });
  }
  return { out: path, sha256: sha256(onnx) };
}
