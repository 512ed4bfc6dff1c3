import { parseUint64 } from "../../go/int.ts";
import { quote } from "../../go/quote.ts";
import { fail, type GoResult, ok } from "../../go/result.ts";
import type { CelType } from "../types.ts";
import { bool, int, object, string } from "../types.ts";
import {
  CelError,
  type CelObject,
  type CelResult,
  type CelValue,
  noSuchOverload,
} from "../values.ts";
import { declare, global, receiver } from "./build.ts";
import type { Evaluate, FunctionDeclaration, Library } from "./declaration.ts";
import { costOfParsing, nominalCost } from "./kubernetes-cost.ts";

const semverType = object("kubernetes.Semver");

/** A version as github.com/blang/semver/v4 reads it. */
interface Version {
  readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint];
  /** Numeric identifiers as numbers. */
  readonly prerelease: readonly (bigint | string)[];
  readonly build: readonly string[];
}

interface SemverValue extends CelObject {
  readonly version: Version;
}

const functions: readonly FunctionDeclaration[] = [
  declare(
    "semver",
    "A semantic version. With true as second argument a leading v, missing minor and patch numbers and leading zeros are corrected first.",
    [
      ["semver('1.2.3').isLessThan(semver('1.10.0'))", "true"],
      ["semver('v1.0', true).major()", "1"],
      ["semver('1.0')", "No Major.Minor.Patch elements found"],
    ],
    [
      global("string_to_semver", [string], semverType, toSemver, { cost: costOfParsing }),
      global("string_bool_to_semver", [string, bool], semverType, toSemver, {
        cost: costOfParsing,
      }),
    ],
    { cost: costOfParsing },
  ),
  declare(
    "isSemver",
    "Whether the text is a version that semver takes.",
    [
      ["isSemver('1.0.0-beta.1')", "true"],
      ["isSemver('v1.0')", "false"],
      ["isSemver('v1.0', true)", "true"],
    ],
    [
      global("is_semver_string", [string], bool, isSemver, { cost: costOfParsing }),
      global("is_semver_string_bool", [string, bool], bool, isSemver, { cost: costOfParsing }),
    ],
    { cost: costOfParsing },
  ),
  comparison(
    "isGreaterThan",
    "semver_is_greater_than",
    bool,
    "Whether it comes after another version.",
    (order) => order > 0,
    ["semver('1.0.0').isGreaterThan(semver('1.0.0-rc.1'))", "true"],
  ),
  comparison(
    "isLessThan",
    "semver_is_less_than",
    bool,
    "Whether it comes before another version.",
    (order) => order < 0,
    ["semver('1.2.0').isLessThan(semver('1.10.0'))", "true"],
  ),
  comparison(
    "compareTo",
    "semver_compare_to",
    int,
    "0 if the versions are equal, 1 if it comes after, -1 if it comes before.",
    (order) => BigInt(order),
    ["semver('1.0.0+a').compareTo(semver('1.0.0+b'))", "0"],
  ),
  number("major", "semver_major", 0, "The first number.", ["semver('1.2.3').major()", "1"]),
  number("minor", "semver_minor", 1, "The second number.", ["semver('1.2.3').minor()", "2"]),
  number("patch", "semver_patch", 2, "The third number.", ["semver('1.2.3').patch()", "3"]),
];

/** Semantic versions. Follows apiserver pkg/cel/library/semverlib.go. */
export const semverLibrary: Library = {
  name: "semver",
  title: "Semantic versions",
  doc: "Read and compare semantic versions.",
  since: 33,
  functions,
};

function comparison(
  name: string,
  id: string,
  result: CelType,
  doc: string,
  decide: (order: number) => CelResult,
  example: readonly [string, string],
): FunctionDeclaration {
  const evaluate: Evaluate = ([left, right]) =>
    isSemverValue(left) && isSemverValue(right)
      ? decide(compareVersions(left.version, right.version))
      : noSuchOverload;
  const overload = receiver(id, [semverType, semverType], result, evaluate, { cost: nominalCost });
  return declare(name, doc, [example], [overload], { cost: nominalCost });
}

function number(
  name: string,
  id: string,
  index: 0 | 1 | 2,
  doc: string,
  example: readonly [string, string],
): FunctionDeclaration {
  const evaluate: Evaluate = ([value]) =>
    isSemverValue(value) ? BigInt.asIntN(64, value.version.numbers[index]) : noSuchOverload;
  return declare(
    name,
    doc,
    [example],
    [receiver(id, [semverType], int, evaluate, { cost: nominalCost })],
  );
}

function toSemver([text, normalize = false]: readonly CelValue[]): CelResult {
  if (typeof text !== "string" || typeof normalize !== "boolean") return noSuchOverload;
  const parsed = normalize ? normalizeAndParse(text) : parseVersion(text);
  return parsed.kind === "ok" ? newSemver(parsed.value) : new CelError(parsed.message);
}

function isSemver([text, normalize = false]: readonly CelValue[]): CelResult {
  if (typeof text !== "string" || typeof normalize !== "boolean") return noSuchOverload;
  return (normalize ? normalizeAndParse(text) : parseVersion(text)).kind === "ok";
}

function newSemver(version: Version): SemverValue {
  return {
    kind: "object",
    type: semverType,
    typeName: "kubernetes.Semver",
    text: formatVersion(version),
    version,
    equals: (other) =>
      isSemverValue(other) ? compareVersions(version, other.version) === 0 : noSuchOverload,
  };
}

function isSemverValue(value: CelValue | undefined): value is SemverValue {
  return typeof value === "object" && value !== null && "version" in value;
}

function formatVersion({ numbers, prerelease, build }: Version): string {
  const suffix = prerelease.length > 0 ? `-${prerelease.join(".")}` : "";
  return numbers.join(".") + suffix + (build.length > 0 ? `+${build.join(".")}` : "");
}

function parseVersion(text: string): GoResult<Version> {
  if (text === "") return fail("Version string empty");
  const [majorText = "", minorText, ...rest] = text.split(".");
  if (minorText === undefined || rest.length === 0) {
    return fail("No Major.Minor.Patch elements found");
  }
  const major = parseNumber(majorText, "major", "Major");
  if (major.kind === "error") return major;
  const minor = parseNumber(minorText, "minor", "Minor");
  if (minor.kind === "error") return minor;
  const [beforeBuild, buildText] = cut(rest.join("."), "+");
  const [patchText, prereleaseText] = cut(beforeBuild, "-");
  const patch = parseNumber(patchText, "patch", "Patch");
  if (patch.kind === "error") return patch;
  const prerelease: (bigint | string)[] = [];
  for (const part of prereleaseText?.split(".") ?? []) {
    const identifier = parsePrerelease(part);
    if (identifier.kind === "error") return identifier;
    prerelease.push(identifier.value);
  }
  const build = buildText?.split(".") ?? [];
  for (const part of build) {
    if (part === "") return fail("Build meta data is empty");
    if (!identifierSyntax.test(part)) {
      return fail(`Invalid character(s) found in build meta data ${quote(part)}`);
    }
  }
  return ok({ numbers: [major.value, minor.value, patch.value], prerelease, build });
}

function parseNumber(text: string, name: string, title: string): GoResult<bigint> {
  if (!/^[0-9]*$/.test(text)) {
    return fail(`Invalid character(s) found in ${name} number ${quote(text)}`);
  }
  if (/^0./.test(text))
    return fail(`${title} number must not contain leading zeroes ${quote(text)}`);
  return parseUint64(text);
}

function parsePrerelease(text: string): GoResult<bigint | string> {
  if (text === "") return fail("Prerelease is empty");
  if (/^[0-9]+$/.test(text)) {
    if (/^0./.test(text)) {
      return fail(`Numeric PreRelease version must not contain leading zeroes ${quote(text)}`);
    }
    return parseUint64(text);
  }
  if (identifierSyntax.test(text)) return ok(text);
  return fail(`Invalid character(s) found in prerelease ${quote(text)}`);
}

function normalizeAndParse(text: string): GoResult<Version> {
  const [major = "", minor, ...rest] = text.replace(/^v/, "").split(".");
  const parts = [major, ...(minor === undefined ? [] : [minor])];
  if (rest.length > 0) parts.push(rest.join("."));
  const trimmed = parts.map((part) =>
    part.length > 1 ? part.replace(/^0+/, "").replace(/^(?![0-9])/, "0") : part,
  );
  if (trimmed.length < 3 && /[+-]/.test(trimmed.at(-1) ?? "")) {
    return fail("short version cannot contain PreRelease/Build meta data");
  }
  while (trimmed.length < 3) trimmed.push("0");
  return parseVersion(trimmed.join("."));
}

function compareVersions(left: Version, right: Version): number {
  for (let i = 0; i < 3; i++) {
    const a = left.numbers[i] ?? 0n;
    const b = right.numbers[i] ?? 0n;
    if (a !== b) return a > b ? 1 : -1;
  }
  const a = left.prerelease;
  const b = right.prerelease;
  if (a.length === 0 || b.length === 0)
    return Math.sign(Number(a.length === 0) - Number(b.length === 0));
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareIdentifiers(a[i] ?? "", b[i] ?? "");
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

function compareIdentifiers(a: bigint | string, b: bigint | string): number {
  if (typeof a !== typeof b) return typeof a === "bigint" ? -1 : 1;
  return a === b ? 0 : a > b ? 1 : -1;
}

function cut(
  text: string,
  separator: string,
): readonly [before: string, after: string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

const identifierSyntax = /^[0-9A-Za-z-]+$/;
