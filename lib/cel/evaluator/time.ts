import type { CelResult, CelTimestamp, CelValue } from "../values.ts";
import { CelError, maxInt, noSuchOverload } from "../values.ts";

/* Points in time and lengths of time as Go's time package reads, prints and takes them apart. */

/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z in seconds since 1970. */
export const minUnixSeconds = -62135596800n;
export const maxUnixSeconds = 253402300799n;

const second = 1_000_000_000n;
const unitNanos: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: second,
  m: 60n * second,
  h: 3600n * second,
};

/** Go's time.ParseDuration: nanoseconds, or undefined where the text is none. */
export function parseDuration(text: string): bigint | undefined {
  let rest = text;
  const negative = rest.startsWith("-");
  if (negative || rest.startsWith("+")) {
    rest = rest.slice(1);
  }
  if (rest === "0") {
    return 0n;
  }
  if (rest === "") {
    return undefined;
  }
  const limit = 2n ** 63n;
  let total = 0n;
  while (rest !== "") {
    const found = /^(\d*)(?:\.(\d*))?([^\d.]+)/.exec(rest);
    const unit = unitNanos[found?.[3] ?? ""];
    if (!found || unit === undefined || ((found[1] ?? "") === "" && (found[2] ?? "") === "")) {
      return undefined;
    }
    const whole = BigInt(found[1] || "0");
    if (whole > limit / unit) {
      return undefined;
    }
    total += whole * unit + fractionOf(found[2] ?? "", unit);
    if (total > limit) {
      return undefined;
    }
    rest = rest.slice(found[0].length);
  }
  if (negative) {
    return -total;
  }
  return total > maxInt ? undefined : total;
}

/** Go's Duration.String(): "1h30m0s", "1.5ms". */
export function formatDurationGo(nanos: bigint): string {
  if (nanos === 0n) {
    return "0s";
  }
  const sign = nanos < 0n ? "-" : "";
  const size = nanos < 0n ? -nanos : nanos;
  if (size < second) {
    const [unit, name] =
      size < 1000n ? [1n, "ns"] : size < 1_000_000n ? [1000n, "µs"] : ([1_000_000n, "ms"] as const);
    return `${sign}${decimal(size, unit)}${name}`;
  }
  const minutes = size / (60n * second);
  const seconds = decimal(size % (60n * second), second);
  const hours = minutes / 60n;
  return `${sign}${hours > 0n ? `${hours}h` : ""}${minutes > 0n ? `${minutes % 60n}m` : ""}${seconds}s`;
}

/** `string(duration)`: seconds as a decimal number. Go goes through a double. */
export function formatDurationSeconds(nanos: bigint): string {
  return `${plainNumber(secondsAsDouble(nanos))}s`;
}

/** Go's time.Parse with RFC 3339: undefined where the text is no such time. */
export function parseTimestamp(text: string): CelTimestamp | "overflow" | undefined {
  const found =
    /^(\d{4})-(\d\d)-(\d\d)T(\d?\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:(Z)|([+-])(\d\d):(\d\d))$/.exec(
      text,
    );
  if (!found) {
    return undefined;
  }
  const [, year, month, day, hour, minute, secondText, fraction, , sign, zoneHour, zoneMinute] =
    found;
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1 || d > daysIn(y, m)) {
    return undefined;
  }
  if (
    Number(hour) > 23 ||
    Number(minute) > 59 ||
    Number(secondText) > 59 ||
    Number(zoneHour ?? 0) > 24 ||
    Number(zoneMinute ?? 0) > 60
  ) {
    return undefined;
  }
  const offset =
    (Number(zoneHour ?? 0) * 3600 + Number(zoneMinute ?? 0) * 60) * (sign === "-" ? -1 : 1);
  const seconds = BigInt(
    daysSinceEpoch(y, m, d) * 86400 +
      Number(hour) * 3600 +
      Number(minute) * 60 +
      Number(secondText) -
      offset,
  );
  if (seconds < minUnixSeconds || seconds > maxUnixSeconds) {
    return "overflow";
  }
  return { kind: "timestamp", seconds, nanos: Number((fraction ?? "").slice(0, 9).padEnd(9, "0")) };
}

/** RFC 3339 in UTC with as many digits of the second as are needed. */
export function formatTimestamp(value: CelTimestamp): string {
  const { year, month, day, hour, minute, second: seconds } = civilParts(value.seconds);
  const fraction =
    value.nanos === 0 ? "" : `.${String(value.nanos).padStart(9, "0").replace(/0+$/, "")}`;
  const pad = (part: number) => String(part).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(seconds)}${fraction}Z`;
}

/** A getter of a timestamp ("getFullYear" …) in a time zone: "UTC", a name of the tz database, or "+02:00". */
export function timestampPart(name: string, value: CelValue, zone: CelValue): CelResult {
  if (
    typeof value !== "object" ||
    value === null ||
    !("kind" in value) ||
    value.kind !== "timestamp" ||
    typeof zone !== "string"
  ) {
    return noSuchOverload;
  }
  const offset = zoneOffset(zone, value.seconds);
  if (offset instanceof CelError) {
    return offset;
  }
  if (name === "getMilliseconds") {
    return BigInt(Math.floor(value.nanos / 1_000_000));
  }
  const parts = civilParts(value.seconds + BigInt(offset));
  switch (name) {
    case "getFullYear":
      return BigInt(parts.year);
    case "getMonth":
      return BigInt(parts.month - 1);
    case "getDayOfYear":
      return BigInt(
        daysSinceEpoch(parts.year, parts.month, parts.day) - daysSinceEpoch(parts.year, 1, 1),
      );
    case "getDayOfMonth":
      return BigInt(parts.day - 1);
    case "getDate":
      return BigInt(parts.day);
    case "getDayOfWeek":
      return BigInt((((parts.days + 4) % 7) + 7) % 7);
    case "getHours":
      return BigInt(parts.hour);
    case "getMinutes":
      return BigInt(parts.minute);
    default:
      return BigInt(parts.second);
  }
}

/** A getter of a duration: all of it in the unit, towards zero. */
export function durationPart(name: string, value: CelValue): CelResult {
  if (
    typeof value !== "object" ||
    value === null ||
    !("kind" in value) ||
    value.kind !== "duration"
  ) {
    return noSuchOverload;
  }
  const unit =
    { getHours: 3600n * second, getMinutes: 60n * second, getSeconds: second }[name] ?? 1_000_000n;
  return value.nanos / unit;
}

/** Seconds east of UTC that a zone has at a time. */
function zoneOffset(zone: string, seconds: bigint): number | CelError {
  const colon = zone.indexOf(":");
  if (colon === -1) {
    return namedZoneOffset(zone, seconds);
  }
  const hours = parseInteger(zone.slice(0, colon));
  if (hours instanceof CelError) {
    return hours;
  }
  const minutes = parseInteger(zone.slice(colon + 1));
  if (minutes instanceof CelError) {
    return minutes;
  }
  return (zone.startsWith("-") ? hours * 60 - minutes : hours * 60 + minutes) * 60;
}

function namedZoneOffset(zone: string, seconds: bigint): number | CelError {
  if (zone === "" || zone === "UTC" || zone === "Local") {
    return 0;
  }
  if (zone.includes("..") || zone.startsWith("/") || zone.startsWith("\\")) {
    return new CelError("time: invalid location name");
  }
  let format = zoneFormats.get(zone);
  if (format === undefined) {
    try {
      // Intl also takes "+02" and names in other letters, which Go's LoadLocation does not.
      if (!/^[A-Za-z]/.test(zone)) {
        throw new RangeError();
      }
      format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
      zoneFormats.set(zone, format);
    } catch {
      return new CelError(`unknown time zone ${zone}`);
    }
  }
  const name =
    format.formatToParts(Number(seconds) * 1000).find((part) => part.type === "timeZoneName")
      ?.value ?? "";
  const found = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name);
  const size =
    Number(found?.[2] ?? 0) * 3600 + Number(found?.[3] ?? 0) * 60 + Number(found?.[4] ?? 0);
  return found?.[1] === "-" ? -size : size;
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>();

/** Go's strconv.Atoi. */
function parseInteger(text: string): number | CelError {
  if (!/^[+-]?\d+$/.test(text)) {
    return new CelError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  const value = BigInt(text.replace(/^\+/, ""));
  if (value > maxInt || value < -maxInt - 1n) {
    return new CelError(`strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`);
  }
  return Number(value);
}

/** The digits after the point times the unit; Go drops what is below a nanosecond. */
function fractionOf(digits: string, unit: bigint): bigint {
  const shown = digits.slice(0, 18);
  return shown === "" ? 0n : (BigInt(shown) * unit) / 10n ** BigInt(shown.length);
}

function decimal(size: bigint, unit: bigint): string {
  const rest = size % unit;
  const digits = String(unit).length - 1;
  return rest === 0n
    ? String(size / unit)
    : `${size / unit}.${String(rest).padStart(digits, "0").replace(/0+$/, "")}`;
}

function secondsAsDouble(nanos: bigint): number {
  return Number(nanos / second) + Number(nanos % second) / 1e9;
}

/** A number without an exponent. */
function plainNumber(value: number): string {
  const text = String(value);
  if (!text.includes("e")) {
    return Object.is(value, -0) ? "-0" : text;
  }
  const [mantissa = "", exponent = ""] = text.replace("-", "").split("e");
  const digits = mantissa.replace(".", "");
  const sign = value < 0 ? "-" : "";
  return text.includes("e-")
    ? `${sign}0.${"0".repeat(-Number(exponentOf(text)) - 1)}${digits}`
    : `${sign}${digits.padEnd(Number(exponent) + 1, "0")}`;
}

function exponentOf(text: string): string {
  return text.slice(text.indexOf("e") + 1);
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719468
  );
}

interface CivilParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly days: number;
}

function civilParts(unixSeconds: bigint): CivilParts {
  const total = Number(unixSeconds);
  const days = Math.floor(total / 86400);
  const rest = total - days * 86400;
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
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    hour: Math.floor(rest / 3600),
    minute: Math.floor((rest % 3600) / 60),
    second: rest % 60,
    days,
  };
}
