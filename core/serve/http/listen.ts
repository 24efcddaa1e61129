/** Binding the server to an address of this machine. */
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { HomeostatError } from "../../contract/index.ts";
import { checkLoopback } from "./guard.ts";

/**
 * @param port 0 picks a free one
 * @returns the address, e.g. `http://127.0.0.1:4870`
 * @throws PORT_IN_USE; WRONG_USE for an address that is not this machine's own, or a port that may not be used
 */
export async function listen(app: FastifyInstance, { port, host }: { port: number; host: string }): Promise<string> {
  checkLoopback(host);
  try {
    await app.listen({ port, host, listenTextResolver: () => "" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new HomeostatError("PORT_IN_USE", { port }, { cause: error });
    if (code === "EACCES" || code === "ERR_SOCKET_BAD_PORT")
      throw new HomeostatError("WRONG_USE", { reason: `Port ${port} cannot be used. Choose one from 1024 to 65535.` });
    throw error;
  }
  const bound = (app.server.address() as AddressInfo).port;
  return `http://${host === "::1" ? "[::1]" : host}:${bound}`;
}
