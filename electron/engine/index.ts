/** Entry point of the engine's process (Electron's utilityProcess). */
import { runEngine } from "./run-engine.ts";
import { startWindowEngine } from "./start.ts";

runEngine({ parent: process.parentPort, start: startWindowEngine, exit: (code) => process.exit(code) });
