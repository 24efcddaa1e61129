/** What can be wrong with a file or a disk, on the real engine: it is said in words, and there is a way on. */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Job } from "../../../core/contract/jobs.ts";
import { temporaryFolder } from "../../../core/testing/temporary.ts";
import { en } from "../../texts/en/index.ts";
import { useBrowser } from "../harness.ts";
import { patients, toCsv } from "./clinic.ts";
import { askEngine, clinicFile, modelsOf, openFile, startTraining } from "./steps.ts";
import { type EngineVisit, visitEngine } from "./visit.ts";

const app = useBrowser();
const folder = temporaryFolder();

/** The first bytes of a picture. */
const PICTURE = Buffer.from("89504e470d0a1a0a0000000d4948445200000010000000100806000000", "hex");
const MB = 2 ** 20;

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

const chooser = ({ page }: EngineVisit) => page.getByRole("button", { name: en.train.choose }).first();

/** Nothing of a file goes to the engine until the test lets it. */
async function holdUploads({ page }: EngineVisit): Promise<{ letGo(): void }> {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route("**/rpc/files/upload", async (route) => {
    await held;
    await route.continue();
  });
  return { letGo };
}

describe.each(["pointer", "keyboard"] as const)("with the %s", (name) => {
  test("a picture with the name of a table is refused in words, and a table is taken after it", async () => {
    await using visit = await visitEngine(app.browser(), name);
    const { page, hand } = visit;
    await visit.open(en.nav.train, "/train");
    const picture = Buffer.concat([PICTURE, Buffer.alloc(4096, 0)]);
    await hand.pickFile(chooser(visit), { name: "patients.csv", mimeType: "text/csv", buffer: picture });
    const alert = page.locator("main").getByRole("alert").first();
    await alert.waitFor();
    expect((await alert.textContent())?.length).toBeGreaterThan(20);
    await openFile(visit, clinicFile());
    expect(await modelsOf(visit)).toEqual([]);
  });

  test("a file that is written to while it is read is said, and is taken once it is whole", async () => {
    await using visit = await visitEngine(app.browser(), name);
    const { page, hand, engine } = visit;
    const path = join(folder, `growing-${name}.csv`);
    const [head = "", ...rows] = toCsv(patients(900, 1)).split("\n");
    writeFileSync(path, [head, ...rows.slice(0, 400)].join("\n"));
    await visit.open(en.nav.train, "/train");
    const { letGo } = await holdUploads(visit);
    await hand.pickFile(chooser(visit), path);
    await page.getByRole("button", { name: en.train.stopReading }).waitFor();
    appendFileSync(path, `\n${rows.slice(400).join("\n")}`);
    letGo();
    await page
      .getByText(en.problem.file(`growing-${name}.csv`))
      .first()
      .waitFor();
    expect(await modelsOf(visit)).toEqual([]);
    expect(readdirSync(join(engine.folder, "uploads"))).toEqual([]);
    await hand.pickFile(chooser(visit), path);
    await page.getByText(en.train.found("900", "4")).waitFor();
  });

  test("a file that is removed while it is trained on is not missed", async () => {
    await using visit = await visitEngine(app.browser(), name);
    const { page, engine } = visit;
    const uploads = join(engine.folder, "uploads");
    await visit.open(en.nav.train, "/train");
    await openFile(visit, clinicFile());
    await visit.hand.type(page.getByLabel(en.train.name), "kept_name");
    await startTraining(visit, 10);
    const stage = async () => (await askEngine<{ jobs: Job[] }>(visit, "/jobs")).jobs[0]?.progress.stage;
    await expect.poll(stage, { timeout: 120_000, interval: 50 }).not.toMatch(/^(starting|reading)$/);
    for (const file of readdirSync(uploads)) rmSync(join(uploads, file));
    await page.getByText(en.train.result.title).waitFor({ timeout: 240_000 });
    expect(await modelsOf(visit)).toMatchObject([{ name: "kept_name", production: "v0001" }]);
  });

  test("a full disk is said in words, nothing half is left, and it goes on once there is room", async ({ skip }) => {
    const disk = smallDisk(60);
    if (!disk) return skip("no disk of its own can be made here");
    try {
      await using visit = await visitEngine(app.browser(), name, { folder: join(disk.folder, "data") });
      const { page, hand } = visit;
      await visit.open(en.nav.train, "/train");
      const { bavail, bsize } = statfsSync(disk.folder);
      const ballast = join(disk.folder, "ballast");
      writeFileSync(ballast, Buffer.alloc(bavail * bsize - MB / 4));
      const large = { ...clinicFile(), buffer: Buffer.from(toCsv(patients(60_000, 1))) };
      await hand.pickFile(chooser(visit), large);
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

  test("a table of a million rows is taken in: how far it is is told, and the page can be left meanwhile", async () => {
    await using visit = await visitEngine(app.browser(), name);
    const { page, hand } = visit;
    const path = join(folder, "huge.csv");
    const [head = "", ...rows] = toCsv(patients(100_000, 1)).split("\n");
    const block = rows.join("\n");
    writeFileSync(path, [head, ...Array.from({ length: 10 }, () => block)].join("\n"));
    await visit.open(en.nav.train, "/train");
    const { letGo } = await holdUploads(visit);
    await hand.pickFile(chooser(visit), path);
    await page.getByRole("progressbar", { name: /huge\.csv/ }).waitFor();
    await visit.open(en.nav.audit, "/audit");
    letGo();
    await visit.open(en.nav.train, "/train");
    await page.getByText(en.train.found("1,000,000", "4")).waitFor({ timeout: 240_000 });
  });
});
