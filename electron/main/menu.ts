/** The application menu: roles that the system knows, and the way to the engine's HTTP reference. */
import type { MenuItemConstructorOptions } from "electron";

export interface MenuOptions {
  platform: NodeJS.Platform;
  developing: boolean;
  /** Opens the API reference that the engine serves. */
  openReference(): void;
}

export function menuTemplate({ platform, developing, openReference }: MenuOptions): MenuItemConstructorOptions[] {
  const own: MenuItemConstructorOptions[] = platform === "darwin" ? [{ role: "appMenu" }] : [];
  const developer: MenuItemConstructorOptions[] = developing ? [{ type: "separator" }, { role: "toggleDevTools" }] : [];
  return [
    ...own,
    { role: "fileMenu" },
    { role: "editMenu" },
    {
      label: "View",
      submenu: [
        { role: "reload" },
        { type: "separator" },
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        { type: "separator" },
        { role: "togglefullscreen" },
        ...developer,
      ],
    },
    { role: "windowMenu" },
    { role: "help", submenu: [{ label: "API reference", click: openReference }] },
  ];
}
