/** The two ways to use a page: with a pointer, and by the keyboard alone. A journey is the same for both. */
import type { Locator, Page } from "playwright-core";

export type HandName = "pointer" | "keyboard";

export interface Hand {
  /** A button, a link, a switch. */
  press(target: Locator): Promise<void>;
  /** Into a field; what was there is replaced. */
  type(target: Locator, text: string): Promise<void>;
  /** One of a group of radio buttons. */
  choose(radio: Locator): Promise<void>;
  /** Through the system's dialog, which `button` opens. */
  pickFile(button: Locator, file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void>;
}

const pointer = (page: Page): Hand => ({
  press: (target) => target.click(),
  type: (target, text) => target.fill(text),
  choose: (radio) => radio.check({ force: true }),
  pickFile: async (button, file) => {
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button.click()]);
    await chooser.setFiles(file);
  },
});

/** More stops than any page has. */
const MOST_STOPS = 300;

function keyboard(page: Page): Hand {
  const holdsFocus = (target: Locator) => target.evaluate((element) => element === document.activeElement);

  /** With Tab, as a person would. */
  async function reach(target: Locator, is = holdsFocus): Promise<void> {
    // What is at work takes no focus until it is done.
    await (await target.elementHandle())?.waitForElementState("enabled");
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      if (await is(target)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`the keyboard does not reach ${target}`);
  }

  /** A group of radio buttons is one stop; arrows move within it. */
  const isInGroup = (radio: Locator) =>
    radio.evaluate((element) => {
      const active = document.activeElement;
      return active instanceof HTMLInputElement && active.name === (element as HTMLInputElement).name;
    });

  return {
    press: async (target) => {
      await reach(target);
      await page.keyboard.press((await target.getAttribute("role")) === "switch" ? "Space" : "Enter");
    },
    type: async (target, text) => {
      await reach(target);
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.press("Delete");
      await page.keyboard.type(text);
    },
    choose: async (radio) => {
      await reach(radio, isInGroup);
      for (let turn = 0; turn < 10 && !(await radio.isChecked()); turn += 1) await page.keyboard.press("ArrowDown");
    },
    pickFile: async (button, file) => {
      await reach(button);
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
      await chooser.setFiles(file);
    },
  };
}

export function handOf(name: HandName, page: Page): Hand {
  // Files are asked for through the test from now on: switched on at the press of a key, it comes too late for it.
  page.on("filechooser", () => undefined);
  return name === "keyboard" ? keyboard(page) : pointer(page);
}
