/**
 * A bound on what one evaluation does, beside the server's cost: a comparison of values that share their parts costs
 * nothing there and may take for ever. Evaluations do not overlap, so one counter serves them all.
 */

/** Ends an evaluation that does too much; `evaluate` turns it into the error. */
export class WorkLimitExceeded extends Error {}

/** How much one evaluation may do, in comparisons of two values: about a second. */
export const workLimit = 50_000_000;

let left = Number.POSITIVE_INFINITY;

/** Gives what follows so many comparisons; infinity outside of an evaluation. */
export function grantWork(units: number): void {
  left = units;
}

/** Counts work of so many comparisons. Throws if the evaluation has no more. */
export function spendWork(units: number): void {
  left -= units;
  if (left < 0) throw new WorkLimitExceeded();
}
