/** The real tables are not part of the project: tests on them skip, visibly, where they are absent. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../shared/data/", import.meta.url));

export const hasSharedData: boolean = existsSync(folder);

/** Path of a shared table, e.g. `sharedData("iris.csv")`; meaningful only where `hasSharedData`. */
export const sharedData = (name: string): string => `${folder}${name}`;
