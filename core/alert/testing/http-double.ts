/** An HTTP server for tests that remembers what it is sent. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";

export interface HttpDouble extends AsyncDisposable {
  url: string;
  requests: { headers: IncomingHttpHeaders; body: string }[];
  /** Status of the answers from now on. */
  answer(status: number, headers?: Record<string, string>): void;
}

/** @example await using receiver = await httpDouble(); receiver.url */
export async function httpDouble(): Promise<HttpDouble> {
  const requests: HttpDouble["requests"] = [];
  let reply: { status: number; headers: Record<string, string> } = { status: 204, headers: {} };
  const server = createServer(async (request, response) => {
    requests.push({ headers: request.headers, body: await text(request) });
    response.writeHead(reply.status, reply.headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/hook`,
    requests,
    answer: (status, headers = {}) => {
      reply = { status, headers };
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
