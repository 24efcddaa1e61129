/** Alerts to a program of the user's: no shell, the alert as JSON on its standard input, exit 0 means it was told. */

import { spawn } from "node:child_process";
import { say } from "../../contract/index.ts";
import { payload } from "../payload.ts";
import type { Send } from "./channel.ts";

const PATIENCE_MS = 30_000;
/** Of what the program says on stderr, so much is kept, characters. */
const SAID = 300;

export const sendCommand: Send = ({ alert, settings, signal }) => {
  const [program, ...args] = settings.command!;
  const child = spawn(program!, args, {
    shell: false,
    stdio: ["pipe", "ignore", "pipe"],
    signal,
    timeout: PATIENCE_MS,
    windowsHide: true,
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (said.length < SAID) said = (said + text).slice(0, SAID);
  });
  // A program that reads nothing closes its input; its exit code says whether all is well.
  child.stdin.on("error", () => undefined);
  child.stdin.end(payload(alert));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, killed) => {
      if (code === 0) resolve();
      else if (killed)
        reject(new Error(say("endedBy", { program: program!, signal: killed, seconds: PATIENCE_MS / 1000 })));
      else {
        const told = said.trim() === "" ? "" : say("itSaid", { text: said.trim() });
        reject(new Error(say("endedWith", { program: program!, code: code ?? -1, said: told })));
      }
    });
  });
};
