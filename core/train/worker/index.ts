export { refitInWorker, trainInWorker, type WorkerOptions } from "./in-worker.ts";
