/** `Idempotency-Key`: a request that is sent again gets the first reply, also while the first is still at work. */
import { HomeostatError } from "../../contract/index.ts";
import type { KeptReply, ReplyStore } from "../log/reply-store.ts";

export interface Idempotency {
  /**
   * @param digest of the address and the body
   * @param produce the work, which gives the JSON text of its reply, done once per key; what it throws below 500 is kept as its reply, beyond it is not
   * @throws CONFLICT where the key came with another body, WRONG_SHAPE for an unusable key
   */
  once(key: string, digest: string, produce: () => Promise<string>): Promise<KeptReply & { replayed: boolean }>;
}

const KEY = /^[\x21-\x7e]{1,255}$/;

export function createIdempotency(store: ReplyStore): Idempotency {
  const working = new Map<string, { digest: string; done: Promise<KeptReply> }>();

  async function work(key: string, digest: string, produce: () => Promise<string>): Promise<KeptReply> {
    let kept: KeptReply;
    try {
      kept = { status: 200, reply: await produce() };
    } catch (error) {
      if (!(error instanceof HomeostatError) || error.status >= 500) throw error;
      kept = { status: error.status, reply: JSON.stringify({ error: error.toJSON() }) };
    }
    store.keep(key, digest, kept);
    return kept;
  }

  return {
    once: async (key, digest, produce) => {
      if (!KEY.test(key))
        throw new HomeostatError("WRONG_SHAPE", { reason: "an Idempotency-Key has 1 to 255 visible ASCII characters" });
      const ahead = working.get(key);
      if (ahead && ahead.digest !== digest) throw new HomeostatError("CONFLICT");
      if (ahead) return { ...(await ahead.done), replayed: true };
      const kept = store.find(key, digest);
      if (kept) return { ...kept, replayed: true };
      const done = work(key, digest, produce);
      working.set(key, { digest, done });
      try {
        return { ...(await done), replayed: false };
      } finally {
        working.delete(key);
      }
    },
  };
}
