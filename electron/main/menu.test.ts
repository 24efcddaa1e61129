import { expect, test } from "vitest";
import { menuTemplate } from "./menu.ts";

const openReference = () => undefined;

test("macOS has the application's own menu, others have not", () => {
  const roles = (platform: NodeJS.Platform) =>
    menuTemplate({ platform, developing: false, openReference }).map(({ role, label }) => role ?? label);
  expect(roles("darwin")).toEqual(["appMenu", "fileMenu", "editMenu", "View", "windowMenu", "help"]);
  expect(roles("linux")).toEqual(["fileMenu", "editMenu", "View", "windowMenu", "help"]);
});

test("developer tools are for development", () => {
  const text = (developing: boolean) => JSON.stringify(menuTemplate({ platform: "linux", developing, openReference }));
  expect(text(true)).toContain("toggleDevTools");
  expect(text(false)).not.toContain("toggleDevTools");
});
