/** What can be wrong with a file or a disk, on the real engine: it is said in words, and there is a way on. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Job } from "../../../core/contract/jobs.ts";
import { en } from "../../texts/en/index.ts";
import { useBrowser } from "../harness.ts";
import { patients, toCsv } from "./clinic.ts";
import { askEngine, clinicFile, modelsOf, openFile, startTraining } from "./steps.ts";
import { visitEngine } from "./visit.ts";

const app = useBrowser();

/** The first bytes of a picture. */
const PICTURE = Buffer.from("89504e470d0a1a0a0000000d4948445200000010000000100806000000", "hex");
const MB = 2 ** 20;

test("a picture with the name of a table is refused in words, and a table is taken after it", async () => {
  await using visit = await visitEngine(app.browser(), "pointer");
  const { page, hand } = visit;
  await visit.open(en.nav.train, "/train");
  const picture = Buffer.concat([PICTURE, Buffer.alloc(4096, 0)]);
  const button = page.getByRole("button", { name: en.train.choose }).first();
  await hand.pickFile(button, { name: "patients.csv", mimeType: "text/csv", buffer: picture });
  const alert = page.locator("main").getByRole("alert").first();
  await alert.waitFor();
  expect((await alert.textContent())?.length).toBeGreaterThan(20);
  await openFile(visit, clinicFile());
  expect(await modelsOf(visit)).toEqual([]);
});

test("a file that is removed while it is trained on is not missed", async () => {
  await using visit = await visitEngine(app.browser(), "pointer");
  const { page, engine } = visit;
  const uploads = join(engine.folder, "uploads");
  const remove = () => {
    for (const name of readdirSync(uploads)) rmSync(join(uploads, name));
  };
  await visit.open(en.nav.train, "/train");
  await openFile(visit, clinicFile());
  await visit.hand.type(page.getByLabel(en.train.name), "kept_name");
  await startTraining(visit, 10);
  const stage = async () => (await askEngine<{ jobs: Job[] }>(visit, "/jobs")).jobs[0]?.progress.stage;
  await expect.poll(stage, { timeout: 120_000, interval: 50 }).not.toMatch(/^(starting|reading)$/);
  remove();
  await page.getByText(en.train.result.title).waitFor({ timeout: 240_000 });
  expect(await modelsOf(visit)).toMatchObject([{ name: "kept_name", production: "v0001" }]);
});

/** A disk of a few megabytes; null where this machine lets nobody make one. */
function smallDisk(megabytes: number): { folder: string; close(): void } | null {
  const folder = mkdtempSync(join(tmpdir(), "homeostat-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "ignore" });
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
  return {
    folder,
    close: () => {
      execFileSync("umount", ["-l", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

test("a full disk is said in words, nothing half is left, and it goes on once there is room", async ({ skip }) => {
  const disk = smallDisk(60);
  if (!disk) return skip("no disk of its own can be made here");
  try {
    await using visit = await visitEngine(app.browser(), "pointer", { folder: join(disk.folder, "data") });
    const { page, hand } = visit;
    await visit.open(en.nav.train, "/train");
    const { bavail, bsize } = statfsSync(disk.folder);
    const ballast = join(disk.folder, "ballast");
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - MB / 4));
    const large = { ...clinicFile(), buffer: Buffer.from(toCsv(patients(60_000, 1))) };
    await hand.pickFile(page.getByRole("button", { name: en.train.choose }).first(), large);
    await page
      .getByText(/disk is full/)
      .first()
      .waitFor();
    expect(readdirSync(join(visit.engine.folder, "uploads"))).toEqual([]);
    rmSync(ballast);
    await openFile(visit, clinicFile());
  } finally {
    disk.close();
  }
});

test("a table of a million rows is taken in", async () => {
  await using visit = await visitEngine(app.browser(), "pointer");
  const { page, hand } = visit;
  const folder = mkdtempSync(join(tmpdir(), "homeostat-huge-"));
  try {
    const path = join(folder, "huge.csv");
    const [head = "", ...rows] = toCsv(patients(100_000, 1)).split("\n");
    const block = rows.join("\n");
    writeFileSync(path, [head, ...Array.from({ length: 10 }, () => block)].join("\n"));
    await visit.open(en.nav.train, "/train");
    await hand.pickFile(page.getByRole("button", { name: en.train.choose }).first(), path);
    await page.getByText(en.train.columns).waitFor({ timeout: 240_000 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
