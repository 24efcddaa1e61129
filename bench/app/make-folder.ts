/** node bench/app/make-folder.ts DIR: the folder of a full size, for looking at. */
import { FULL, makeFolder } from "./folder.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder to make.");
const started = performance.now();
await makeFolder(folder, FULL, (stage) =>
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${stage}`),
);
