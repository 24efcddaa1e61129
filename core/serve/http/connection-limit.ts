/**
 * How many connections are open at once. node reads all sockets that have something to say before it goes on with the
 * work it has taken in, and starts over while there are 1,024 of them (libuv, uv__io_poll): beyond that number, clients
 * that ask again and again keep it from ever answering. So those that come too many are told, unread, to come back.
 */
import type { Server } from "node:http";
import type { Socket } from "node:net";

/** For a refused client to read its answer and hang up, ms. */
const PATIENCE = 1000;

type Listener = (socket: Socket) => void;

/** @param refusal makes what a refused client is sent; null to hang up without a word, as TLS needs it */
export function limitConnections(server: Server, max: number, refusal: (() => string) | null): void {
  const accept = server.listeners("connection") as Listener[];
  let open = 0;

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
    open++;
    socket.once("close", () => {
      open--;
    });
    for (const listener of accept) listener.call(server, socket);
  });
}
