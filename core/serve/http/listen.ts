/** Binding the server to an address. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { FastifyInstance } from "fastify";
import { HomeostatError } from "../../contract/index.ts";
import { CAN_SHARE } from "./acceptors.ts";
import { isLoopback, isWildcard } from "./guard.ts";
import { urlHost } from "./tls.ts";

export interface Address {
  /** 0 picks a free one. */
  port: number;
  host: string;
  /** It speaks TLS; nobody gets in without a token. */
  secured?: boolean;
}

/** A crowd that arrives at once is let in, to be told to come back; left outside, it would knock again a second later. */
const BACKLOG = 4096;

/** `localhost` may be two addresses; a server listens on one. */
const addressOf = (host: string): string => (host === "localhost" ? "127.0.0.1" : host);

/** The port as it will be bound, which nobody else has: a shared socket alone would not find that out. */
async function freePort(port: number, host: string): Promise<number> {
  const probe = createServer();
  probe.listen({ port, host });
  await once(probe, "listening");
  const { port: bound } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return bound;
}

async function bind(app: FastifyInstance, port: number, host: string): Promise<void> {
  const own = { host, backlog: BACKLOG, listenTextResolver: () => "" };
  if (!CAN_SHARE) return void (await app.listen({ ...own, port }));
  const bound = await freePort(port, host);
  // Handed through to node, of whose options Fastify's types know but a part.
  const shared = { ...own, port: bound, reusePort: true };
  await app.listen(shared);
  await app.acceptors.open({ port: bound, host, backlog: BACKLOG });
}

/**
 * @returns the address to ask from this machine, e.g. `http://127.0.0.1:4870`
 * @throws PORT_IN_USE; WRONG_USE for an address of the network without `secured`, or one that cannot be used
 */
export async function listen(app: FastifyInstance, { port, host, secured = false }: Address): Promise<string> {
  if (!secured && !isLoopback(host))
    throw new HomeostatError("WRONG_USE", {
      reason: `Without TLS, Homeostat answers this machine only: --host ${host} needs --tls-cert and --tls-key.`,
    });
  try {
    await bind(app, port, addressOf(host));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new HomeostatError("PORT_IN_USE", { port }, { cause: error });
    if (code === "EACCES" || code === "ERR_SOCKET_BAD_PORT")
      throw new HomeostatError("WRONG_USE", { reason: `Port ${port} cannot be used. Choose one from 1024 to 65535.` });
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN")
      throw new HomeostatError("WRONG_USE", { reason: `${host} is no address of this machine.` }, { cause: error });
    throw error;
  }
  const bound = (app.server.address() as AddressInfo).port;
  return `${secured ? "https" : "http"}://${urlHost(isWildcard(host) ? "127.0.0.1" : host)}:${bound}`;
}
