/** A small SMTP server for tests (RFC 5321): takes what it is sent, and remembers it. */
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";

export interface Mail {
  from: string;
  to: string[];
  /** Headers and body as sent. */
  text: string;
}

export interface SmtpDouble extends AsyncDisposable {
  port: number;
  mails: Mail[];
  /** Decoded `\0user\0password` of each AUTH PLAIN. */
  logins: string[];
  /** What DATA is answered with from now on; null for a welcome. */
  refuse(answer: string | null): void;
}

/** @example await using smtp = await smtpDouble(); smtp.port */
export async function smtpDouble(): Promise<SmtpDouble> {
  const mails: Mail[] = [];
  const logins: string[] = [];
  const sockets = new Set<Socket>();
  let refusal: string | null = null;

  async function converse(socket: Socket): Promise<void> {
    const say = (line: string) => socket.write(`${line}\r\n`);
    let mail: Mail = { from: "", to: [], text: "" };
    let inData = false;
    say("220 double ESMTP");
    for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (inData) {
        if (line !== ".") mail.text += `${line.replace(/^\.\./, ".")}\n`;
        else {
          inData = false;
          mails.push(mail);
          mail = { from: "", to: [], text: "" };
          say("250 taken");
        }
        continue;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO") say("250-double\r\n250 AUTH PLAIN");
      else if (verb === "AUTH") {
        logins.push(Buffer.from(line.split(" ")[2] ?? "", "base64").toString());
        say("235 welcome");
      } else if (verb === "MAIL") {
        mail.from = line;
        say("250 ok");
      } else if (verb === "RCPT") {
        mail.to.push(line.replace(/^.*<(.*)>.*$/, "$1"));
        say("250 ok");
      } else if (verb === "DATA") {
        if (refusal === null) inData = true;
        say(refusal ?? "354 go on");
      } else if (verb === "QUIT") {
        say("221 bye");
        socket.end();
      } else say("250 ok");
    }
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    // A client that hangs up in the middle of a line is no matter of the double's.
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    void converse(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    mails,
    logins,
    refuse: (answer) => {
      refusal = answer;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
