/**
 * `new URL("./worker.ts", import.meta.url)` names a source file, which a bundle does not have. This makes every such
 * file an entry of its own and lets the URL name what is built from it. Other files are copied beside the bundle.
 * Vite's own handling is for browsers: it would point at the server's root.
 */
import { readFile } from "node:fs/promises";
import { basename, dirname, extname, posix, resolve } from "node:path";
import type { Plugin } from "vite";

const NEIGHBOUR = /new URL\(\s*(["'])(\.{1,2}\/[^"'\n]+\.\w+)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;
/** Stands for the built file until its name is known. */
const PLACEHOLDER = /__HOMEOSTAT_URL_(\w+?)__/g;

export function urlEntries(): Plugin {
  return {
    name: "homeostat:url-entries",
    apply: "build",
    enforce: "pre",
    async transform(code, id) {
      const found = [...code.matchAll(NEIGHBOUR)];
      if (found.length === 0) return null;
      const emit = async (path: string): Promise<string> =>
        extname(path) === ".ts"
          ? this.emitFile({ type: "chunk", id: path })
          : this.emitFile({ type: "asset", name: basename(path), source: await readFile(path) });
      let replaced = code;
      for (const [whole, , relative] of found) {
        const reference = await emit(resolve(dirname(id), relative!));
        replaced = replaced.replace(whole, `new URL("__HOMEOSTAT_URL_${reference}__", import.meta.url)`);
      }
      return { code: replaced, map: null };
    },
    renderChunk(code, { fileName }) {
      const relative = (_whole: string, reference: string) =>
        `./${posix.relative(posix.dirname(fileName), this.getFileName(reference))}`;
      const replaced = code.replace(PLACEHOLDER, relative);
      return replaced === code ? null : { code: replaced, map: null };
    },
  };
}
