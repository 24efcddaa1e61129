/** Runs inside the page before it loads: the double behind a MessagePort, as Electron's preload would hand one over. */
import "../zod.ts";
import { RPCHandler } from "@orpc/server/message-port";
import { createDouble } from "./double.ts";
import { fullWorld } from "./double-world.ts";

const handler = new RPCHandler(createDouble(fullWorld(Date.now()), { pace: 60 }).router);

window.homeostat = { platform: "test" };
window.addEventListener("message", (event) => {
  if (event.source !== window || event.data !== "homeostat:connect") return;
  const { port1, port2 } = new MessageChannel();
  handler.upgrade(port1);
  port1.start();
  window.postMessage("homeostat:port", location.origin, [port2]);
});
