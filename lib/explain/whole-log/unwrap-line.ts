import { stripHeads } from "../log/heads.ts";

/** A line without what a journal, a container runtime or a log driver put around it. */
export interface UnwrappedLine {
  readonly text: string;
  /** Which writer put something around it. */
  readonly form: LogForm;
  /** Milliseconds since 1970, if what is around the line says it. */
  readonly moment?: number;
  readonly process?: string;
  /** The line goes on in the next one. */
  readonly open: boolean;
}

/** How a line was written into the file. */
export type LogForm = "plain" | "journal" | "journal-json" | "cri" | "docker" | "audit";

/**
 * Reads journald's short and JSON forms, containerd's CRI lines and the JSON lines of docker's json-file driver. A line of
 * another form comes back as it is. `line` has no line break at its end.
 */
export function unwrapLine(line: string): UnwrappedLine {
  if (line.startsWith("{")) {
    const inner = unwrapJson(line);
    if (inner !== undefined) return inner;
  }
  const cri = criHead.exec(line);
  if (cri !== null) {
    const [whole, time = "", tag = "F"] = cri;
    const text = line.slice(whole.length);
    return { text, form: "cri", open: tag === "P", ...momentOf(time) };
  }
  const { text, process } = stripHeads(line);
  const time = isoHead.exec(line)?.[0] ?? "";
  return {
    text,
    form: process === undefined ? "plain" : "journal",
    open: false,
    ...momentOf(time),
    ...(process !== undefined && { process }),
  };
}

// 2026-11-22T01:01:19.201075Z stderr F
const criHead = /^(\d{4}-\d\d-\d\dT[\d:.+Z-]{8,30}) (?:stdout|stderr) ([FP])(?: |$)/;
const isoHead = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,]{0,12}(?:Z|[+-]\d\d:?\d\d)?/;

/** Milliseconds since 1970 of a time as ISO 8601 writes it; nothing if it is none. */
export function momentOf(time: string): { readonly moment?: number } {
  const moment = time === "" ? Number.NaN : Date.parse(time.replace(",", "."));
  return Number.isNaN(moment) ? {} : { moment };
}

function unwrapJson(line: string): UnwrappedLine | undefined {
  const value = parseMembers(line);
  if (value === undefined) return undefined;
  if (typeof value.log === "string" && typeof value.stream === "string") {
    const open = !value.log.endsWith("\n");
    const text = open ? value.log : value.log.slice(0, -1);
    return { text, form: "docker", open, ...momentOf(textOf(value.time)) };
  }
  if ("MESSAGE" in value) {
    const micro = Number(textOf(value.__REALTIME_TIMESTAMP));
    const process = textOf(value.SYSLOG_IDENTIFIER) || textOf(value._COMM);
    return {
      text: readMessage(value.MESSAGE),
      form: "journal-json",
      open: false,
      ...(micro > 0 && { moment: Math.floor(micro / 1000) }),
      ...(process !== "" && { process }),
    };
  }
  return undefined;
}

// journald writes a message with bytes that are no text as a list of numbers (systemd.journal-fields(7)).
function readMessage(message: unknown): string {
  if (typeof message === "string") return message;
  if (!Array.isArray(message)) return "";
  const bytes = message.filter((one) => typeof one === "number");
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** The members of a JSON object; undefined for another text. */
export function parseMembers(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
