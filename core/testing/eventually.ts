/** Waits for what other processes do. Patience is long: on a busy machine everything takes its time. */
import { vi } from "vitest";

const PATIENCE_MS = 30_000;

/** Repeats a check until it holds. @throws the check's last error */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: PATIENCE_MS });
