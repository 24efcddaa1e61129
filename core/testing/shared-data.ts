/**
 * The real tables are not part of the project: tests on them skip, visibly, where they are absent. They are looked for
 * in `shared/data` beside the project, or where `SHARED_DATA` says.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = process.env.SHARED_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

export const hasSharedData: boolean = existsSync(folder);

/** Path of a shared table, e.g. `sharedData("iris.csv")`; meaningful only where `hasSharedData`. */
export const sharedData = (name: string): string => join(folder, name);
