import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary.ts";
import { fakeService, TOKEN } from "../testing/fake-service.ts";
import { raw } from "../testing/raw-http.ts";
import { namesOf } from "./guard.ts";
import { listen } from "./listen.ts";
import { certificateNames, readTls } from "./tls.ts";

const file = (name: string): string => fileURLToPath(new URL(`../testing/tls/${name}`, import.meta.url));
const [certFile, keyFile] = [file("tests-only.crt"), file("tests-only.key")];
const tls = readTls(certFile, keyFile);

interface Answer {
  status: number;
  body: string;
}

/** Asks over TLS, trusting the tests' certificate alone. */
const ask = (url: string, headers: Record<string, string> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { ca: tls.cert, servername: "localhost", headers }, async (reply) => {
      resolve({ status: reply.statusCode!, body: await text(reply) });
    });
    sent.on("error", reject);
    sent.end();
  });

test("the names of a certificate, wildcards left out", () => {
  expect(certificateNames(tls.cert)).toEqual(["localhost", "homeostat.test", "127.0.0.1", "[::1]"]);
});

test("the network is answered over TLS only, and only under the certificate's names and its own addresses", async () => {
  await using service = await fakeService({
    ...{ tls, requireToken: true, names: namesOf("0.0.0.0", certificateNames(tls.cert)) },
  });
  const url = await listen(service.app, { port: 0, host: "0.0.0.0", secured: true });
  const { port } = new URL(url);
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  const authorization = `Bearer ${TOKEN}`;
  expect((await ask(`${url}/model_info`)).status).toBe(401);
  expect((await ask(`${url}/health/live`)).status).toBe(200);
  expect((await ask(`${url}/metrics`, { authorization })).status).toBe(200);
  expect((await ask(`${url}/metrics`, { authorization, host: `homeostat.test:${port}` })).status).toBe(200);
  for (const host of [`evil.example:${port}`, `x.homeostat.test:${port}`, "homeostat.test"])
    expect((await ask(`${url}/metrics`, { authorization, host })).status, host).toBe(403);
  const origin = `https://homeostat.test:${port}`;
  expect((await ask(`${url}/metrics`, { authorization, origin })).status).toBe(200);
  expect((await ask(`${url}/metrics`, { authorization, origin: "https://evil.example" })).status).toBe(403);
});

test("what is not TLS gets no answer, and the next one does", async () => {
  await using service = await fakeService({ tls });
  const url = await listen(service.app, { port: 0, host: "127.0.0.1", secured: true });
  expect(await raw(url, "GET /health HTTP/1.1\r\nhost: x\r\n\r\n")).not.toContain("200");
  expect((await ask(`${url}/health`)).status).toBe(200);
});

test("a handshake that never ends is cut", async () => {
  await using service = await fakeService({
    ...{ tls, times: { headers: 100, request: 60_000, idle: 60_000, keepAlive: 60_000 } },
  });
  const { hostname, port } = new URL(await listen(service.app, { port: 0, host: "127.0.0.1", secured: true }));
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.on("close", resolve));
});

test("an address of the network without TLS is refused", async () => {
  await using service = await fakeService();
  for (const host of ["0.0.0.0", "::", "192.168.1.5", "example.com"])
    await expect(listen(service.app, { port: 0, host })).rejects.toMatchObject({
      ...{ code: "WRONG_USE", message: expect.stringContaining("--tls-cert") },
    });
});

test("an address that is not this machine's is said as such", async () => {
  await using service = await fakeService({ tls });
  const elsewhere = listen(service.app, { port: 0, host: "192.0.2.1", secured: true });
  await expect(elsewhere).rejects.toMatchObject({ code: "WRONG_USE", message: expect.stringContaining("192.0.2.1") });
});

test("files that are no certificate and its key", () => {
  const folder = temporaryFolder();
  const other = join(folder, "other.pem");
  writeFileSync(other, "nothing");
  expect(() => readTls(join(folder, "none.pem"), keyFile)).toThrow(expect.objectContaining({ code: "FILE_NOT_FOUND" }));
  expect(() => readTls(folder, keyFile)).toThrow(expect.objectContaining({ code: "FILE_UNREADABLE" }));
  for (const [cert, key] of [
    [other, keyFile],
    [certFile, other],
    [keyFile, certFile],
  ] as const)
    expect(() => readTls(cert, key)).toThrow(expect.objectContaining({ code: "WRONG_USE" }));
  expect(readFileSync(certFile, "utf8")).toBe(tls.cert);
});
