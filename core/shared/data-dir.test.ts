import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { openDataDir } from "./data-dir.ts";

const made: string[] = [];
const temporary = (): string => {
  const path = mkdtempSync(join(tmpdir(), "homeostat-dir-"));
  made.push(path);
  return path;
};
afterEach(() => {
  vi.unstubAllEnvs();
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

test("a named folder wins over the environment", () => {
  const [named, other] = [temporary(), temporary()];
  vi.stubEnv("HOMEOSTAT_DATA_DIR", other);
  expect(openDataDir(named).root).toBe(named);
  expect(openDataDir().root).toBe(other);
});

test("its folders are made; opening it again changes nothing", () => {
  const root = join(temporary(), "deep", "er");
  const dir = openDataDir(root);
  for (const path of [dir.models, dir.datasets, dir.archive, dir.reports, dir.uploads])
    expect(existsSync(path)).toBe(true);
  expect(openDataDir(root)).toEqual(dir);
});
