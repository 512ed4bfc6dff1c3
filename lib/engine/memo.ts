/**
 * Remembers the last result of a pure function, by the identity of its arguments. One is enough: the page asks about
 * one workspace, and what it asked before is not asked again.
 */
export function createMemo<Arguments extends readonly unknown[], Result>(
  make: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  let last: { args: Arguments; result: Result } | undefined;
  return (...args) => {
    if (last === undefined || args.some((arg, index) => arg !== last?.args[index])) {
      last = { args, result: make(...args) };
    }
    return last.result;
  };
}
