/** A change detector on a stream of numbers. */
export interface ChangeDetector {
  /** Takes the next value; true where a change is found at it. The detector then starts anew by itself. */
  update(value: number): boolean;
}
