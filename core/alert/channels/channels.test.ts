import { createHmac } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary.ts";
import { openBench, waitingIncident } from "../testing/bench.ts";
import { httpDouble } from "../testing/http-double.ts";
import { smtpDouble } from "../testing/smtp-double.ts";
import { signature } from "./webhook.ts";

describe("e-mail", () => {
  test("what happened, what to type and where to look, from and to whom was set", async () => {
    await using smtp = await smtpDouble();
    await using bench = openBench();
    const changes = {
      ...{ email_host: "127.0.0.1", email_port: smtp.port, email_security: "none", email_user: "me" },
      ...{ email_from: "homeostat@example.org", email_to: ["a@example.org", "b@example.org"] },
    };
    bench.alerting.configure({ changes, secrets: { email_password: "s3cret" } }, "user");
    bench.happen(waitingIncident());
    await bench.alerting.deliver();
    expect(smtp.logins).toEqual(["\0me\0s3cret"]);
    const [mail] = smtp.mails;
    expect(mail!.to).toEqual(["a@example.org", "b@example.org"]);
    expect(mail!.from).toContain("<homeostat@example.org>");
    // Long headers are folded, long lines of the body broken.
    const body = mail!.text.replaceAll("=\n", "").replaceAll("\n ", " ");
    expect(body).toContain("Subject: Waits for your approval: sales: the answers are worse than they were");
    expect(body).toContain(" homeostat approve 01INCIDENT");
    expect(body).toContain("In the app: page incidents");
    expect(body).toContain("set aside at 2026-01-08 12:00 UTC");
    expect(bench.alerting.log(10)).toMatchObject([{ state: "sent", attempts: 1, channel: "email" }]);
  });

  test("a server that cannot encrypt is given nothing where encryption is asked for", async () => {
    await using smtp = await smtpDouble();
    await using bench = openBench();
    const changes = { email_host: "127.0.0.1", email_port: smtp.port, email_user: "me", email_to: ["a@example.org"] };
    bench.alerting.configure({ changes, secrets: { email_password: "s3cret" } }, "user");
    expect(await bench.alerting.test("email")).toMatchObject({ ok: false, error: expect.stringMatching(/TLS/i) });
    expect([smtp.logins, smtp.mails]).toEqual([[], []]);
  });

  test("no password crosses a network in the clear", async () => {
    await using bench = openBench();
    const changes = { email_host: "smtp.example.org", email_security: "none", email_user: "me" };
    expect(() => bench.alerting.configure({ changes, secrets: {} }, "user")).toThrow(/in the clear/);
  });
});

describe("webhook", () => {
  test("a signed JSON that the receiver can verify", async () => {
    await using receiver = await httpDouble();
    await using bench = openBench();
    bench.alerting.configure({ changes: { webhook_url: receiver.url }, secrets: { webhook_secret: "key" } }, "user");
    bench.happen(waitingIncident());
    await bench.alerting.deliver();
    const [{ headers, body }] = receiver.requests as [(typeof receiver.requests)[number]];
    expect(JSON.parse(body)).toMatchObject({ type: "homeostat.approval_needed", data: { incident: "01INCIDENT" } });
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const expected = createHmac("sha256", "key").update(signed).digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
  });

  test("the signature is that of Standard Webhooks' own example", () => {
    // https://github.com/standard-webhooks/standard-webhooks, the libraries' shared test vector.
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const body = '{"test": 2432232314}';
    expect(signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)).toBe(
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    );
  });

  test("a redirect is not followed: nobody else is told", async () => {
    await using other = await httpDouble();
    await using receiver = await httpDouble();
    receiver.answer(307, { location: other.url });
    await using bench = openBench();
    bench.alerting.configure({ changes: { webhook_url: receiver.url }, secrets: {} }, "user");
    expect(await bench.alerting.test("webhook")).toMatchObject({ ok: false, error: expect.stringContaining("307") });
    expect(receiver.requests[0]!.headers["webhook-signature"]).toBeUndefined();
    expect(other.requests).toEqual([]);
  });
});

describe("command", () => {
  const node = (script: string, ...args: string[]) => [process.execPath, "-e", script, ...args];

  test("the alert on its standard input, the arguments as they are: no shell reads them", async () => {
    const out = join(temporaryFolder(), "told");
    const script = "require('fs').writeFileSync(process.argv[1], process.argv[2] + require('fs').readFileSync(0))";
    await using bench = openBench();
    bench.alerting.configure({ changes: { command: node(script, out, "$(touch nothing); ") }, secrets: {} }, "user");
    bench.happen(waitingIncident());
    await bench.alerting.deliver();
    const told = readFileSync(out, "utf8");
    expect(told.startsWith("$(touch nothing); {")).toBe(true);
    expect(JSON.parse(told.slice(told.indexOf("{")))).toMatchObject({ data: { kind: "approval_needed" } });
  });

  test.each([
    ["ends with an error", node("console.error('no network'); process.exit(3)"), /ended with 3: no network/],
    ["is not there", ["/no/such/program"], /ENOENT/],
    ["reads nothing and succeeds", node("process.exit(0)"), null],
  ])("a program that %s", async (_, argv, error) => {
    await using bench = openBench();
    bench.alerting.configure({ changes: { command: argv }, secrets: {} }, "user");
    const report = await bench.alerting.test("command");
    if (error === null) expect(report).toMatchObject({ ok: true, error: null });
    else expect(report.error).toMatch(error);
  });

  test("is not set over the network", async () => {
    await using bench = openBench();
    bench.alerting.start({ pages: null, network: true });
    const change = (command: string[] | null) =>
      bench.alerting.configure({ changes: { command }, secrets: {} }, "user");
    expect(() => change(["/bin/true"])).toThrow(/not set over the network/);
    expect(change(null).settings.command).toBeNull();
  });
});

test("secrets lie in a file of their owner's, are never told, and can be removed", async () => {
  await using bench = openBench();
  const { alerting, secrets } = bench;
  expect(existsSync(secrets)).toBe(false);
  const report = alerting.configure(
    { changes: {}, secrets: { email_password: "s3cret", webhook_secret: "k3y" } },
    "user",
  );
  expect(report.secrets).toEqual({ email_password: true, webhook_secret: true });
  expect(JSON.stringify([report, alerting.settings(), bench.audited])).not.toMatch(/s3cret|k3y/);
  if (process.platform !== "win32") expect(statSync(secrets).mode & 0o777).toBe(0o600);
  alerting.configure({ changes: {}, secrets: { email_password: null } }, "user");
  expect(alerting.settings().secrets).toEqual({ email_password: false, webhook_secret: true });
});
