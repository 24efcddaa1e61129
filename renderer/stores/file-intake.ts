/** A chosen file on its way in: copied to the engine, then read by it; both tell how far they are and can be stopped. */
import { computed, ref, shallowRef } from "vue";
import { PART, type Uploaded, upload } from "../api/upload.ts";
import { newJobId, useJobs } from "./jobs.ts";

export function useFileIntake() {
  const jobs = useJobs();
  const incoming = shallowRef<{ name: string; bytes: number } | null>(null);
  /** The share that was copied, 0 to 1. */
  const copied = ref(0);
  const readingId = ref<string | null>(null);
  let stopping: AbortController | null = null;

  /** Copied first, then read, 0 to 1 each. */
  const share = computed(() => {
    const isCopied = copied.value >= 1;
    return { isCopied, done: isCopied ? (jobs.find(readingId.value)?.progress.done ?? 0) : copied.value };
  });

  /** How the engine is asked to read a file, as `files.inspect` takes it: what is read in a moment needs no progress. */
  function reading(bytes: number): [{ job?: string }, { signal?: AbortSignal }] {
    readingId.value = bytes > PART ? newJobId() : null;
    return [readingId.value === null ? {} : { job: readingId.value }, stopping ? { signal: stopping.signal } : {}];
  }

  /**
   * Copies a file and lets it be read.
   * @returns false where it was stopped, or another file took its place
   */
  async function take(file: File, read: (sent: Uploaded) => Promise<void>): Promise<boolean> {
    const mine = new AbortController();
    stopping = mine;
    incoming.value = { name: file.name, bytes: file.size };
    copied.value = 0;
    const onProgress = (done: number) => {
      if (stopping === mine) copied.value = done;
    };
    try {
      const sent = await upload(file, { signal: mine.signal, onProgress });
      if (mine.signal.aborted) return false;
      copied.value = 1;
      await read(sent);
      return !mine.signal.aborted;
    } catch (thrown) {
      if (mine.signal.aborted) return false;
      throw thrown;
    } finally {
      if (stopping === mine) {
        stopping = null;
        incoming.value = null;
      }
    }
  }

  function stop(): void {
    stopping?.abort();
    // The engine would go on with it: where it is gone or just done, there is nothing to stop.
    if (readingId.value !== null) jobs.cancel(readingId.value).catch(() => undefined);
    stopping = null;
    incoming.value = null;
  }

  const isBusy = (): boolean => stopping !== null;

  return { incoming, share, reading, take, stop, isBusy };
}
