export {
  exportInWorker,
  fitEstimatorInWorker,
  type PieceOptions,
  refitInWorker,
  trainInWorker,
  type WorkerOptions,
} from "./in-worker.ts";
