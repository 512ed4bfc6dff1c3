import type { Evaluation, TraceEvent } from "../trace.ts";
import { CelError, type CelMap, type CelObject, type CelResult, Panic } from "../values.ts";
import { grantWork, WorkLimitExceeded, workLimit } from "../work.ts";
import type { Program } from "./plan.ts";
import { CostLimitExceeded, clearScratch, costLimit, Run } from "./run.ts";

const costLimitExceeded = "operation cancelled: actual cost limit exceeded";
/** Ours: the server goes on until it is done. */
const givenUp = {
  work: "Claimcheck stopped this evaluation: it takes very long, though its cost is within kube-apiserver's limit",
  depth: "Claimcheck stopped this evaluation: its values nest too deeply to be walked here",
};

/**
 * Evaluates a program over the value of its variable, with cost and trace. Never throws: what ends the server's
 * evaluation is the result's error, in our words if it takes longer than we wait. `limit` is the cost at which it stops, the server's own if it is left out.
 */
export function evaluate(
  program: Program,
  variable: CelMap | CelObject | undefined,
  limit: number = costLimit,
): Evaluation {
  const run = new Run(variable, program.minor, limit, program.scratch);
  const { result, givenUp } = execute(program, run);
  clearScratch(program.scratch);
  return new Evaluated(run, result, givenUp);
}

interface Executed {
  readonly result: CelResult;
  readonly givenUp: boolean;
}

function execute(program: Program, run: Run): Executed {
  grantWork(workLimit);
  try {
    return { result: program.execute(run), givenUp: false };
  } catch (error) {
    const failed = (message: string, ours = false) => ({
      result: new CelError(message),
      givenUp: ours,
    });
    if (error instanceof WorkLimitExceeded) return failed(givenUp.work, true);
    if (error instanceof CostLimitExceeded) return failed(costLimitExceeded);
    if (error instanceof Panic) return failed(`internal error: ${error.message}`);
    // A token's claims may nest deeper than this machine's stack; Go's grows.
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      return failed(givenUp.depth, true);
    }
    // A list too long to make: on a server its cost ends it.
    if (error instanceof RangeError) return failed(costLimitExceeded);
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
  readonly givenUp: boolean;
  private readonly run: Run;
  private made: readonly TraceEvent[] | undefined;

  constructor(run: Run, result: CelResult, givenUp: boolean) {
    this.run = run;
    this.result = result;
    this.givenUp = givenUp;
    this.cost = run.cost;
    this.truncated = run.truncated;
  }

  get events(): readonly TraceEvent[] {
    this.made ??= this.run.events(this.result);
    return this.made;
  }
}
