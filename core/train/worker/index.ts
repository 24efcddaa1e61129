export { exportInWorker, refitInWorker, trainInWorker, type WorkerOptions } from "./in-worker.ts";
