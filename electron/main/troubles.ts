/** What a person is told when a part of the app stops, and what they can do about it. */
import type { BrowserWindow, Dialog, MessageBoxOptions } from "electron";
import type { ErrorBody } from "../../core/contract/errors.ts";

type Ask = Pick<Dialog, "showMessageBox">;

async function ask(dialog: Ask, options: MessageBoxOptions & { buttons: [string, string] }): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: "error",
    defaultId: 0,
    cancelId: 1,
    noLink: true,
    ...options,
  });
  return response === 0;
}

/** The engine cannot start. True: try again. */
export const askAfterFailure = (dialog: Ask, error: ErrorBody): Promise<boolean> =>
  ask(dialog, {
    title: "Homeostat",
    message: "Homeostat cannot start.",
    detail: `${error.message}\n\n(${error.code})`,
    buttons: ["Try again", "Quit"],
  });

/** The page stopped; the engine goes on. True: load it again. */
export const askAfterPageLoss = (dialog: Ask, reason: string): Promise<boolean> =>
  ask(dialog, {
    title: "Homeostat",
    message: "The window stopped working.",
    detail: `The models are still served. Loading the window again loses nothing. (${reason})`,
    buttons: ["Load again", "Quit"],
  });

/** The page shows that the engine is gone; the title says what happens next, also while another page is in front. */
export const titleAfterCrash = (window: Pick<BrowserWindow, "setTitle">, exitCode: number, restartInMs: number): void =>
  window.setTitle(
    `Homeostat: the engine stopped (exit ${exitCode}), starts again in ${Math.ceil(restartInMs / 1000)} s`,
  );
