/** What the channels themselves have to tell: that one does not work, that it works again, and a test. */
import { type Alert, type Channel, say } from "../contract/index.ts";
import { command, type News } from "./news.ts";
import { recovered } from "./standing-news.ts";

export const deliveryCause = (channel: Channel): string => `delivery:${channel}`;

const about = (channel: Channel): Omit<News, "ends"> => ({
  cause: deliveryCause(channel),
  kind: "delivery_failed",
  severity: "watch",
  title: say("doNotArrive", { channel }),
  text: [],
  model: null,
  incident: null,
  commands: [command("alerts", "log"), command("alerts", "test", channel)],
  route: "#/settings",
});

/** @param error why the last of several attempts failed */
export const deliveryFailed = (channel: Channel, title: string, error: string | null): News => ({
  ...about(channel),
  text: [say("givenUp", { title, error: String(error) })],
  ends: false,
});

export const deliveryWorks = (channel: Channel): News => ({
  ...recovered(about(channel), about(channel).title),
  text: [say("arrivedAgain")],
});

/** What a channel is tried with. @param at ISO 8601 */
export const testAlert = (id: string, at: string): Alert => ({
  id,
  cause: "test",
  kind: "test",
  severity: "info",
  title: say("testTitle"),
  text: [say("testText")],
  model: null,
  incident: null,
  commands: [command("alerts")],
  address: "#/settings",
  at,
  changed_at: at,
  ended_at: at,
});
