import { describe, expect, test } from "vitest";
import type { HostFacts } from "../../contract/index.ts";
import { parseDiskstats } from "./disk-times.ts";
import { sinceWhen } from "./facts.ts";
import { hostPressure, pressed } from "./pressure.ts";

const WELL: HostFacts = {
  ...{ cpu_share: 0.2, load_1m: 0.5, cores: 2, memory_total_bytes: 8e9, memory_available_bytes: 4e9 },
  ...{ disk_free_bytes: 5e10, disk_total_bytes: 1e11, temperature_c: 50, battery_share: 0.9 },
  ...{ disk_busy_share: 0.1, own_cpu_share: 0.05, own_memory_bytes: 2e8 },
};

test("a machine that is well shows every figure, and no limit", () => {
  expect(hostPressure(WELL)).toEqual({
    level: "ok",
    evidence: [
      "4.0 GB of 8.0 GB memory are free.",
      "50.0 GB (50 %) of the disk are free.",
      "Load is 0.5 on 2 cores; the processor is 20 % busy.",
      "The processor is at 50 °C.",
      "The battery is at 90 %.",
    ],
  });
  expect(pressed(WELL)).toEqual([]);
});

describe("a verdict names the resource, the limit, since when, and who", () => {
  const heaviest = { cpu: { name: "ffmpeg", share: 0.7 }, memory: { name: "chrome", bytes: 5e9 } };
  const at = "2026-01-05T12:00:30.000Z";
  test.each<[string, Partial<HostFacts>, "watch" | "act", string]>([
    [
      "memory that another process holds",
      { memory_available_bytes: 3e8, heaviest, pressed_since: { memory: at } },
      "act",
      "0.3 GB of 8.0 GB memory are free (limit 5 %), since 2026-01-05 12:00 UTC. Homeostat holds 0.2 GB; chrome holds the most, 5.0 GB.",
    ],
    [
      "memory that we hold",
      { memory_available_bytes: 7e8, own_memory_bytes: 6e9, heaviest },
      "watch",
      "0.7 GB of 8.0 GB memory are free (limit 10 %). Homeostat itself holds 6.0 GB.",
    ],
    [
      "load of another process",
      { load_1m: 9, cpu_share: 0.98, heaviest },
      "act",
      "Load is 9.0 on 2 cores; the processor is 98 % busy (limit 4 a core). Homeostat takes 5 % of the processor; ffmpeg works the most.",
    ],
    [
      "load of our own",
      { load_1m: 5, cpu_share: 0.98, own_cpu_share: 0.9, heaviest },
      "watch",
      "Load is 5.0 on 2 cores; the processor is 98 % busy (limit 2 a core). Most of it is Homeostat's own work (90 % of the processor).",
    ],
    ["a disk that is full", { disk_free_bytes: 2e9 }, "act", "2.0 GB (2 %) of the disk are free (limit 3 %)."],
    ["a disk that is always busy", { disk_busy_share: 0.99 }, "watch", "A disk is busy 99 % of the time (limit 95 %)."],
    ["a battery", { battery_share: 0.04 }, "act", "The battery is at 4 % (limit 5 %)."],
  ])("%s", (_, changes, level, text) => {
    expect(hostPressure({ ...WELL, ...changes })).toEqual({ level, evidence: [text] });
  });
});

test("since when holds for as long as the pressure does, and begins anew after it", () => {
  const short = { ...WELL, memory_available_bytes: 1e8 };
  const first = sinceWhen(short, {}, "2026-01-05T12:00:00.000Z");
  expect(sinceWhen(short, first, "2026-01-05T13:00:00.000Z")).toEqual({ memory: "2026-01-05T12:00:00.000Z" });
  expect(sinceWhen(WELL, first, "2026-01-05T13:00:00.000Z")).toEqual({});
});

test("disks are read as the kernel writes them; loops, memory and partitions are no disks", () => {
  const text = [
    "   7       0 loop0 9 0 9 0 9 0 9 0 0 9 0",
    "   8       0 sda 10 0 200 5 20 0 400 6 0 1250 11 0 0 0 0 0 0",
    "   8       1 sda1 9 0 9 0 9 0 9 0 0 9 0",
    " 259       0 nvme0n1 1 0 8 0 1 0 16 0 0 250 0",
    " 259       1 nvme0n1p1 1 0 8 0 1 0 16 0 0 250 0",
    "",
  ].join("\n");
  expect(parseDiskstats(text)).toEqual([
    { device: "sda", readBytes: 200 * 512, writtenBytes: 400 * 512, busySeconds: 1.25 },
    { device: "nvme0n1", readBytes: 4096, writtenBytes: 8192, busySeconds: 0.25 },
  ]);
});
