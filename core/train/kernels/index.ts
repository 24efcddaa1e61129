/** WebAssembly kernels, the memory they share with their helpers, and the addresses of their fields. */
export * from "./assembly/layout.ts";
export { type Kernels, kernels, PHASES } from "./kernels.ts";
