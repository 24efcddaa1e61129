import { WEIGHTS } from "./layout";

/** Weight of the rows listed at [list, end): their number where none is weighted. */
export function weightOf(list: usize, end: usize): f64 {
  const weights = load<usize>(WEIGHTS);
  if (weights == 0) return <f64>((end - list) >> 2);
  let weight: f64 = 0;
  for (let at = list; at < end; at += 4) weight += load<f64>(weights + ((<usize>load<u32>(at)) << 3));
  return weight;
}
