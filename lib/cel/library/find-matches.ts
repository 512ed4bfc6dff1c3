import type { RE2JS } from "@bufbuild/re2";

/* @bufbuild/re2 only says whether an expression matches; this file finds the place, with the program that it compiles. */

/** Go's Regexp.FindAllString: the leftmost-first matches from left to right, at most `limit`; a negative limit is all. */
export function findAllMatches(expression: RE2JS, text: string, limit: number): string[] {
  const matches: string[] = [];
  const most = limit < 0 ? Infinity : limit;
  let previousEnd = -1;
  for (let at = 0; at <= text.length && matches.length < most; ) {
    const match = findMatch(expression, text, at);
    if (match === undefined) break;
    const isEmptyHere = match.end === at;
    // An empty match that touches the one before it does not count.
    if (!isEmptyHere || match.start !== previousEnd) {
      matches.push(text.slice(match.start, match.end));
    }
    previousEnd = match.end;
    at = isEmptyHere ? at + runeWidth(text, at) : match.end;
  }
  return matches;
}

/** Go's Regexp.FindString: the leftmost match, or "" if there is none. */
export function findFirstMatch(expression: RE2JS, text: string): string {
  const match = findMatch(expression, text, 0);
  return match === undefined ? "" : text.slice(match.start, match.end);
}

interface Match {
  readonly start: number;
  readonly end: number;
}

/** A place in the program that a match from `start` has come to. */
interface Thread {
  readonly pc: number;
  readonly start: number;
}

// Pike's machine: threads in the order of their priority, each knowing where its match began.
function findMatch(expression: RE2JS, text: string, from: number): Match | undefined {
  const program = expression.re2().prog;
  let threads: Thread[] = [];
  let match: Match | undefined;
  for (let at = from; ; ) {
    const rune = runeAt(text, at);
    const width = rune < 0 ? 0 : rune > 0xffff ? 2 : 1;
    if (match === undefined) {
      const seen = new Set(threads.map((thread) => thread.pc));
      follow(program, program.start, at, text, at, seen, threads);
    }
    if (threads.length === 0 && match !== undefined) return match;
    const next: Thread[] = [];
    const seen = new Set<number>();
    for (const thread of threads) {
      const instruction = program.getInst(thread.pc);
      if (instruction.op === operations.match) {
        match = { start: thread.start, end: at };
        break;
      }
      if (rune >= 0 && matchesRune(instruction, rune)) {
        follow(program, instruction.out, thread.start, text, at + width, seen, next);
      }
    }
    if (rune < 0) return match;
    threads = next;
    at += width;
  }
}

type Program = ReturnType<RE2JS["re2"]>["prog"];
type Instruction = ReturnType<Program["getInst"]>;

// Adds the instructions that read a character or match, reached from pc without reading, in order of priority.
function follow(
  program: Program,
  pc: number,
  start: number,
  text: string,
  at: number,
  seen: Set<number>,
  threads: Thread[],
): void {
  const stack = [pc];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const instruction = program.getInst(next);
    switch (instruction.op) {
      case operations.alternative:
      case operations.alternativeMatch:
        stack.push(instruction.arg, instruction.out);
        break;
      case operations.capture:
      case operations.nothing:
        stack.push(instruction.out);
        break;
      case operations.emptyWidth:
        if ((instruction.arg & ~contextAt(text, at)) === 0) stack.push(instruction.out);
        break;
      case operations.fail:
        break;
      default:
        threads.push({ pc: next, start });
    }
  }
}

function matchesRune(instruction: Instruction, rune: number): boolean {
  if (instruction.op === operations.anyRune) return true;
  if (instruction.op === operations.anyRuneButNewline) return rune !== 0x0a;
  return instruction.matchRune(rune);
}

function runeAt(text: string, at: number): number {
  return text.codePointAt(at) ?? -1;
}

function runeWidth(text: string, at: number): number {
  return runeAt(text, at) > 0xffff ? 2 : 1;
}

// Which of ^, $, \A, \z, \b, \B hold between two characters, as bits.
function contextAt(text: string, at: number): number {
  const before = at > 0 ? text.charCodeAt(at - 1) : -1;
  const after = at < text.length ? text.charCodeAt(at) : -1;
  let context = isWord(before) === isWord(after) ? 0x20 : 0x10;
  if (before < 0) context |= 0x04;
  if (before < 0 || before === 0x0a) context |= 0x01;
  if (after < 0) context |= 0x08;
  if (after < 0 || after === 0x0a) context |= 0x02;
  return context;
}

function isWord(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    unit === 0x5f ||
    (unit >= 0x61 && unit <= 0x7a)
  );
}

/** The operations of the package's program (its Inst class, which it does not export). */
const operations = {
  alternative: 1,
  alternativeMatch: 2,
  capture: 3,
  emptyWidth: 4,
  fail: 5,
  match: 6,
  nothing: 7,
  anyRune: 10,
  anyRuneButNewline: 11,
} as const;
