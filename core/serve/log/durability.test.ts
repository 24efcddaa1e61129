import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openDatabase } from "../../shared/index.ts";

const child = fileURLToPath(new URL("./durability-child.ts", import.meta.url));

/** Kills a writer in mid-work once it has acknowledged enough, and returns what it had acknowledged. */
function acknowledgedBeforeKill(path: string, durability: string, enough: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const writer = spawn(process.execPath, [child, path, durability], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    writer.stdout.on("data", (part: Buffer) => {
      said += part;
      if (said.split("\n").length > enough) writer.kill("SIGKILL");
    });
    writer.on("error", reject);
    // The last line may be cut in two by the kill; what was said in full was acknowledged.
    writer.on("close", () => resolve(said.slice(0, said.lastIndexOf("\n")).split("\n")));
  });
}

test.each(["process", "power"])("kill -9 loses no acknowledged prediction (durability %s)", async (durability) => {
  const folder = mkdtempSync(join(tmpdir(), "homeostat-kill-"));
  try {
    const path = join(folder, "homeostat.db");
    const acknowledged = await acknowledgedBeforeKill(path, durability, 500);
    expect(acknowledged.length).toBeGreaterThanOrEqual(500);
    const db = openDatabase(path);
    const stored = new Set(db.prepare("SELECT id FROM predictions").pluck().all());
    db.close();
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
