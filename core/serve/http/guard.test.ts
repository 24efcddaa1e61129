import { describe, expect, test } from "vitest";
import { judgeSource, namesOf, needsToken, servedHosts, tokenMatches } from "./guard.ts";

const hosts = servedHosts(4870);
const from = (headers: Record<string, string | string[]>, url = "/predict") =>
  judgeSource(
    { url, rawHeaders: Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((v) => [name, v])) },
    hosts,
  );

describe("the Host header", () => {
  test.each(["127.0.0.1:4870", "localhost:4870", "[::1]:4870", "LOCALHOST:4870"])("%s is served", (host) => {
    expect(from({ Host: host })).toBeNull();
  });

  test.each([
    ["a foreign name, as after DNS rebinding", "attacker.example:4870"],
    ["a foreign name that begins like ours", "127.0.0.1.attacker.example:4870"],
    ["another port", "127.0.0.1:4871"],
    ["no port", "127.0.0.1"],
    ["user information that hides the real host", "127.0.0.1:4870@evil.example"],
    ["a second line folded in", "127.0.0.1:4870\r\n evil.example"],
    ["an empty value", ""],
    ["another loopback spelling", "127.1:4870"],
    ["a list", "127.0.0.1:4870, evil.example"],
  ])("%s is refused", (_, host) => {
    expect(from({ host })).toBe("FORBIDDEN_HOST");
  });

  test("a doubled Host is refused, even where both are ours", () => {
    expect(from({ host: ["127.0.0.1:4870", "127.0.0.1:4870"] })).toBe("FORBIDDEN_HOST");
  });

  test("no Host at all is refused", () => {
    expect(from({})).toBe("FORBIDDEN_HOST");
  });

  test("the standard port may be left out", () => {
    expect(servedHosts(80).has("127.0.0.1")).toBe(true);
  });
});

describe("the Origin header", () => {
  const host = "127.0.0.1:4870";

  test.each(["http://127.0.0.1:4870", "http://localhost:4870", "https://[::1]:4870"])("%s is ours", (origin) => {
    expect(from({ host, origin })).toBeNull();
  });

  test.each([
    ["a foreign page (CSRF)", "https://evil.example"],
    ["another server on this machine", "http://127.0.0.1:3000"],
    ["a sandboxed frame or a file", "null"],
    ["nothing", ""],
    ["a foreign page with our address as its user", "http://127.0.0.1:4870@evil.example"],
    ["a foreign scheme", "ftp://127.0.0.1:4870"],
    ["an origin with a path", "http://127.0.0.1:4870/x"],
  ])("%s is refused", (_, origin) => {
    expect(from({ host, origin })).toBe("FORBIDDEN_HOST");
  });

  test("one foreign among two is refused", () => {
    expect(from({ host, origin: ["http://127.0.0.1:4870", "https://evil.example"] })).toBe("FORBIDDEN_HOST");
  });
});

test.each(["http://127.0.0.1:4870/api/models", "http://evil/api/models", "*", "evil:80"])(
  "a request line with %s, not a path, is refused",
  (url) => {
    expect(from({ host: "127.0.0.1:4870" }, url)).toBe("FORBIDDEN_HOST");
  },
);

describe("the token", () => {
  test("is taken from Bearer alone and compared whole", () => {
    expect(tokenMatches("Bearer secret-token_1", "secret-token_1")).toBe(true);
    expect(tokenMatches("bearer secret-token_1", "secret-token_1")).toBe(true);
    for (const wrong of [
      undefined,
      "",
      "secret-token_1",
      "Bearer",
      "Bearer ",
      "Bearer secret-token_",
      "Basic secret-token_1",
    ])
      expect(tokenMatches(wrong, "secret-token_1")).toBe(false);
    expect(tokenMatches("Bearer secret-token_1, Bearer x", "secret-token_1")).toBe(false);
  });

  test("is asked for on the control plane always, elsewhere on request, never for health and pages", () => {
    expect(needsToken("/api/*", false, false)).toBe(true);
    expect(needsToken("/api/rpc/*", false, false)).toBe(true);
    expect(needsToken("/predict", false, false)).toBe(false);
    expect(needsToken("/predict", true, false)).toBe(true);
    expect(needsToken("/metrics", true, false)).toBe(true);
    expect(needsToken("/health", true, false)).toBe(false);
    expect(needsToken("/index.html", true, true)).toBe(false);
  });
});

test("names beyond the loopback: those of the certificate, and of the address that is bound", () => {
  expect(namesOf("127.0.0.1", ["clinic.example"])).toEqual(["clinic.example"]);
  expect(namesOf("Server.Lan", [])).toEqual(["server.lan"]);
  expect(namesOf("fe80:0:0::1", [])).toEqual(["[fe80::1]"]);
  expect(namesOf("0.0.0.0", [])).toContain("127.0.0.1");
  const hosts = servedHosts(4870, "https", ["clinic.example"]);
  expect([...hosts]).toContain("clinic.example:4870");
  expect(servedHosts(443, "https", ["clinic.example"]).has("clinic.example")).toBe(true);
});
