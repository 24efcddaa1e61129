/** Disks that stop taking anything: a small one that is filled up, and one whose writes and syncs fail. Linux only. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type FaultName = "none" | "ENOSPC" | "EIO";

/** A folder for data, and what can be done to it. */
export interface Disk extends Disposable {
  folder: string;
  /** While this file exists, syncs fail. */
  failSync: string;
  begin(pid: number): void;
  end(pid: number): void;
}

/** Room for the rows of a few dozen starts. */
const SMALL_DISK = "size=192m";

const runs = (command: string, args: string[]): boolean => spawnSync(command, args, { stdio: "ignore" }).status === 0;

/** What must be at hand for a fault; null where all of it is. */
export function lacking(fault: FaultName): string | null {
  if (fault === "EIO") return runs("prlimit", ["--version"]) ? null : "prlimit";
  if (fault === "none") return null;
  const folder = mkdtempSync(join(tmpdir(), "homeostat-mount-"));
  const mounted = runs("mount", ["-t", "tmpfs", "-o", SMALL_DISK, "tmpfs", folder]);
  if (mounted) execFileSync("umount", [folder]);
  rmSync(folder, { recursive: true });
  return mounted ? null : "the right to mount a small disk";
}

export function plainDisk(): Disk {
  const root = mkdtempSync(join(tmpdir(), "homeostat-crash-"));
  const folder = join(root, "data");
  mkdirSync(folder);
  return {
    ...{ folder, failSync: join(root, "fail-sync") },
    begin: () => undefined,
    end: () => undefined,
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

const FILLER = "filler";

/** Writes whatever still fits on the disk that a folder lies on. */
export function fillUp(folder: string): void {
  const path = join(folder, FILLER);
  for (let bytes = 2 ** 20; bytes >= 1024; bytes /= 2)
    try {
      for (;;) writeFileSync(path, new Uint8Array(bytes), { flag: "a" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
}

export const freeUp = (folder: string): void => rmSync(join(folder, FILLER), { force: true });

export function smallDisk(): Disk {
  const disk = plainDisk();
  execFileSync("mount", ["-t", "tmpfs", "-o", SMALL_DISK, "tmpfs", disk.folder]);
  return {
    ...disk,
    begin: () => fillUp(disk.folder),
    end: () => freeUp(disk.folder),
    [Symbol.dispose]: () => {
      execFileSync("umount", ["--lazy", disk.folder]);
      disk[Symbol.dispose]();
    },
  };
}

/** No file may grow beyond a page (which SQLite tells as SQLITE_IOERR_WRITE), and no sync succeeds. */
function failingDisk(): Disk {
  const disk = plainDisk();
  const limit = (pid: number, bytes: string) => runs("prlimit", ["--pid", String(pid), `--fsize=${bytes}:`]);
  return {
    ...disk,
    begin: (pid) => {
      writeFileSync(disk.failSync, "");
      limit(pid, "4096");
    },
    end: (pid) => {
      rmSync(disk.failSync, { force: true });
      limit(pid, "unlimited");
    },
  };
}

export const openDisk = (fault: FaultName): Disk =>
  fault === "ENOSPC" ? smallDisk() : fault === "EIO" ? failingDisk() : plainDisk();
