import { formatFloat } from "../../go/float.ts";
import { parseInt64 } from "../../go/int.ts";
import { quote } from "../../go/quote.ts";
import {
  formatRfc3339,
  parseDuration as parseGoDuration,
  parseRfc3339,
  toCivil,
} from "../../go/time.ts";
import type { CelResult, CelTimestamp, CelValue } from "../values.ts";
import { CelError, noSuchOverload } from "../values.ts";

/* Points in time and lengths of time as cel-go reads and takes them apart. Follows common/types/{timestamp,duration}.go. */

/** 0001-01-01T00:00:00Z in seconds since 1970. */
export const minUnixSeconds = -62135596800n;
/** 9999-12-31T23:59:59Z in seconds since 1970. */
export const maxUnixSeconds = 253402300799n;

const second = 1_000_000_000n;

/** A length of time as Go's time.ParseDuration reads it: nanoseconds, or undefined if the text is none. */
export function parseDuration(text: string): bigint | undefined {
  const parsed = parseGoDuration(text);
  return parsed.kind === "ok" ? parsed.value : undefined;
}

/** `string(duration)`: seconds as a decimal number. Go goes through a double. */
export function formatDurationSeconds(nanos: bigint): string {
  return `${formatFloat(Number(nanos / second) + Number(nanos % second) / 1e9, "f")}s`;
}

/** A time as RFC 3339 has it, with the offset it was written with; undefined if the text is none. */
export function parseTimestamp(text: string): CelTimestamp | "overflow" | undefined {
  const parsed = parseRfc3339(text);
  if (parsed.kind !== "ok") return undefined;
  const { seconds, nanos, offset } = parsed.value;
  if (seconds < minUnixSeconds || seconds > maxUnixSeconds) return "overflow";
  return { kind: "timestamp", seconds, nanos, ...(offset !== 0 && { offset }) };
}

/** RFC 3339 with as many digits of the second as are needed, in the zone that the time was written in. */
export function formatTimestamp({ seconds, nanos, offset }: CelTimestamp): string {
  return formatRfc3339(seconds, nanos, true, offset);
}

/** A getter of a timestamp ("getFullYear" …) in a time zone: "UTC", a name of the tz database, or "+02:00". */
export function timestampPart(name: string, value: CelValue, zone: CelValue): CelResult {
  if (!isKind(value, "timestamp") || typeof zone !== "string") return noSuchOverload;
  const offset = zoneOffset(zone, value.seconds);
  if (offset instanceof CelError) return offset;
  if (name === "getMilliseconds") return BigInt(Math.floor(value.nanos / 1_000_000));
  const civil = toCivil(value.seconds, offset);
  switch (name) {
    case "getFullYear":
      return BigInt(civil.year);
    case "getMonth":
      return BigInt(civil.month - 1);
    case "getDayOfYear":
      return BigInt(civil.yearDay);
    case "getDayOfMonth":
      return BigInt(civil.day - 1);
    case "getDate":
      return BigInt(civil.day);
    case "getDayOfWeek":
      return BigInt(civil.weekday);
    case "getHours":
      return BigInt(civil.hour);
    case "getMinutes":
      return BigInt(civil.minute);
    default:
      return BigInt(civil.second);
  }
}

/** A getter of a duration: all of it in the unit, towards zero. */
export function durationPart(name: string, value: CelValue): CelResult {
  if (!isKind(value, "duration")) return noSuchOverload;
  const units: Readonly<Record<string, bigint>> = {
    getHours: 3600n * second,
    getMinutes: 60n * second,
    getSeconds: second,
  };
  return value.nanos / (units[name] ?? 1_000_000n);
}

/** Seconds east of UTC that a zone has at a time. */
function zoneOffset(zone: string, seconds: bigint): number | CelError {
  const colon = zone.indexOf(":");
  if (colon === -1) return namedZoneOffset(zone, seconds);
  const hours = parseInteger(zone.slice(0, colon));
  if (hours instanceof CelError) return hours;
  const minutes = parseInteger(zone.slice(colon + 1));
  if (minutes instanceof CelError) return minutes;
  return (zone.startsWith("-") ? hours * 60 - minutes : hours * 60 + minutes) * 60;
}

function namedZoneOffset(zone: string, seconds: bigint): number | CelError {
  if (zone === "" || zone === "UTC" || zone === "Local") return 0;
  if (zone.includes("..") || zone.startsWith("/") || zone.startsWith("\\")) {
    return new CelError("time: invalid location name");
  }
  const format = zoneFormat(zone);
  if (format === undefined) return new CelError(`unknown time zone ${zone}`);
  const parts = format.formatToParts(Number(seconds) * 1000);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const found = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name);
  const [hours, minutes, rest] = [found?.[2], found?.[3], found?.[4]].map((text) =>
    Number(text ?? 0),
  );
  const size = (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (rest ?? 0);
  return found?.[1] === "-" ? -size : size;
}

const zoneFormats = new Map<string, Intl.DateTimeFormat | undefined>();

function zoneFormat(zone: string): Intl.DateTimeFormat | undefined {
  if (!zoneFormats.has(zone) && zoneFormats.size < 100) zoneFormats.set(zone, makeZoneFormat(zone));
  return zoneFormats.get(zone);
}

/** Intl takes more than Go, whose zones are files: names in any case, offsets, and short names of its own. */
function makeZoneFormat(zone: string): Intl.DateTimeFormat | undefined {
  const named = zone.includes("/")
    ? zone.split("/").every((part) => /^([A-Z][A-Za-z_-]*[a-z]|GMT[+-]?\d*|UTC|UCT|US)$/.test(part))
    : plainZones.has(zone);
  if (!named) return undefined;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  } catch {
    return undefined;
  }
}

/** The zones of the tz database whose names have no region. */
const plainZones: ReadonlySet<string> = new Set(
  (
    "CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran " +
    "Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK " +
    "Singapore Turkey UCT Universal W-SU WET Zulu"
  ).split(" "),
);

/** Go's strconv.Atoi. */
function parseInteger(text: string): number | CelError {
  const parsed = parseInt64(text);
  if (parsed.kind === "ok") return Number(parsed.value);
  const range = /^[+-]?\d+$/.test(text);
  return new CelError(
    `strconv.Atoi: parsing ${quote(text)}: ${range ? "value out of range" : "invalid syntax"}`,
  );
}

function isKind<K extends "timestamp" | "duration">(
  value: CelValue,
  kind: K,
): value is Extract<CelValue, { kind: K }> {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}
