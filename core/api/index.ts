/** The control plane: the contract's procedures, and the transports that carry them. */
export * from "./client.ts";
export * from "./errors.ts";
export * from "./router.ts";
export type { Listening } from "./service.ts";
export * from "./transports.ts";
