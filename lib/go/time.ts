import { fromByteString, toByteString } from "./byte-string.ts";
import { isInt64, maxInt64 } from "./int.ts";
import { fail, type GoResult, ok } from "./result.ts";

/** A point in time with the offset it was written with. */
export interface GoTime {
  /** Seconds since the Unix epoch. */
  readonly seconds: bigint;
  /** In [0, 1e9). */
  readonly nanos: number;
  /** Seconds east of UTC. */
  readonly offset: number;
}

/** A date and time of day on the proleptic Gregorian calendar. */
export interface CivilTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 0 is the first of January. */
  readonly yearDay: number;
}

/** time.Duration.String: "1h2m3.5s", "300µs", "0s". */
export function formatDuration(nanos: bigint): string {
  const sign = nanos < 0n ? "-" : "";
  const value = nanos < 0n ? -nanos : nanos;
  if (value === 0n) return "0s";
  if (value < 1_000n) return `${sign}${value}ns`;
  if (value < 1_000_000n) return `${sign}${writeFraction(value, 3)}µs`;
  if (value < 1_000_000_000n) return `${sign}${writeFraction(value, 6)}ms`;
  const minutes = value / 60_000_000_000n;
  const seconds = `${writeFraction(value % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return sign + seconds;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** time.ParseDuration, in nanoseconds. */
export function parseDuration(text: string): GoResult<bigint> {
  const invalid = fail(`time: invalid duration ${quoteTime(text)}`);
  let rest = text;
  const negative = rest.startsWith("-");
  if (negative || rest.startsWith("+")) rest = rest.slice(1);
  if (rest === "0") return ok(0n);
  if (rest === "") return invalid;
  let total = 0n;
  while (rest !== "") {
    const found = /^([0-9]*)(?:\.([0-9]*))?/.exec(rest);
    const whole = found?.[1] ?? "";
    const fraction = found?.[2] ?? "";
    if (whole === "" && fraction === "") return invalid;
    rest = rest.slice(found?.[0].length ?? 0);
    const amount = BigInt(whole === "" ? "0" : whole);
    if (amount > uint63) return invalid;
    const unitText = /^[^0-9.]*/.exec(rest)?.[0] ?? "";
    if (unitText === "") return fail(`time: missing unit in duration ${quoteTime(text)}`);
    rest = rest.slice(unitText.length);
    const unit = units.get(unitText);
    if (unit === undefined) {
      return fail(`time: unknown unit ${quoteTime(unitText)} in duration ${quoteTime(text)}`);
    }
    if (amount > uint63 / unit) return invalid;
    let value = amount * unit + scaleFraction(fraction, unit);
    if (value > uint63) return invalid;
    value += total;
    if (value > uint63) return invalid;
    total = value;
  }
  if (negative) return ok(-total);
  return total > maxInt64 ? invalid : ok(total);
}

/** time.Parse(time.RFC3339, text). */
export function parseRfc3339(text: string): GoResult<GoTime> {
  return parseLayout(toByteString(text));
}

/**
 * Format(time.RFC3339) in the zone `offset` seconds east of UTC, or time.RFC3339Nano, which adds the fraction without
 * trailing zeros.
 */
export function formatRfc3339(
  seconds: bigint,
  nanos: number,
  withNanos = false,
  offset = 0,
): string {
  const { date, clock } = writeCivil(seconds, offset);
  const zone = offset === 0 ? "Z" : writeOffset(offset, ":");
  return `${date}T${clock}${withNanos ? writeNanos(nanos) : ""}${zone}`;
}

/** time.Time.String: "2006-01-02 15:04:05.5 +0000 UTC"; a zone other than UTC has no name. */
export function formatTime(seconds: bigint, nanos: number, offset = 0): string {
  const { date, clock } = writeCivil(seconds, offset);
  const zone = writeOffset(offset, "");
  return `${date} ${clock}${writeNanos(nanos)} ${zone} ${offset === 0 ? "UTC" : zone}`;
}

/** The calendar's view of a Unix time, `offset` seconds east of UTC. */
export function toCivil(seconds: bigint, offset = 0): CivilTime {
  const local = seconds + BigInt(offset);
  const secondOfDay = Number(((local % 86400n) + 86400n) % 86400n);
  const days = Number((local - BigInt(secondOfDay)) / 86400n);
  // Days from 0000-03-01, so that the leap day ends the year.
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36524) -
      Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayFromMarch =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayFromMarch + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return {
    year,
    month,
    day: dayFromMarch - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
    hour: Math.floor(secondOfDay / 3600),
    minute: Math.floor(secondOfDay / 60) % 60,
    second: secondOfDay % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearDay: days - countDays(year, 1, 1),
  };
}

/** The Unix time in seconds of a date and time of day in UTC; fields out of range carry over, as time.Date does. */
export function fromCivil(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): bigint {
  const days = countDays(
    year + Math.floor((month - 1) / 12),
    ((((month - 1) % 12) + 12) % 12) + 1,
    day,
  );
  return BigInt(days) * 86400n + BigInt(hour * 3600 + minute * 60 + second);
}

// Days since the Unix epoch.
function countDays(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

function daysIn(month: number, year: number): number {
  return (
    countDays(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) -
    countDays(year, month, 1)
  );
}

function writeFraction(value: bigint, places: number): string {
  const scale = 10n ** BigInt(places);
  const fraction = (value % scale).toString().padStart(places, "0").replace(/0+$/, "");
  return fraction === "" ? `${value / scale}` : `${value / scale}.${fraction}`;
}

// leadingFraction: stops adding digits before 63 bits overflow, and scales in float64 as Go does.
function scaleFraction(digits: string, unit: bigint): bigint {
  let fraction = 0n;
  let scale = 1;
  for (const digit of digits) {
    if (fraction > maxInt64 / 10n) break;
    const next = fraction * 10n + BigInt(digit);
    if (next > uint63) break;
    fraction = next;
    scale *= 10;
  }
  return fraction === 0n ? 0n : BigInt(Math.trunc(Number(fraction) * (Number(unit) / scale)));
}

function writeCivil(seconds: bigint, offset: number): { date: string; clock: string } {
  const { year, month, day, hour, minute, second } = toCivil(seconds, offset);
  const shownYear = (year < 0 ? "-" : "") + String(Math.abs(year)).padStart(4, "0");
  return {
    date: `${shownYear}-${pad2(month)}-${pad2(day)}`,
    clock: `${pad2(hour)}:${pad2(minute)}:${pad2(second)}`,
  };
}

function writeNanos(nanos: number): string {
  return nanos === 0 ? "" : `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
}

function writeOffset(offset: number, separator: string): string {
  const minutes = Math.abs(offset) / 60;
  return `${offset < 0 ? "-" : "+"}${pad2(Math.floor(minutes / 60))}${separator}${pad2(minutes % 60)}`;
}

function pad2(value: number): string {
  return String(value).padStart(2, "0");
}

// time.parse for the layout RFC3339, chunk by chunk: each is a literal and the field after it.
function parseLayout(text: string): GoResult<GoTime> {
  const cannot = (element: string, rest: string) =>
    fail(
      `parsing time ${quoteBytes(text)} as ${quoteBytes(layout)}: cannot parse ${quoteBytes(rest)} as ${quoteBytes(element)}`,
    );
  const because = (reason: string) => fail(`parsing time ${quoteBytes(text)}: ${reason}`);
  const fields: number[] = [];
  let rest = text;
  let nanos = 0;
  for (const chunk of chunks) {
    if (chunk.prefix !== "") {
      if (!rest.startsWith(chunk.prefix)) return cannot(chunk.prefix, rest);
      rest = rest.slice(chunk.prefix.length);
    }
    const found = chunk.syntax.exec(rest);
    if (!found) return cannot(chunk.element, rest);
    const value = Number(found[0]);
    rest = rest.slice(found[0].length);
    if (value < chunk.least || value > chunk.most) return because(`${chunk.name} out of range`);
    fields.push(value);
    if (chunk.name === "second") {
      const fraction = /^[.,]([0-9]+)/.exec(rest);
      if (fraction) {
        nanos = Number((fraction[1] ?? "").slice(0, 9).padEnd(9, "0"));
        rest = rest.slice(fraction[0].length);
      }
    }
  }
  let offset = 0;
  if (rest.startsWith("Z")) rest = rest.slice(1);
  else {
    const zone = /^([\s\S])([0-9]{2}):([0-9]{2})/.exec(rest);
    const loose = rest.length >= 6 && rest[3] === ":";
    const hour = loose ? readTwo(rest, 1) : undefined;
    const minute = hour === undefined ? undefined : readTwo(rest, 4);
    // Go looks at the ranges before it looks at the sign or at what did not parse.
    if ((hour ?? 0) > 24) return because("time zone offset hour out of range");
    if ((minute ?? 0) > 60) return because("time zone offset minute out of range");
    if (!zone || (zone[1] !== "+" && zone[1] !== "-")) return cannot("Z07:00", rest);
    offset = ((hour ?? 0) * 60 + (minute ?? 0)) * 60 * (zone[1] === "-" ? -1 : 1);
    rest = rest.slice(6);
  }
  if (rest !== "") return because(`extra text: ${quoteBytes(rest)}`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  if (day < 1 || day > daysIn(month, year)) return because("day out of range");
  const seconds = fromCivil(year, month, day, hour, minute, second) - BigInt(offset);
  return isInt64(seconds) ? ok({ seconds, nanos, offset }) : because("out of range");
}

function readTwo(text: string, at: number): number | undefined {
  const digits = text.slice(at, at + 2);
  return /^[0-9]{2}$/.test(digits) ? Number(digits) : undefined;
}

/** The quoting of package time, which writes every byte that is not printable ASCII as `\xc3`. */
function quoteTime(text: string): string {
  return quoteBytes(toByteString(text));
}

function quoteBytes(bytes: string): string {
  let quoted = "";
  for (const byte of bytes) {
    const code = byte.charCodeAt(0);
    if (code >= 0x80 || code < 0x20) quoted += `\\x${code.toString(16).padStart(2, "0")}`;
    else quoted += byte === '"' || byte === "\\" ? `\\${byte}` : byte;
  }
  return `"${fromByteString(quoted)}"`;
}

interface Chunk {
  readonly prefix: string;
  readonly element: string;
  readonly name: string;
  readonly syntax: RegExp;
  readonly least: number;
  readonly most: number;
}

const layout = "2006-01-02T15:04:05Z07:00";

const chunks: readonly Chunk[] = [
  { prefix: "", element: "2006", name: "year", syntax: /^[0-9]{4}/, least: 0, most: 9999 },
  { prefix: "-", element: "01", name: "month", syntax: /^[0-9]{2}/, least: 1, most: 12 },
  { prefix: "-", element: "02", name: "day", syntax: /^[0-9]{2}/, least: 0, most: 99 },
  // The layout's 15 takes one digit too.
  { prefix: "T", element: "15", name: "hour", syntax: /^[0-9]{1,2}/, least: 0, most: 23 },
  { prefix: ":", element: "04", name: "minute", syntax: /^[0-9]{2}/, least: 0, most: 59 },
  { prefix: ":", element: "05", name: "second", syntax: /^[0-9]{2}/, least: 0, most: 59 },
];

const uint63 = 1n << 63n;

const units: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  ["µs", 1_000n],
  ["μs", 1_000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);
