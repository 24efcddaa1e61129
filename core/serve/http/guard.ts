/**
 * Who is let in. Pure checks against what a web page can do to a server on localhost:
 * - DNS rebinding: a name of the attacker's resolves to 127.0.0.1; the browser still sends that name as Host.
 * - Cross-site requests: any page may POST here; the browser adds its Origin.
 * - Walk-rounds: `GET http://x/api/y` (absolute form) is routed to /api/y while its URL does not start with /api.
 * Host and Origin are compared whole: taking them apart at `:` lets `127.0.0.1:4870@evil.example` through.
 */
import { timingSafeEqual } from "node:crypto";
import { networkInterfaces } from "node:os";
import type { ErrorCode } from "../../contract/index.ts";
import { sha256 } from "../../shared/index.ts";
import { urlHost } from "./tls.ts";

/** Names of this machine that a browser keeps to itself. */
export const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"] as const;

/**
 * The Host values served on a port.
 * @param port null before the server listens (requests injected by tests come without a socket): the name counts alone
 * @param names besides those of the loopback, lower case
 * @example servedHosts(4870) // Set { "127.0.0.1:4870", "localhost:4870", "[::1]:4870" }
 */
export function servedHosts(
  port: number | null,
  scheme: "http" | "https" = "http",
  names: readonly string[] = [],
): ReadonlySet<string> {
  const standard = scheme === "http" ? 80 : 443;
  const bare = port === null || port === standard;
  return new Set([...LOOPBACK, ...names].flatMap((name) => [...(bare ? [name] : []), `${name}:${port ?? standard}`]));
}

export interface Incoming {
  /** The request target as it stood in the request line. */
  url: string;
  /** Names and values in turn, as node gives them: doubled headers are still there. */
  rawHeaders: readonly string[];
}

function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  const found: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2)
    if (rawHeaders[i]!.length === name.length && rawHeaders[i]!.toLowerCase() === name) found.push(rawHeaders[i + 1]!);
  return found;
}

/**
 * What is wrong with where a request comes from, or null.
 * @param hosts see `servedHosts`
 */
export function judgeSource({ url, rawHeaders }: Incoming, hosts: ReadonlySet<string>): ErrorCode | null {
  if (!url.startsWith("/")) return "FORBIDDEN_HOST";
  const host = valuesOf(rawHeaders, "host");
  if (host.length !== 1 || !hosts.has(host[0]!.toLowerCase())) return "FORBIDDEN_HOST";
  for (const origin of valuesOf(rawHeaders, "origin")) {
    const [scheme, rest] = [origin.slice(0, origin.indexOf("://")), origin.slice(origin.indexOf("://") + 3)];
    if ((scheme !== "http" && scheme !== "https") || !hosts.has(rest)) return "FORBIDDEN_HOST";
  }
  return null;
}

/** Compared by their hashes, so that neither length nor content shows in the time taken. */
export function tokenMatches(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization ?? "")?.[1];
  return given !== undefined && timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(token)));
}

/** Open whatever is set: how a monitor finds out that the service lives. */
const HEALTH = new Set(["/health", "/health/live", "/health/ready", "/v2/health/live", "/v2/health/ready", "/ping"]);

/**
 * Whether a route asks for the token. Judged by the route that was matched, never by the URL that was sent.
 * @param page the route serves the app's own files, which hold no data and must load before a token can be given
 */
export const needsToken = (route: string, requireToken: boolean, page: boolean): boolean =>
  route === "/api" || route.startsWith("/api/") || (requireToken && !page && !HEALTH.has(route));

/** Whether an address to bind is this machine's own. */
export const isLoopback = (host: string): boolean => ["127.0.0.1", "localhost", "::1"].includes(host);

/** Addresses to bind that stand for all of a machine's. */
export const isWildcard = (host: string): boolean => host === "0.0.0.0" || host === "::";

/**
 * The names under which a bound address may be asked for, besides the loopback's.
 * @param certified what the certificate vouches for; a browser holds a page to it, so that no other name gets here
 */
export function namesOf(host: string, certified: readonly string[]): string[] {
  if (isLoopback(host)) return [...certified];
  const own = Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
  return [...certified, ...(isWildcard(host) ? own : [host]).map(urlHost)];
}
