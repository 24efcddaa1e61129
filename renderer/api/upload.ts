/** A chosen file on its way to the engine, which keeps a copy. A large one goes in parts: none of it is held in memory whole. */
import { client } from "./client.ts";
import { checkReadable } from "./local-file.ts";

/** Bytes of a part: the engine takes one in within some milliseconds. */
export const PART = 4 * 2 ** 20;

export interface UploadWatch {
  signal?: AbortSignal;
  /** The share that has come, 0 to 1. */
  onProgress?(done: number): void;
}

export interface Uploaded {
  /** What the engine knows it by. */
  source: string;
  name: string;
  bytes: number;
}

async function sendParts(file: File, { signal, onProgress }: UploadWatch): Promise<Uploaded> {
  const options = signal ? { signal } : {};
  const part = (at: number) => new File([file.slice(at, at + PART)], file.name);
  let sent = await client.files.upload({ file: part(0), of: file.size }, options);
  while (sent.bytes < file.size) {
    onProgress?.(sent.bytes / file.size);
    sent = await client.files.upload({ file: part(sent.bytes), of: file.size, to: sent.source }, options);
  }
  return sent;
}

/**
 * @throws PageProblem where the file changed or went since it was chosen
 * @example const { source } = await upload(file, { onProgress: (done) => (share.value = done) });
 */
export async function upload(file: File, watch: UploadWatch = {}): Promise<Uploaded> {
  await checkReadable(file);
  try {
    return await sendParts(file, watch);
  } catch (thrown) {
    // A file that changed or went meanwhile looks like an engine that does not answer.
    if (!watch.signal?.aborted) await checkReadable(file);
    throw thrown;
  }
}
