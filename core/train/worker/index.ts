export { exportInWorker, fitEstimatorInWorker, refitInWorker, trainInWorker, type WorkerOptions } from "./in-worker.ts";
