/** What each disk has done since the machine started, from Linux' /proc/diskstats. */
import { readFileSync } from "node:fs";

export interface DiskTimes {
  device: string;
  readBytes: number;
  writtenBytes: number;
  /** Seconds in which it was working on something. */
  busySeconds: number;
}

/** The kernel counts in these, whatever the disk's own sectors are. */
const SECTOR = 512;
/** Not disks of their own: memory, loops, partitions of what is listed already. */
const LEFT_OUT = /^(loop|ram|fd|sr)\d+$|^(sd|hd|vd|xvd)[a-z]+\d+$|^(nvme\d+n|mmcblk)\d+p\d+$/;

/**
 * @param text /proc/diskstats, whose columns are described in the kernel's Documentation/admin-guide/iostats.rst
 * @example parseDiskstats("8 0 sda 1 0 8 0 1 0 16 0 0 250 0")[0] // { device: "sda", readBytes: 4096, writtenBytes: 8192, busySeconds: 0.25 }
 */
export const parseDiskstats = (text: string): DiskTimes[] =>
  text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , device]) => device !== undefined && !LEFT_OUT.test(device))
    .map((columns) => ({
      device: columns[2]!,
      readBytes: Number(columns[5]) * SECTOR,
      writtenBytes: Number(columns[9]) * SECTOR,
      busySeconds: Number(columns[12]) / 1000,
    }));

/** Empty where the system does not tell so. */
export const diskTimes = (): DiskTimes[] =>
  process.platform === "linux" ? parseDiskstats(readFileSync("/proc/diskstats", "utf8")) : [];
