/** A file that a person chose lies on their disk: it may be a folder, change or go before it is read. */
import { t } from "../texts/index.ts";
import { PageProblem } from "./problem.ts";

/** @throws PageProblem where the browser can no longer read it as it was when it was chosen */
export async function checkReadable(file: File): Promise<void> {
  try {
    // Of a part of a file that is gone Chromium gives nothing, and no error; its size is then 0.
    await (file.size === 0 ? file : file.slice(0, 1)).arrayBuffer();
  } catch (cause) {
    throw new PageProblem({ code: "FILE_UNREADABLE", message: t.problem.file(file.name) }, { cause });
  }
}
