/** Alerts to an address: one JSON POST, signed as Standard Webhooks says (https://www.standardwebhooks.com). */

import { createHmac } from "node:crypto";
import { say } from "../../contract/index.ts";
import { payload } from "../payload.ts";
import type { Send } from "./channel.ts";

const PATIENCE_MS = 10_000;

/** `whsec_…` is base64 as that standard has it; any other secret is taken as it stands, in UTF-8. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret, "utf8");

/**
 * HMAC-SHA256 over `id.timestamp.body`, base64, as the header `webhook-signature` carries it.
 * @param seconds since the epoch: the header `webhook-timestamp`
 * @example signature("s3cret", "msg_1", 1700000000, "{}") // "v1,…"
 */
export const signature = (secret: string, id: string, seconds: number, body: string): string =>
  `v1,${createHmac("sha256", keyOf(secret)).update(`${id}.${seconds}.${body}`).digest("base64")}`;

export const sendWebhook: Send = async ({ id, alert, settings, secret, signal }) => {
  const body = payload(alert);
  const key = secret("webhook_secret");
  // The time of this attempt: receivers refuse old ones, so as not to be played a recording.
  const seconds = Math.floor(Date.now() / 1000);
  const answer = await fetch(settings.webhook_url!, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "homeostat",
      "webhook-id": id,
      "webhook-timestamp": String(seconds),
      ...(key === null ? {} : { "webhook-signature": signature(key, id, seconds, body) }),
    },
    // Nobody but the address that the user chose is told.
    redirect: "manual",
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
  });
  await answer.body?.cancel();
  if (!answer.ok)
    throw new Error(say("receiverAnswered", { answer: `${answer.status} ${answer.statusText}`.trimEnd() }));
};
