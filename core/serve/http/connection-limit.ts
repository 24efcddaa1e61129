/**
 * How many connections are open at once. node reads all sockets that have something to say before it goes on with the
 * work it has taken in, and starts over while there are 1,024 of them (libuv, uv__io_poll): beyond that number, clients
 * that ask again and again keep it from ever answering. So those that come too many are told, unread, to come back.
 */
import type { Server } from "node:http";
import type { Socket } from "node:net";

/** For a refused client to read its answer and hang up, ms. */
const PATIENCE = 1000;

/** Where room is short: how full, and for how long a connection is then kept between two requests, ms. */
const SHORT = { share: 0.75, keepAlive: 5000 };

type Listener = (socket: Socket) => void;

/** @param refusal makes what a refused client is sent; null to hang up without a word, as TLS needs it */
export function limitConnections(server: Server, max: number, refusal: (() => string) | null): void {
  const accept = server.listeners("connection") as Listener[];
  const { keepAliveTimeout } = server;
  let open = 0;

  /** Clients that keep connections for later must not keep others out; each answer says how long its own is kept. */
  function count(change: 1 | -1): void {
    open += change;
    server.keepAliveTimeout = open > max * SHORT.share ? Math.min(SHORT.keepAlive, keepAliveTimeout) : keepAliveTimeout;
  }

  function refuse(socket: Socket): void {
    if (!refusal) return void socket.destroy();
    socket.on("error", () => socket.destroy());
    socket.setTimeout(PATIENCE, () => socket.destroy());
    socket.end(refusal());
    // Closed with bytes unread, the connection would be reset, and the answer lost with it.
    socket.resume();
  }

  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    if (open >= max) return refuse(socket);
    count(1);
    socket.once("close", () => count(-1));
    for (const listener of accept) listener.call(server, socket);
  });
}
