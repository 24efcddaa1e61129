/** An alert as other programs and as people read it. */
import { hostname } from "node:os";
import type { Alert } from "../contract/index.ts";

/** The body of a webhook and the input of a command: the shape that Standard Webhooks recommends. */
export const payload = (alert: Alert): string =>
  JSON.stringify({ type: `homeostat.${alert.kind}`, timestamp: alert.changed_at, data: alert });

/** @example where("http://127.0.0.1:4870/#/incidents?id=01J") // "In the app, page incidents: http://…"; the route alone names no address */
function where(address: string): string {
  const page = /#\/(\w+)/.exec(address)?.[1] ?? "overview";
  return address.startsWith("#") ? `In the app: page ${page}` : `In the app, page ${page}: ${address}`;
}

/** The alert as a plain text: what happened, what to type, where to look. */
export const plainText = ({ text, commands, address, at }: Alert): string =>
  [
    ...text,
    "",
    ...commands.map((command) => `  ${command}`),
    "",
    where(address),
    "",
    `Homeostat on ${hostname()}, since ${at.slice(0, 16).replace("T", " ")} UTC. Who is told of what: \`homeostat alerts settings\`.`,
  ].join("\n");
