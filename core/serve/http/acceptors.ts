/**
 * More than one ear on a port. libuv takes one connection in from each listening socket a turn of the event loop
 * (unix/stream.c, uv__server_io); under load a turn takes ten milliseconds and more, and a crowd would wait for seconds
 * to be even refused. Where the system spreads connections over several sockets (Linux, SO_REUSEPORT), there are
 * several. Only processes of the same user can share the port.
 */
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { promisify } from "node:util";
import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyInstance {
    acceptors: Acceptors;
  }
}

export interface Acceptors {
  /** Listens beside the server's own socket, which was opened with `reusePort`. */
  open(address: { port: number; host: string; backlog: number }): Promise<void>;
  /** Connections that are open, by whichever socket they came in. */
  connections(): Promise<number>;
}

const BESIDE = 15;

const connectionsOf = (server: Server): Promise<number> => promisify(server.getConnections.bind(server))();

/** Whether sockets that share a port share its connections too. */
export const CAN_SHARE = process.platform === "linux";

/** Makes an instance able to have them, and close them with itself. */
export function useAcceptors(app: FastifyInstance): void {
  const servers: Server[] = [];
  const closed: Promise<unknown>[] = [];

  app.decorate("acceptors", {
    open: async (address) => {
      for (let i = 0; i < BESIDE; i++) {
        // As node's HTTP server makes its own sockets.
        const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
          app.server.emit("connection", socket),
        );
        server.listen({ ...address, reusePort: true });
        await once(server, "listening");
        servers.push(server);
      }
    },
    connections: async () => {
      const counts = await Promise.all([app.server, ...servers].map(connectionsOf));
      return counts.reduce((sum, count) => sum + count, 0);
    },
  } satisfies Acceptors);
  app.addHook("preClose", async () => {
    for (const server of servers) {
      closed.push(once(server, "close"));
      server.close();
    }
  });
  // What came in by them is finished like the rest.
  app.addHook("onClose", async () => {
    await Promise.all(closed);
  });
}
