import type { Evaluation, TraceEvent } from "../trace.ts";
import { CelError, type CelMap, type CelObject, type CelResult } from "../values.ts";
import { grantWork, WorkLimitExceeded, workLimit } from "../work.ts";
import type { Program } from "./plan.ts";
import { CostLimitExceeded, clearScratch, costLimit, Panic, Run } from "./run.ts";

const costLimitExceeded = "operation cancelled: actual cost limit exceeded";
/** Ours: the server goes on until it is done. */
const workLimitExceeded =
  "Claimcheck stopped this evaluation: it takes very long, though its cost is within kube-apiserver's limit";

/**
 * Evaluates a program over the value of its variable, with cost and trace. Never throws: what ends the server's
 * evaluation is the result's error, in our words where it takes longer than we wait. `limit` is the cost at which it stops, the server's own where it is left out.
 */
export function evaluate(
  program: Program,
  variable: CelMap | CelObject | undefined,
  limit: number = costLimit,
): Evaluation {
  const run = new Run(variable, program.minor, limit, program.scratch);
  const result = execute(program, run);
  clearScratch(program.scratch);
  return new Evaluated(run, result);
}

function execute(program: Program, run: Run): CelResult {
  grantWork(workLimit);
  try {
    return program.execute(run);
  } catch (error) {
    if (error instanceof WorkLimitExceeded) return new CelError(workLimitExceeded);
    if (error instanceof CostLimitExceeded) {
      return new CelError(costLimitExceeded);
    }
    // A list too long to walk, or values nested too deep: on a server the cost ends it.
    if (error instanceof RangeError) return new CelError(costLimitExceeded);
    if (error instanceof Panic) return new CelError(`internal error: ${error.message}`);
    // A token's claims may nest deeper than this machine's stack; Go's has no such end.
    if (error instanceof RangeError)
      return new CelError("claims nest too deeply to be evaluated here");
    clearScratch(program.scratch);
    throw error;
  } finally {
    grantWork(Number.POSITIVE_INFINITY);
  }
}

/** The outcome of a run, whose events are made when they are asked for. */
class Evaluated implements Evaluation {
  readonly result: CelResult;
  readonly cost: number;
  readonly truncated: boolean;
  private readonly run: Run;
  private made: readonly TraceEvent[] | undefined;

  constructor(run: Run, result: CelResult) {
    this.run = run;
    this.result = result;
    this.cost = run.cost;
    this.truncated = run.truncated;
  }

  get events(): readonly TraceEvent[] {
    this.made ??= this.run.events(this.result);
    return this.made;
  }
}
