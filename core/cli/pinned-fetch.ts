/** Asking an engine on the same folder that speaks TLS: it left its certificate there, and that one alone is trusted. */
import { request as httpsRequest, type RequestOptions } from "node:https";
import { Readable } from "node:stream";
import type { Fetch } from "../api/index.ts";

function send(url: string, options: RequestOptions, body: Buffer): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(url, options, (answer) => {
      const headers = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
        values.map((value): [string, string] => [name, value]),
      );
      resolve(new Response(Readable.toWeb(answer) as ReadableStream, { status: answer.statusCode, headers }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/**
 * @param certificate PEM
 * @returns a fetch to a server with this certificate, whatever name it is reached by
 */
export function pinnedFetch(certificate: string): Fetch {
  const trust = { ca: certificate, allowPartialTrustChain: true, checkServerIdentity: () => undefined };
  return async (request) => {
    const { url, method, signal } = request;
    const headers = Object.fromEntries(request.headers);
    return send(url, { ...trust, method, signal, headers }, Buffer.from(await request.arrayBuffer()));
  };
}
