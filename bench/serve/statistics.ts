export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

/** The median of the ratios of paired rounds: a busy moment of the machine meets both sides of a pair. */
export const pairedRatio = (numerators: readonly number[], denominators: readonly number[]): number =>
  median(numerators.map((each, round) => each / denominators[round]!));
