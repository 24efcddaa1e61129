/**
 * Electron's security checklist (https://www.electronjs.org/docs/latest/tutorial/security), the part that is not
 * about one window: no permissions, no navigation, no new windows, no webviews, no request that leaves the app.
 */
import type { App, Session, WebContents } from "electron";

export interface SecurityOptions {
  /** Where the pages come from: `app://homeostat`, or the development server. */
  origin: string;
  /** Links that may be opened in the system's browser: the engine's own address, once it is known. */
  mayOpen(url: string): boolean;
  open(url: string): void;
}

/** Pages copy snippets to the clipboard; nothing else a page could ask for is needed. */
const ALLOWED_PERMISSIONS: ReadonlySet<string> = new Set(["clipboard-sanitized-write"]);

/** Schemes that never leave the process, besides the pages' own origin. */
const LOCAL = ["data:", "blob:", "devtools:"];

const sameOrigin = (address: string, origin: string): boolean => address === origin || address.startsWith(`${origin}/`);

/** True for what pages may load. In development the server also speaks over a socket. */
export function mayLoad(address: string, origin: string): boolean {
  return (
    LOCAL.some((scheme) => address.startsWith(scheme)) ||
    sameOrigin(address, origin) ||
    (origin.startsWith("http:") && sameOrigin(address, origin.replace("http:", "ws:")))
  );
}

export function hardenSession(session: Session, { origin }: Pick<SecurityOptions, "origin">): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(ALLOWED_PERMISSIONS.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => ALLOWED_PERMISSIONS.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url, origin) }));
}

function hardenContents(contents: WebContents, { origin, mayOpen, open }: SecurityOptions): void {
  const stay = (event: { url: string; preventDefault(): void }) => {
    if (!sameOrigin(event.url, origin)) event.preventDefault();
  };
  contents.on("will-navigate", stay);
  contents.on("will-frame-navigate", stay);
  contents.on("will-redirect", stay);
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpen(url)) open(url);
    return { action: "deny" };
  });
}

export function hardenEveryWindow(app: App, options: SecurityOptions): void {
  app.on("web-contents-created", (_event, contents) => hardenContents(contents, options));
}
