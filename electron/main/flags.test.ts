import { resolve } from "node:path";
import { expect, test } from "vitest";
import { engineFlags } from "./flags.ts";

test("reads its own flags, in both spellings", () => {
  expect(engineFlags(["--data-dir", "some/where", "--port=0"])).toEqual({ dataDir: resolve("some/where"), port: 0 });
});

test("passes over Chromium's flags and what is no number", () => {
  expect(engineFlags(["--no-sandbox", "--enable-features=x", "--port", "high", "file.csv"])).toEqual({});
});
