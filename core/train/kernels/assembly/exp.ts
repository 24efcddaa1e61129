/**
 * e^x as fdlibm computes it (Sun Microsystems 1993, e_exp.c; V8's Math.exp is the same), without its branches, one or
 * two at a time. So a model does not depend on the machine or on the version of Node. |x| is held within 708.
 * The numbers lie in memory: as constants V8 would make them anew in every turn of a loop, at twice the time.
 */
import { EXP_TABLE } from "./layout";

const LIMIT: usize = 0;
const LOG2_E: usize = 8;
/** 1.5 × 2^52: added to a small number, its last bits are that number rounded. */
const ROUNDER: usize = 16;
const LN2_HIGH: usize = 24;
const LN2_LOW: usize = 32;
const P1: usize = 40;
const P2: usize = 48;
const P3: usize = 56;
const P4: usize = 64;
const P5: usize = 72;
const ONE: usize = 80;
const TWO: usize = 88;
const MINUS_LIMIT: usize = 96;

/** Once per memory, before anything else. */
export function prepare(): void {
  store<f64>(EXP_TABLE, 708, LIMIT);
  store<f64>(EXP_TABLE, 1.442695040888963387, LOG2_E);
  store<f64>(EXP_TABLE, 6755399441055744, ROUNDER);
  store<f64>(EXP_TABLE, 6.9314718036912381649e-1, LN2_HIGH);
  store<f64>(EXP_TABLE, 1.90821492927058770002e-10, LN2_LOW);
  store<f64>(EXP_TABLE, 1.66666666666666019037e-1, P1);
  store<f64>(EXP_TABLE, -2.77777777770155933842e-3, P2);
  store<f64>(EXP_TABLE, 6.61375632143793436117e-5, P3);
  store<f64>(EXP_TABLE, -1.6533902205465251539e-6, P4);
  store<f64>(EXP_TABLE, 4.13813679705723846039e-8, P5);
  store<f64>(EXP_TABLE, 1, ONE);
  store<f64>(EXP_TABLE, 2, TWO);
  store<f64>(EXP_TABLE, -708, MINUS_LIMIT);
}

function both(number: usize): v128 {
  return v128.load64_splat(EXP_TABLE + number);
}

export function ones(): v128 {
  return both(ONE);
}

/** Of both lanes. */
export function exp2(x0: v128): v128 {
  const x = f64x2.pmin(both(LIMIT), f64x2.pmax(both(MINUS_LIMIT), x0));
  const shifted = f64x2.add(f64x2.mul(x, both(LOG2_E)), both(ROUNDER));
  const k = f64x2.sub(shifted, both(ROUNDER));
  const high = f64x2.sub(x, f64x2.mul(k, both(LN2_HIGH)));
  const low = f64x2.mul(k, both(LN2_LOW));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let p = f64x2.add(both(P4), f64x2.mul(t, both(P5)));
  p = f64x2.add(both(P3), f64x2.mul(t, p));
  p = f64x2.add(both(P2), f64x2.mul(t, p));
  p = f64x2.add(both(P1), f64x2.mul(t, p));
  const c = f64x2.sub(r, f64x2.mul(t, p));
  const ratio = f64x2.div(f64x2.mul(r, c), f64x2.sub(both(TWO), c));
  const y = f64x2.sub(both(ONE), f64x2.sub(f64x2.sub(low, ratio), high));
  return i64x2.add(y, i64x2.shl(shifted, 52));
}

export function exp(x: f64): f64 {
  return f64x2.extract_lane(exp2(f64x2.splat(x)), 0);
}
