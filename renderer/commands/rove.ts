/**
 * Roving focus in a list of buttons or links: one stop for Tab, arrows, Home and End inside.
 * @example <ul v-rove> … <button aria-pressed="true"> … </ul>
 */
import type { Directive } from "vue";

const itemsOf = (list: Element) => [...list.querySelectorAll<HTMLElement>("button:not(:disabled), a[href]")];
const isChosen = (item: HTMLElement) => item.ariaPressed === "true" || item.hasAttribute("aria-current");

function settle(list: Element): void {
  const items = itemsOf(list);
  const stop = items.find((item) => item === document.activeElement) ?? items.find(isChosen) ?? items[0];
  for (const item of items) item.tabIndex = item === stop ? 0 : -1;
}

function move(list: Element, to: (at: number, last: number) => number): void {
  const items = itemsOf(list);
  const focused = items.indexOf(document.activeElement as HTMLElement);
  const at = focused < 0 ? items.findIndex(isChosen) : focused;
  const next = items[Math.min(items.length - 1, Math.max(0, to(at, items.length - 1)))];
  next?.focus();
  settle(list);
}

const MOVES: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at) => at + 1,
  ArrowRight: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  ArrowLeft: (at) => at - 1,
  Home: () => 0,
  End: (_at, last) => last,
};

/** The next or previous item of the first list on the page, chosen: J and K. */
export function step(by: 1 | -1): void {
  const list = document.querySelector("main [data-rove]");
  if (!list) return;
  move(list, (at) => at + by);
  if (document.activeElement instanceof HTMLElement && list.contains(document.activeElement))
    document.activeElement.click();
}

export const vRove: Directive<HTMLElement> = {
  mounted(list) {
    list.dataset.rove = "";
    settle(list);
    list.addEventListener("keydown", (event) => {
      const to = MOVES[event.key];
      if (!to || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      move(list, to);
    });
  },
  updated: settle,
};
