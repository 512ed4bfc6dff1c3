import { explainRecord } from "../explain-text.ts";
import type { Explanation } from "../explanation.ts";
import { readRecord } from "../log/read-records.ts";
import type { LogRecord } from "../log/record.ts";
import { explainObject } from "../objects.ts";
import { createNameCounter, type NameCounter } from "./count-names.ts";
import { type GroupKey, keyOf, type LogGroup, type LogMoment } from "./log-group.ts";
import { createMarkFinder } from "./marks.ts";
import {
  type LogForm,
  momentOf,
  parseMembers,
  type UnwrappedLine,
  unwrapLine,
} from "./unwrap-line.ts";

/** What a log says so far. */
export interface LogSummary {
  readonly lines: number;
  /** Entries that say why a request was refused, or why a server or an issuer does not work. */
  readonly failures: number;
  /** The most frequent first. */
  readonly groups: readonly LogGroup[];
  /** Failures that are in none of the groups, because there were too many groups. */
  readonly uncounted: number;
  /** How lines with failures were written. */
  readonly forms: readonly LogForm[];
}

/** Reads a log piece by piece. Its memory is bounded by the number of groups, its time is linear in the text. */
export interface LogReader {
  /** The next piece; it may end inside of a line. */
  push(piece: string): void;
  /** Reads what is left of the last line. */
  finish(): void;
  summary(): LogSummary;
}

/** What is kept of names: how many there are, or some of them too. */
export interface LogReaderOptions {
  readonly keepsNames?: boolean;
}

const mostGroups = 1000;
const mostNames = 100_000;
const keptNames = 20;
/** In UTF-16 units: a longer line is cut there. */
const longestLine = 1_000_000;
/** In lines. */
const longestBlock = 500;

interface Counted {
  readonly key: GroupKey;
  count: number;
  first: LogMoment | undefined;
  last: LogMoment | undefined;
  readonly firstLine: number;
  lastLine: number;
  readonly users: NameCounter;
  readonly names: Set<string>;
}

/** Lines that make up one entry: `err=<`, its lines, ` >`. */
interface Block {
  readonly lines: string[];
  readonly line: UnwrappedLine;
  readonly number: number;
}

/**
 * A reader of kube-apiserver's log (klog's text and JSON, as journald, containerd or docker keep them) and of its audit
 * log. It counts what the server and its authorizer refused, and no other program's lines.
 */
export function createLogReader({ keepsNames = false }: LogReaderOptions = {}): LogReader {
  const groups = new Map<string, Counted>();
  const forms = new Set<LogForm>();
  const room = { left: mostNames };
  let rest = "";
  let overlong = false;
  let lines = 0;
  let failures = 0;
  let uncounted = 0;
  let block: Block | undefined;
  let pieces: UnwrappedLine | undefined;

  function push(piece: string): void {
    const text = rest + (overlong ? piece.slice(endOfLine(piece)) : piece);
    if (overlong && text === "") return;
    overlong = false;
    const marks = createMarkFinder(text);
    let at = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", at)) {
      lines += 1;
      const isOpen = block !== undefined || pieces !== undefined;
      // Docker cuts a line at 16 kB without saying so at a place that can be looked for.
      if (isOpen || end - at > 16_000 || marks.next(at) < end) readLine(text.slice(at, end));
      at = end + 1;
    }
    rest = text.slice(at);
    // The end of so long a line is passed over.
    overlong = rest.length > longestLine;
    if (overlong) rest = "";
  }

  function readLine(raw: string): void {
    const line = unwrapLine(raw.endsWith("\r") ? raw.slice(0, -1) : raw);
    const whole = join(line);
    if (whole !== undefined) addLine(whole);
  }

  // Pieces of a line that a container runtime cut.
  function join(line: UnwrappedLine): UnwrappedLine | undefined {
    const text = (pieces?.text ?? "") + line.text;
    const joined = pieces === undefined ? line : { ...pieces, text, open: line.open };
    const goesOn = joined.open && text.length < longestLine;
    pieces = goesOn ? joined : undefined;
    return goesOn ? undefined : joined;
  }

  function addLine(line: UnwrappedLine): void {
    if (block !== undefined) {
      const begins = klogHead.test(line.text) || block.lines.length > longestBlock;
      if (!begins) block.lines.push(line.text);
      if (begins || line.text.trim() === ">") closeBlock();
      if (!begins) return;
    }
    if (/(?:err|error)=<$/.test(line.text)) block = { lines: [line.text], line, number: lines };
    else readEntry(line, line.text, lines);
  }

  function closeBlock(): void {
    const closed = block;
    block = undefined;
    if (closed !== undefined) readEntry(closed.line, closed.lines.join("\n"), closed.number);
  }

  function readEntry(line: UnwrappedLine, text: string, number: number): void {
    const event = text.startsWith("{") ? readEvent(text) : undefined;
    if (event?.kind === "event") {
      if (event.found !== undefined) count(event.found, event.moment, number, "audit");
      return;
    }
    const record = readRecord(text);
    const found = explainRecord(record);
    if (found === undefined || !isCounted(found)) return;
    count(found, timeOf(line, text, record), number, line.form);
  }

  function count(
    found: Explanation,
    moment: LogMoment | undefined,
    number: number,
    form: LogForm,
  ): void {
    failures += 1;
    forms.add(form);
    const key = keyOf(found);
    const id = JSON.stringify(key);
    const counted = groups.get(id) ?? addGroup(id, key, moment, number);
    if (counted === undefined) {
      uncounted += 1;
      return;
    }
    counted.count += 1;
    counted.lastLine = number;
    if (moment !== undefined) {
      counted.first = earlier(counted.first, moment);
      counted.last = later(counted.last, moment);
    }
    const name = found.user?.username;
    if (name === undefined) return;
    counted.users.add(name);
    if (keepsNames && counted.names.size < keptNames) counted.names.add(copyOf(name));
  }

  function addGroup(
    id: string,
    key: GroupKey,
    moment: LogMoment | undefined,
    number: number,
  ): Counted | undefined {
    if (groups.size >= mostGroups) return undefined;
    const counted: Counted = {
      key: JSON.parse(id) as typeof key,
      ...{ count: 0, first: moment, last: moment, firstLine: number, lastLine: number },
      users: createNameCounter(room),
      names: new Set(),
    };
    groups.set(id, counted);
    return counted;
  }

  return {
    push,
    finish() {
      if (rest !== "") push("\n");
      closeBlock();
      const last = pieces;
      pieces = undefined;
      if (last !== undefined) addLine({ ...last, open: false });
      closeBlock();
    },
    summary: () => ({
      lines,
      failures,
      groups: [...groups.values()].sort((a, b) => b.count - a.count).map(showGroup),
      uncounted,
      forms: [...forms],
    }),
  };

  function showGroup({ key, users, names, first, last, ...rest }: Counted): LogGroup {
    return {
      ...key,
      ...rest,
      ...(first !== undefined && { first }),
      ...(last !== undefined && { last }),
      users: users.size,
      ...(keepsNames && names.size > 0 && { names: [...names] }),
    };
  }
}

// Of the line break itself: the line that it ends is counted.
function endOfLine(piece: string): number {
  const end = piece.indexOf("\n");
  return end < 0 ? piece.length : end;
}

const klogHead = /^[EWIF]\d{4} \d\d:\d\d:\d\d\.\d{6} /;

// What other programs say of other servers is not this server's.
function isCounted({ by, code }: Explanation): boolean {
  if (code === "none") return false;
  return by === "kube-apiserver" || code.startsWith("access-");
}

type ReadEvent =
  | {
      readonly kind: "event";
      readonly found: Explanation | undefined;
      readonly moment: LogMoment | undefined;
    }
  | undefined;

// One request has an event for each stage: it is counted once.
function readEvent(text: string): ReadEvent {
  const event = parseMembers(text);
  if (event?.kind !== "Event" || typeof event.apiVersion !== "string") return undefined;
  if (!event.apiVersion.startsWith("audit.k8s.io/")) return undefined;
  const found = explainObject(event);
  const counts =
    found !== undefined && found.code !== "none" && isLastStage(event.stage, found.user);
  const time = [event.stageTimestamp, event.requestReceivedTimestamp].find(
    (one) => typeof one === "string",
  );
  const { moment } = momentOf(typeof time === "string" ? time : "");
  return {
    kind: "event",
    found: counts ? found : undefined,
    moment: moment === undefined ? undefined : { kind: "moment", milliseconds: moment },
  };
}

// A request without a user ends with the stage ResponseStarted (filters/authentication.go of k8s.io/apiserver).
function isLastStage(stage: unknown, user: Explanation["user"]): boolean {
  if (stage === "RequestReceived") return false;
  return stage === "ResponseStarted" ? user === undefined : true;
}

function timeOf(line: UnwrappedLine, text: string, record: LogRecord): LogMoment | undefined {
  if (line.moment !== undefined) return { kind: "moment", milliseconds: line.moment };
  const klog = /^[EWIF](\d\d)(\d\d) (\d\d:\d\d:\d\d)\./.exec(text);
  if (klog !== null) return { kind: "written", text: `${klog[1]}-${klog[2]} ${klog[3]}` };
  const ts = text.startsWith("{") ? /"ts":(\d{9,13}(?:\.\d{1,9})?)[,}]/.exec(text)?.[1] : undefined;
  if (ts !== undefined) {
    // component-base writes milliseconds, older ones wrote seconds.
    const milliseconds = Math.floor(Number(ts) * (Number(ts) < 100_000_000_000 ? 1000 : 1));
    return { kind: "moment", milliseconds };
  }
  const logrus = /^time="(\d{4}-[^"]{10,40})"/.exec(text)?.[1];
  const { moment } = momentOf(logrus ?? record.time ?? "");
  return moment === undefined ? undefined : { kind: "moment", milliseconds: moment };
}

// klog writes no year: of two such times the one that was read later is the later one.
function earlier(known: LogMoment | undefined, moment: LogMoment): LogMoment {
  if (known === undefined) return moment;
  if (known.kind === "written" || moment.kind === "written") return known;
  return moment.milliseconds < known.milliseconds ? moment : known;
}

function later(known: LogMoment | undefined, moment: LogMoment): LogMoment {
  if (known === undefined || known.kind === "written" || moment.kind === "written") return moment;
  return moment.milliseconds > known.milliseconds ? moment : known;
}

// A piece of a long text would keep all of it in memory.
function copyOf(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
