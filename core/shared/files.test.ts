import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256, sha256File, writeAtomic } from "./files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "homeostat-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("writes a file whole, over an earlier one, and leaves nothing beside it", () => {
  const path = join(folder, "production.json");
  writeAtomic(path, "one");
  writeAtomic(path, Buffer.from("two"));
  expect(readFileSync(path, "utf8")).toBe("two");
  expect(readdirSync(folder)).toEqual(["production.json"]);
});

test.skipIf(process.platform === "win32")("only its owner can read it", () => {
  const path = join(folder, "token");
  writeAtomic(path, "secret");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("where the rename fails the old file stands and the temporary one is gone", () => {
  const path = join(folder, "taken");
  mkdirSync(path);
  writeFileSync(join(path, "inside"), "kept");
  expect(() => writeAtomic(path, "new")).toThrow();
  expect(readFileSync(join(path, "inside"), "utf8")).toBe("kept");
  expect(readdirSync(folder)).toEqual(["taken"]);
});

test("hashes text, bytes and files alike", async () => {
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-2, appendix B.1
  const path = join(folder, "abc");
  writeFileSync(path, "abc");
  expect([sha256("abc"), sha256(Buffer.from("abc")), await sha256File(path)]).toEqual([abc, abc, abc]);
});
