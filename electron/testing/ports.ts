/** Electron's MessageChannelMain over Node's MessageChannel: messages queue until `start`, ports can be transferred. */
import { EventEmitter } from "node:events";
import { MessageChannel, type MessagePort, type Transferable } from "node:worker_threads";

/** MessagePortMain: `{ data, ports }` per message, nothing delivered before `start`. */
export class PortDouble extends EventEmitter {
  readonly inner: MessagePort;

  constructor(inner: MessagePort) {
    super();
    this.inner = inner;
    inner.on("close", () => this.emit("close"));
  }

  start(): void {
    this.inner.on("message", ({ data, ports }: { data: unknown; ports: MessagePort[] }) =>
      this.emit("message", { data, ports: ports.map((port) => new PortDouble(port)) }),
    );
  }

  close(): void {
    this.inner.close();
  }

  postMessage(data: unknown, transfer: PortDouble[] = []): void {
    const ports = transfer.map(({ inner }) => inner);
    this.inner.postMessage({ data, ports }, ports as unknown as Transferable[]);
  }
}

export class ChannelDouble {
  readonly port1: PortDouble;
  readonly port2: PortDouble;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new PortDouble(port1);
    this.port2 = new PortDouble(port2);
  }
}
