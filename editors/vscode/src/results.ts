/** What the language server answers to `claimcheck/runTests`. */

/** Lines and UTF-16 units from 0. */
export interface ServerRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** A test with one version of Kubernetes. */
export interface RanTest {
  readonly name: string;
  readonly version: string;
  readonly passed: boolean;
  readonly range: ServerRange;
  readonly mismatches: readonly {
    readonly field: string;
    readonly expected: string;
    readonly actual: string;
    readonly range: ServerRange;
  }[];
}

/** What is wrong in a workspace file, or its tests. */
export interface RunTestsResult {
  readonly findings: readonly { readonly message: string; readonly range: ServerRange }[];
  readonly tests: readonly RanTest[];
}

/** The tests by name, in the order of the file: each is run with every version. */
export function groupByName(tests: readonly RanTest[]): ReadonlyMap<string, readonly RanTest[]> {
  const groups = new Map<string, RanTest[]>();
  for (const test of tests) groups.set(test.name, [...(groups.get(test.name) ?? []), test]);
  return groups;
}
