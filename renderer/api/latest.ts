/**
 * For what changes faster than it can be answered, such as a slider that is dragged: one call at a time, and of those
 * asked for meanwhile only the newest is made. The engine gets no more than it answers, whatever the hand does.
 */
export interface Latest<Input extends unknown[]> {
  ask(...input: Input): void;
  /** Forgets what waits; a call under way ends by itself. */
  drop(): void;
}

/** @param perform must not reject @example const trial = latest(async (row: Row) => { now.value = await try(row); }); */
export function latest<Input extends unknown[]>(perform: (...input: Input) => Promise<unknown>): Latest<Input> {
  let waiting: Input | null = null;
  let isBusy = false;

  async function work(): Promise<void> {
    isBusy = true;
    while (waiting) {
      const input: Input = waiting;
      waiting = null;
      await perform(...input);
    }
    isBusy = false;
  }

  return {
    ask: (...input) => {
      waiting = input;
      if (!isBusy) void work();
    },
    drop: () => {
      waiting = null;
    },
  };
}
