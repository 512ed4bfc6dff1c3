import type { Evaluation, TraceEvent } from "../trace.ts";
import { CelError, type CelMap, type CelObject, type CelResult } from "../values.ts";
import type { Program } from "./plan.ts";
import { CostLimitExceeded, costLimit, Panic, Run } from "./run.ts";

/**
 * Evaluates a program over the value of its variable, with cost and trace. Never throws: what ends the server's
 * evaluation is the result's error. `limit` is the cost at which it stops, the server's own where it is left out.
 */
export function evaluate(
  program: Program,
  variable: CelMap | CelObject | undefined,
  limit: number = costLimit,
): Evaluation {
  const run = new Run(variable, program.minor, limit);
  const result = execute(program, run);
  let events: readonly TraceEvent[] | undefined;
  return {
    result,
    cost: run.cost,
    get events() {
      events ??= run.events(result);
      return events;
    },
    truncated: run.truncated,
  };
}

function execute(program: Program, run: Run): CelResult {
  try {
    return program.execute(run);
  } catch (error) {
    if (error instanceof CostLimitExceeded) {
      return new CelError("operation cancelled: actual cost limit exceeded");
    }
    if (error instanceof Panic) return new CelError(`internal error: ${error.message}`);
    throw error;
  }
}
