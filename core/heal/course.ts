/**
 * How far a piece of work is that is made of parts, some of which turn out to be needed only on the way. Each part
 * takes its share of what is left, by its cost, so that the share done never falls, whatever is added.
 */
import { HomeostatError, type Progress } from "../contract/index.ts";

/** Whoever waits for the work: is told how far it is, and may end it. */
export interface Watch {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Course {
  /** What comes without a share of its own: told, and nothing more. @throws HomeostatError CANCELLED */
  stage(name: string): void;
  /** Parts are known to come, in a unit of the caller's own: rows to fit on, say. */
  expect(cost: number): void;
  /** Does one of them. @throws HomeostatError CANCELLED before it begins, and what it throws */
  part<T>(name: string, cost: number, work: (onProgress: (done: number) => void) => Promise<T>): Promise<T>;
}

/** Of the time after the last part that is known: nobody can say how much that is. */
const REST = 0.05;

/**
 * @example
 * const course = createCourse({ onProgress }); // stage, done 0 to 1
 * course.expect(2 * rows);
 * await course.part("fitting", rows, (onProgress) => fit({ onProgress })); // done goes up to 0.475
 */
export function createCourse({ signal, onProgress }: Watch = {}): Course {
  let done = 0;
  let left = 0;
  const tell = (stage: string, at: number) => onProgress?.({ stage, done: at });
  const stage = (name: string) => {
    if (signal?.aborted) throw new HomeostatError("CANCELLED");
    tell(name, done);
  };
  return {
    stage,
    expect: (cost) => {
      left += cost;
    },
    async part(name, cost, work) {
      stage(name);
      const known = Math.max(cost, left);
      const from = done;
      const to = known === 0 ? from : from + Math.max(0, 1 - REST - from) * (cost / known);
      const result = await work((share) => {
        done = Math.max(done, from + (to - from) * Math.min(1, share));
        tell(name, done);
      });
      done = to;
      left = known - cost;
      return result;
    },
  };
}
