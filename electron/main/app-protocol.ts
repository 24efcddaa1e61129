/**
 * Serves the built pages as `app://homeostat/…`: an origin of their own, so that 'self' in the content security
 * policy means these files and nothing else (file:// would make every file of the disk the same origin).
 */
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import type { Protocol } from "electron";

const SCHEME = "app";
export const APP_ORIGIN = `${SCHEME}://homeostat`;

/** As in renderer/index.html, and what a meta tag cannot say. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
].join("; ");

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

/** Must run before the app is ready. */
export function declareScheme(protocol: Pick<Protocol, "registerSchemesAsPrivileged">): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** The file that an address names, or null where it names none of ours. */
export function fileOf(folder: string, address: string): string | null {
  const url = new URL(address);
  if (`${url.protocol}//${url.host}` !== APP_ORIGIN) return null;
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    return null; // not UTF-8: names nothing
  }
  const file = normalize(join(folder, path === "/" ? "index.html" : path));
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep) && !path.includes("\0") ? file : null;
}

/** @param folder the built pages, absolute */
export function servePages(protocol: Pick<Protocol, "handle">, folder: string): void {
  protocol.handle(SCHEME, async (request) => {
    const file = request.method === "GET" ? fileOf(folder, request.url) : null;
    const type = file === null ? undefined : TYPES[extname(file)];
    if (file === null || type === undefined) return new Response(null, { status: 404 });
    const content = await readFile(file).catch(() => null);
    if (content === null) return new Response(null, { status: 404 });
    return new Response(new Uint8Array(content), {
      headers: {
        "content-type": type,
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "x-content-type-options": "nosniff",
      },
    });
  });
}
