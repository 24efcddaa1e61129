/** A change detector on a stream of numbers. */
export interface ChangeDetector<State = unknown> {
  /** Takes the next value; true where a change is found at it. The detector then starts anew by itself. */
  update(value: number): boolean;
  /** All that it remembers, as it stands; made with it, another one goes on from there. Changed by the next value. */
  state(): State;
}
