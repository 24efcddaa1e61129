/** A folder that electron-builder takes for an unpacked Electron on Linux: enough to pack, nothing that runs. */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** How Electron's binary marks its fuses: this text, a version byte, their number, one digit each (0 off, 1 on). */
const SENTINEL = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";

/** Electron's order of fuses, which is their wire format. */
const FUSES = [
  "runAsNode",
  "enableCookieEncryption",
  "enableNodeOptionsEnvironmentVariable",
  "enableNodeCliInspectArguments",
  "enableEmbeddedAsarIntegrityValidation",
  "onlyLoadAppFromAsar",
  "loadBrowserProcessSpecificV8Snapshot",
  "grantFileProtocolExtraPrivileges",
] as const;
export type Fuse = (typeof FUSES)[number];

/** As Electron ships them. */
const SHIPPED = "10110001";

export function writeStandIn(folder: string): void {
  mkdirSync(join(folder, "resources"), { recursive: true });
  mkdirSync(join(folder, "locales"));
  writeFileSync(join(folder, "locales", "en-US.pak"), "");
  writeFileSync(join(folder, "version"), "0.0.0");
  writeFileSync(join(folder, "LICENSE"), "stand-in");
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, FUSES.length]), Buffer.from(SHIPPED)]);
  writeFileSync(join(folder, "electron"), Buffer.concat([Buffer.from("#!/bin/false\n"), wire, Buffer.from("\n")]));
  chmodSync(join(folder, "electron"), 0o755);
}

/** The fuses of a binary, stand-in or real. */
export function readFuses(binary: Buffer): Record<Fuse, boolean> {
  const at = binary.indexOf(SENTINEL) + SENTINEL.length + 2;
  return Object.fromEntries(FUSES.map((fuse, place) => [fuse, binary[at + place] === "1".charCodeAt(0)])) as Record<
    Fuse,
    boolean
  >;
}
