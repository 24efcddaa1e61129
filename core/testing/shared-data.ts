/** The real tables are not part of the project: tests on them skip, visibly, where they are absent. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Beside the checkout, or a folder further up where several checkouts stand together. */
const folder = ["../../../shared/data/", "../../../../shared/data/"]
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .reduce((found, path) => (existsSync(found) ? found : path));

export const hasSharedData: boolean = existsSync(folder);

/** Path of a shared table, e.g. `sharedData("iris.csv")`; meaningful only where `hasSharedData`. */
export const sharedData = (name: string): string => `${folder}${name}`;
