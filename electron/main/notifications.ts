/** Notifications of the system: what the engine finds worth telling, a click away from the page that shows it. */
import type { Notification, NotificationConstructorOptions } from "electron";
import type { Notice } from "../messages.ts";

export interface NotifyDeps {
  Notification: (new (
    options: NotificationConstructorOptions,
  ) => Pick<Notification, "on" | "show">) & {
    isSupported(): boolean;
  };
  icon: string;
  /** Brings the window forward on a page. */
  open(address: string): void;
}

/** @example const notify = createNotifier({ Notification, icon, open }); notify({ title, text, address: "#/incidents" }); */
export function createNotifier({ Notification, icon, open }: NotifyDeps): (notice: Notice) => void {
  /** Held while they are on the screen: one that is collected as garbage cannot be clicked any more. */
  const shown = new Set<Pick<Notification, "on" | "show">>();
  return ({ title, text, address }) => {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body: text.slice(0, 2).join(" "), icon });
    const gone = () => shown.delete(notification);
    notification.on("click", () => {
      gone();
      open(address);
    });
    notification.on("close", gone);
    notification.on("failed", gone);
    shown.add(notification);
    notification.show();
  };
}
