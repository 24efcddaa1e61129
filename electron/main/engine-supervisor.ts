/** Keeps one engine process running: starts it, notices when it dies, starts it again, stops it gently. */
import type { MessagePortMain, UtilityProcess } from "electron";
import type { ErrorBody } from "../../core/contract/errors.ts";
import type { EngineFlags, FromEngine, Notice, ToEngine } from "../messages.ts";
import { backoff, SOUND_AFTER_MS } from "./backoff.ts";

export type EngineProcess = Pick<UtilityProcess, "on" | "kill"> & {
  postMessage(message: ToEngine, transfer?: MessagePortMain[]): void;
};

export interface SupervisorDeps {
  fork(): EngineProcess;
  flags: EngineFlags;
  /** The engine answers: at first, and again after each restart. */
  onReady(url: string): void;
  /** It died without being asked to and will be started again. */
  onCrash(exitCode: number, restartInMs: number): void;
  /** It cannot start, and says why. Nothing more happens until `start` is called again. */
  onFailed(error: ErrorBody): void;
  /** Something is worth telling, whether or not anybody looks at the window. */
  onNotice(notice: Notice): void;
}

export interface Supervisor {
  start(): void;
  /** Hands a window's port to the engine. False where there is no engine that could take it: ask again when ready. */
  connect(port: MessagePortMain): boolean;
  /** Resolves once the process is gone: by itself, or killed after `patienceMs`. */
  stop(patienceMs?: number): Promise<void>;
}

type State =
  | { name: "stopped" }
  | { name: "starting"; engine: EngineProcess }
  | { name: "ready"; engine: EngineProcess; since: number }
  | { name: "failed" }
  | { name: "waiting"; timer: NodeJS.Timeout }
  | { name: "stopping"; engine: EngineProcess };

/** @example const supervisor = createSupervisor({ fork, flags: {}, onReady, onCrash, onFailed, onNotice }); supervisor.start(); */
export function createSupervisor({ fork, flags, onReady, onCrash, onFailed, onNotice }: SupervisorDeps): Supervisor {
  let state: State = { name: "stopped" };
  let crashes = 0;
  const gone: (() => void)[] = [];

  function start(): void {
    if (state.name !== "stopped" && state.name !== "failed" && state.name !== "waiting") return;
    if (state.name === "waiting") clearTimeout(state.timer);
    const engine = fork();
    state = { name: "starting", engine };
    engine.on("message", (message: FromEngine) => hear(engine, message));
    engine.on("exit", (code) => exited(engine, code));
    engine.postMessage({ type: "start", flags });
  }

  function hear(engine: EngineProcess, message: FromEngine): void {
    if (message.type === "notify") {
      onNotice(message.notice);
      return;
    }
    if (state.name !== "starting" || state.engine !== engine) return;
    if (message.type === "ready") {
      state = { name: "ready", engine, since: performance.now() };
      onReady(message.url);
    } else {
      state = { name: "failed" };
      onFailed(message.error);
    }
  }

  function exited(engine: EngineProcess, code: number): void {
    if (!("engine" in state) || state.engine !== engine) return;
    if (state.name === "stopping") {
      state = { name: "stopped" };
      for (const resolve of gone.splice(0)) resolve();
      return;
    }
    const sound = state.name === "ready" && performance.now() - state.since >= SOUND_AFTER_MS;
    crashes = sound ? 1 : crashes + 1;
    const pause = backoff(crashes);
    state = { name: "waiting", timer: setTimeout(start, pause) };
    onCrash(code, pause);
  }

  function connect(port: MessagePortMain): boolean {
    if (state.name !== "ready") return false;
    state.engine.postMessage({ type: "connect" }, [port]);
    return true;
  }

  async function stop(patienceMs = 10_000): Promise<void> {
    if (state.name === "waiting") clearTimeout(state.timer);
    if (!("engine" in state)) {
      state = { name: "stopped" };
      return;
    }
    const { engine } = state;
    if (state.name !== "stopping") engine.postMessage({ type: "stop" });
    state = { name: "stopping", engine };
    const timer = setTimeout(() => engine.kill(), patienceMs);
    await new Promise<void>((resolve) => gone.push(resolve));
    clearTimeout(timer);
  }

  return { start, connect, stop };
}
