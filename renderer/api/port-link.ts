/**
 * The engine over a MessagePort: the window's transport. The page asks with `homeostat:connect`; the preload answers
 * with `homeostat:port` and one port, and does so again after the engine was restarted.
 */
import type { ClientLink } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";

type Link = ClientLink<Record<never, never>>;

const PATIENCE_MS = 10_000;

function askForPort(): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(() => reject(new TypeError("no port from the engine"))), PATIENCE_MS);
    const done = (settle: () => void) => {
      clearTimeout(timer);
      window.removeEventListener("message", receive);
      settle();
    };
    const receive = (event: MessageEvent) => {
      const port = event.ports[0];
      if (event.source === window && event.data === "homeostat:port" && port) done(() => resolve(port));
    };
    window.addEventListener("message", receive);
    window.postMessage("homeostat:connect", "*");
  });
}

export function createPortLink(): Link {
  let current: Promise<Link> | null = null;

  const open = async (): Promise<Link> => {
    const port = await askForPort();
    const forget = () => {
      current = null;
    };
    port.addEventListener("close", forget);
    const link: Link = new RPCLink({ port });
    port.start();
    return link;
  };

  return {
    async call(path, input, options) {
      current ??= open();
      const opening = current;
      const link = await opening.catch((error: unknown) => {
        if (current === opening) current = null;
        throw error;
      });
      return link.call(path, input, options);
    },
  };
}
