import { trimEndOf } from "../source/trim-end.ts";
import { clean, fold, quotes } from "./name-letters.ts";

/** How a name in a binding differs from the name that the user has. */
export type NameDifference =
  /** The binding has a prefix that the user's name lacks. */
  | "prefix-missing"
  /** The user's name has a prefix that the binding lacks. */
  | "prefix-extra"
  /** One of the two has its prefix twice. */
  | "prefix-doubled"
  /** `https://issuer#sub` against `sub`: the prefix that --oidc-username-prefix gives by default. */
  | "issuer-prefix"
  | "case"
  /** Another separator in the same place, or one missing or doubled: `oidc-jane`, `oidcjane` for `oidc:jane`. */
  | "separator"
  /** The same letters, composed in another way, or with letters that look alike. */
  | "look-alike"
  /** Quotes, blanks or invisible characters. */
  | "blanks"
  /** `jane` against `jane@example.com`, or a domain and one of its subdomains. */
  | "domain"
  /** `/a/b` against `a/b` or `b`. */
  | "group-path"
  /** A repository of the same owner whose name is longer or shorter by a word: it may have been renamed. */
  | "repository"
  /** The same repository; one subject names the environment of the job, the other its branch or tag. */
  | "job-context"
  /** GitHub's subject with the ids of owner and repository, and the same without: `repo:acme@1/app@2:…`. */
  | "immutable-subject"
  /** The binding holds a pattern; RBAC compares names letter by letter. */
  | "pattern";

/** How two names differ. */
export interface NameComparison {
  /** One, or two if case differs as well. */
  readonly differences: readonly NameDifference[];
  /** The part that one of the two has more, or what differs: for `prefix-missing` the prefix. */
  readonly part: string;
}

/**
 * How `theirs`, the name in a binding, almost is `ours`, the user's name or group; undefined if the two are equal or
 * simply different. `prefixes` are the prefixes that the mapping is known to use, which need no separator at their end.
 */
function compareNames(
  ours: string,
  theirs: string,
  prefixes: readonly string[] = [],
): NameComparison | undefined {
  if (ours === theirs || ours === "" || theirs === "") return undefined;
  if (isReserved(theirs) || isReserved(ours)) return undefined;
  const exact = compareExactly(ours, theirs, prefixes);
  if (exact) return { differences: [exact.difference], part: exact.part };
  const lowerOurs = ours.toLowerCase();
  const lowerTheirs = theirs.toLowerCase();
  if (lowerOurs === lowerTheirs) return { differences: ["case"], part: "" };
  const lowered = prefixes.map((prefix) => prefix.toLowerCase());
  const loose = compareExactly(lowerOurs, lowerTheirs, lowered);
  if (loose === undefined) return undefined;
  return {
    differences: [loose.difference, "case"],
    part: restorePart(loose.part, ours, theirs),
  };
}

/** compareNames for many names: what is plainly different is told apart by a glance, made once for each name. */
export function createNameComparer(
  prefixes: readonly string[],
): (ours: string, theirs: string) => NameComparison | undefined {
  const outlines = new Map<string, string>();
  const outlineOf = (name: string) => {
    let outline = outlines.get(name);
    if (outline === undefined) {
      outline = fold(name)
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, "");
      outlines.set(name, outline);
    }
    return outline;
  };
  return (ours, theirs) => {
    const a = outlineOf(ours);
    const b = outlineOf(theirs);
    const close =
      a.endsWith(b) ||
      b.endsWith(a) ||
      a.startsWith(b) ||
      b.startsWith(a) ||
      sameLocalPart(ours, theirs) ||
      (ours.includes("repo") &&
        (splitRepository(ours) !== undefined || withoutIds(ours) !== undefined));
    return close || patternLike.test(theirs) ? compareNames(ours, theirs, prefixes) : undefined;
  };
}

interface Exact {
  readonly difference: NameDifference;
  readonly part: string;
}

function compareExactly(
  ours: string,
  theirs: string,
  prefixes: readonly string[],
): Exact | undefined {
  return (
    compareBlanks(ours, theirs) ??
    comparePatterns(ours, theirs) ??
    comparePrefixes(ours, theirs, prefixes) ??
    compareDomains(ours, theirs) ??
    comparePaths(ours, theirs) ??
    compareSeparators(ours, theirs) ??
    compareImmutable(ours, theirs) ??
    compareRepositories(ours, theirs) ??
    compareLetters(ours, theirs)
  );
}

function compareBlanks(ours: string, theirs: string): Exact | undefined {
  const a = clean(ours);
  const b = clean(theirs);
  // Quotes inside come from a flag whose value was quoted in plain YAML: `"oidc:"admins`.
  const same = a === b || a.replace(quotes, "") === b.replace(quotes, "");
  return same ? { difference: "blanks", part: "" } : undefined;
}

function comparePatterns(ours: string, theirs: string): Exact | undefined {
  if (!patternLike.test(theirs)) return undefined;
  // A regular expression's `.*` and `.+` and a glob's `*` all become one wildcard; nothing is compiled.
  const text = theirs
    .replace(/^\^/, "")
    .replace(/\$$/, "")
    .replace(/\\([.\-/:@])/g, "$1");
  const asExpression = text.replace(/\.[*+]\??|\[\^[^\]]{0,100}\][*+]/g, "*");
  const asGlob = text.replace(/%/g, "*");
  return matchesGlob(ours, asExpression) || matchesGlob(ours, asGlob)
    ? { difference: "pattern", part: theirs }
    : undefined;
}

const patternLike = /[*%]|\.\+|\[\^[^\]]{0,100}\]\+|^\^|\$$/;

function matchesGlob(text: string, glob: string): boolean {
  const parts = glob.split(/\*+/);
  const first = parts[0] ?? "";
  if (parts.length === 1) return text === glob;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  const last = parts.at(-1) ?? "";
  return text.length - at >= last.length && text.endsWith(last);
}

function comparePrefixes(
  ours: string,
  theirs: string,
  prefixes: readonly string[],
): Exact | undefined {
  const longer = ours.length > theirs.length ? ours : theirs;
  const shorter = longer === ours ? theirs : ours;
  if (!longer.endsWith(shorter)) return undefined;
  const prefix = longer.slice(0, longer.length - shorter.length);
  if (/^https?:\/\//.test(prefix) && /[#/:|]$/.test(prefix)) {
    return { difference: "issuer-prefix", part: prefix };
  }
  if (prefixes.includes(prefix) || isPrefix(prefix)) {
    if (shorter.startsWith(prefix)) return { difference: "prefix-doubled", part: prefix };
    return { difference: longer === ours ? "prefix-extra" : "prefix-missing", part: prefix };
  }
  return undefined;
}

/** A word or two with a separator that is not part of a name by chance. */
function isPrefix(text: string): boolean {
  return /^[\p{L}\p{N}](?:[\p{L}\p{N}._\-:|]*[\p{L}\p{N}])?(?:[:#|]|::|:\/\/)$/u.test(text);
}

function compareDomains(ours: string, theirs: string): Exact | undefined {
  const [ourName, ourDomain] = splitDomain(ours);
  const [theirName, theirDomain] = splitDomain(theirs);
  if (ourName !== theirName || ourName === "" || ourDomain === theirDomain) return undefined;
  const part = ourDomain === "" ? theirDomain : ourDomain;
  const within = (a: string, b: string) => a === "" || b.endsWith(`.${a}`);
  return within(ourDomain, theirDomain) || within(theirDomain, ourDomain)
    ? { difference: "domain", part }
    : undefined;
}

function sameLocalPart(a: string, b: string): boolean {
  const at = a.lastIndexOf("@");
  if (at === -1 || b.lastIndexOf("@") !== at) return false;
  return a.slice(0, at).toLowerCase() === b.slice(0, at).toLowerCase();
}

/** `jane@example.com` and `EXAMPLE\jane` as name and domain. */
function splitDomain(name: string): [string, string] {
  const at = name.lastIndexOf("@");
  if (at > 0 && /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i.test(name.slice(at + 1))) {
    return [name.slice(0, at), name.slice(at + 1)];
  }
  const slash = name.indexOf("\\");
  if (slash > 0) return [name.slice(slash + 1), name.slice(0, slash)];
  return [name, ""];
}

function comparePaths(ours: string, theirs: string): Exact | undefined {
  const trim = (path: string) => trimEndOf(path.replace(/^\/+/, ""), "/");
  const a = trim(ours);
  const b = trim(theirs);
  if (a === "" || b === "") return undefined;
  if (a === b) return { difference: "group-path", part: "/" };
  // The last name of a path, and only if the other is no path itself.
  const longer = a.length > b.length ? a : b;
  const shorter = longer === a ? b : a;
  if (shorter.includes("/") || !longer.endsWith(`/${shorter}`) || /[:@#]/.test(longer)) {
    return undefined;
  }
  return { difference: "group-path", part: longer.slice(0, -shorter.length) };
}

function compareSeparators(ours: string, theirs: string): Exact | undefined {
  const parts = (name: string) => name.split(/[-_.:/|\s\\]+/);
  const a = parts(ours);
  const b = parts(theirs);
  const same = a.length > 1 && a.length === b.length && a.every((part, i) => part === b[i]);
  if (same || hasOneMoreSeparator(ours, theirs) || hasOneMoreSeparator(theirs, ours)) {
    return { difference: "separator", part: "" };
  }
  return undefined;
}

// `oidc:admins` is `oidcadmins` with one separator more.
function hasOneMoreSeparator(longer: string, shorter: string): boolean {
  if (longer.length !== shorter.length + 1) return false;
  let at = 0;
  while (at < shorter.length && longer[at] === shorter[at]) at++;
  const inside = at > 0 && at < shorter.length;
  return inside && /[:#|/]/.test(longer[at] ?? "") && longer.slice(at + 1) === shorter.slice(at);
}

// `repo:owner/name:ref:…` with the same rest, and either the owner or the name is another one.
function compareRepositories(ours: string, theirs: string): Exact | undefined {
  const a = splitRepository(ours);
  const b = splitRepository(theirs);
  if (a === undefined || b === undefined) return undefined;
  if (a.before !== b.before) return undefined;
  // An environment takes the place of the branch in the subject: who binds the branch means the same job.
  const environments = [a, b].filter(({ behind }) => behind.startsWith(":environment:"));
  const refs = [a, b].filter(({ behind }) => behind.startsWith(":ref:"));
  const same = a.owner === b.owner && a.name === b.name;
  if (same && environments.length === 1 && refs.length === 1) {
    return { difference: "job-context", part: `${a.owner}/${a.name}` };
  }
  if (a.behind !== b.behind) return undefined;
  // The same name under another owner is another person's repository as likely as a transferred one.
  if (a.owner !== b.owner || (!extendsName(a.name, b.name) && !extendsName(b.name, a.name))) {
    return undefined;
  }
  return { difference: "repository", part: b.name };
}

// GitHub writes ids into the subjects of repositories made, renamed or transferred after 15 July 2026.
function compareImmutable(ours: string, theirs: string): Exact | undefined {
  const a = withoutIds(ours);
  const b = withoutIds(theirs);
  if ((a === undefined) === (b === undefined) || (a ?? ours) !== (b ?? theirs)) return undefined;
  return { difference: "immutable-subject", part: a === undefined ? theirs : ours };
}

/** `repo:acme@123/app@456:ref:…` without its ids; undefined if it has none. */
function withoutIds(subject: string): string | undefined {
  const found = /^(.{0,200}?repo:)([^/:@]+)@\d+\/([^/:@]+)@\d+(:.*)?$/.exec(subject);
  if (found === null) return undefined;
  const [, before = "", owner = "", name = "", behind = ""] = found;
  return `${before}${owner}/${name}${behind}`;
}

// `app-v2` or `my-app` for `app`.
function extendsName(longer: string, shorter: string): boolean {
  return (
    [`${shorter}-`, `${shorter}_`, `${shorter}.`].some((start) => longer.startsWith(start)) ||
    [`-${shorter}`, `_${shorter}`, `.${shorter}`].some((end) => longer.endsWith(end))
  );
}

function splitRepository(subject: string) {
  const found = /^(.{0,200}?(?:repo|project_path|repository):)([^/:@]+)\/([^/:@]+)(:.*)?$/.exec(
    subject,
  );
  if (found === null) return undefined;
  const [, before = "", owner = "", name = "", behind = ""] = found;
  return { before, owner, name, behind };
}

function compareLetters(ours: string, theirs: string): Exact | undefined {
  return fold(ours) === fold(theirs) ? { difference: "look-alike", part: "" } : undefined;
}

/** Kubernetes' own names: no mapping is meant to give one. */
function isReserved(name: string): boolean {
  return name.startsWith("system:");
}

function restorePart(part: string, ours: string, theirs: string): string {
  for (const name of [ours, theirs]) {
    const at = name.toLowerCase().indexOf(part);
    if (part !== "" && at !== -1) return name.slice(at, at + part.length);
  }
  return part;
}
