import type { Span } from "../source/span.ts";
import type { Doubt } from "./found.ts";
import type { Said, SettingName, Settings } from "./settings.ts";

/** A flag that sets legacy settings or names the file. */
export interface Flag {
  readonly name: SettingName | "authentication-config" | "anonymous-auth";
  readonly value: Said;
  readonly span: Span;
  /** What is wrong with how it is written, and what is said of it. */
  readonly note?: string;
  /** The cluster does not start with it as it is written. */
  readonly broken?: boolean;
}

/** The setting that a flag's name represents, without dashes; undefined for every other flag. pflag takes _ for -. */
export function settingOf(name: string): Flag["name"] | undefined {
  const plain = name.replaceAll("_", "-");
  if (plain === "authentication-config" || plain === "anonymous-auth") return plain;
  const own = /^oidc-([a-z-]+)$/.exec(plain)?.[1];
  return own !== undefined && (settingNames as readonly string[]).includes(own)
    ? (own as SettingName)
    : undefined;
}

const settingNames = [
  "issuer-url",
  "client-id",
  "username-claim",
  "username-prefix",
  "groups-claim",
  "groups-prefix",
  "required-claim",
  "signing-algs",
  "ca-file",
] as const;

/**
 * Names among those of flags or fields that kube-apiserver has not: misspelled `oidc-…` flags, and what other programs that
 * know an issuer have beside it.
 */
export function findStrangeNames(names: readonly string[]): readonly string[] {
  return names
    .map((name) => name.replace(/^--?/, "").replaceAll("_", "-"))
    .filter((name) =>
      name.startsWith("oidc-")
        ? /^oidc-[a-z][a-z-]*$/.test(name) && settingOf(name) === undefined
        : ofOtherPrograms.has(name),
    );
}

/** Whether a name of `findStrangeNames` is one of another program, not a misspelled one. */
export function isOfOtherProgram(name: string): boolean {
  return (
    ofOtherPrograms.has(name) || /secret|scope|redirect|callback|idp|provider|-name-/.test(name)
  );
}

/** Of oauth2-proxy, dashboards and programs that log users in. */
const ofOtherPrograms = new Set([
  ..."provider client-id client-secret redirect-url cookie-secret cookie-secure upstream email-domain".split(
    " ",
  ),
]);

/** A word and a way to say where a part of it is. */
export interface FlagWord {
  readonly value: string;
  readonly span: Span;
  readonly part: (start: number, end: number) => Span;
}

/** Words of one command or list, read as kube-apiserver and the programs that start it read them. */
export interface FlagReading {
  readonly flags: readonly Flag[];
  /** Through whom they came: "k3s", "k3d", "minikube", or "" for the flags themselves. */
  readonly through: "" | "k3s" | "k3d" | "minikube" | "microk8s";
  /** Names beside them that kube-apiserver has not. */
  readonly strange: readonly string[];
  /** Parts that may hold further flags. */
  readonly doubts?: readonly Doubt[];
}

/**
 * The flags among words. `bare` takes `oidc-client-id=x` without dashes, as lists of k3s have it. The value of
 * `--flag value` is the next word.
 */
export function readFlagWords(words: readonly FlagWord[], bare: boolean): FlagReading {
  const flags: Flag[] = [];
  const others: string[] = [];
  let through: FlagReading["through"] = "";
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as FlagWord;
    const inner = unwrap(word, words[i + 1]);
    if (inner !== undefined) {
      through = through === "k3d" ? through : inner.through;
      if (inner.tookNext) i++;
      const found = readFlag(inner.word, undefined, true);
      if (found !== undefined) flags.push(found.flag);
      else others.push(nameOf(inner.word, true));
      continue;
    }
    const found = readFlag(word, words[i + 1], bare);
    if (found === undefined) {
      others.push(nameOf(word, bare));
      continue;
    }
    flags.push(found.flag);
    if (found.tookNext) i++;
  }
  return { flags, through, strange: findStrangeNames(others) };
}

function nameOf({ value }: FlagWord, bare: boolean): string {
  const [, dashes = "", name = ""] = /^(-{0,2})([a-z][a-z_-]*)(?:=|$)/.exec(value) ?? [];
  return dashes === "--" || (bare && dashes === "") ? name : "";
}

function readFlag(
  word: FlagWord,
  next: FlagWord | undefined,
  bare: boolean,
): { flag: Flag; tookNext: boolean } | undefined {
  const match = /^(-{0,2})([a-z][a-z_-]*)(?:(=)|$)/.exec(word.value);
  if (match === null) return undefined;
  const [whole, dashes = "", rawName = "", equals] = match;
  if (dashes.length === 1 || (dashes === "" && (!bare || equals === undefined))) return undefined;
  const name = settingOf(rawName);
  if (name === undefined) return undefined;
  if (equals !== undefined) {
    const value = {
      value: word.value.slice(whole.length),
      from: word.part(whole.length, word.value.length),
    };
    return { flag: { name, value, span: word.span }, tookNext: false };
  }
  if (name === "anonymous-auth") {
    return {
      flag: { name, value: { value: "true", from: word.span }, span: word.span },
      tookNext: false,
    };
  }
  if (next === undefined) {
    const note = `--${rawName} has no value.`;
    return {
      flag: { name, value: { value: "", from: word.span }, span: word.span, note, broken: true },
      tookNext: false,
    };
  }
  return {
    flag: {
      name,
      value: { value: next.value, from: next.span },
      span: { start: word.span.start, end: next.span.end },
    },
    tookNext: true,
  };
}

interface Unwrapped {
  readonly word: FlagWord;
  readonly through: "k3s" | "k3d" | "minikube";
  readonly tookNext: boolean;
}

/** A flag inside the flag of another program: `--kube-apiserver-arg=…`, `--k3s-arg …@server:0`, `--extra-config=apiserver.…`. */
function unwrap(word: FlagWord, next: FlagWord | undefined): Unwrapped | undefined {
  const match = /^(?:--)?(kube-apiserver-arg|k3s-arg|k3s-server-arg|extra-config)(?:(=)|$)/.exec(
    word.value,
  );
  if (match === null) return undefined;
  const [whole, flag = "", equals] = match;
  const value = equals === undefined ? next : cut(word, whole.length, word.value.length);
  if (value === undefined) return undefined;
  const tookNext = equals === undefined;
  if (flag === "extra-config") {
    if (!value.value.startsWith("apiserver."))
      return { word: none(word), through: "minikube", tookNext };
    return { word: cut(value, 10, value.value.length), through: "minikube", tookNext };
  }
  if (flag === "kube-apiserver-arg") return { word: trimDashes(value), through: "k3s", tookNext };
  const filter = nodeFilter.exec(value.value);
  const bare = filter === null ? value : cut(value, 0, filter.index);
  const inner = unwrap(bare, undefined);
  return { word: inner?.word ?? none(word), through: "k3d", tookNext };
}

/** What k3d takes off: `@server:0`, `@server:*;agent:0,2`. */
const nodeFilter =
  /@(?:all|servers?|agents?|loadbalancer)(?::[\d*,-]+)?(?:;(?:all|servers?|agents?|loadbalancer)(?::[\d*,-]+)?)*$/;

function trimDashes(word: FlagWord): FlagWord {
  return word.value.startsWith("--") ? cut(word, 2, word.value.length) : word;
}

function none(word: FlagWord): FlagWord {
  return { ...word, value: "" };
}

function cut(word: FlagWord, start: number, end: number): FlagWord {
  return {
    value: word.value.slice(start, end),
    span: word.part(start, end),
    part: (from, to) => word.part(start + from, start + to),
  };
}

/** Flags as settings: of several of a name the last counts, except for required claims, of which each counts. */
export function settingsOfFlags(flags: readonly Flag[]): Settings {
  const last = (name: SettingName) => flags.findLast((flag) => flag.name === name)?.value;
  const claims = new Map<string, { claim: Said; value: Said }>();
  for (const { name, value } of flags) {
    if (name !== "required-claim") continue;
    const pair = splitPair(value);
    if (pair !== undefined) claims.set(pair.claim.value, pair);
  }
  const client = last("client-id");
  return {
    issuerUrl: last("issuer-url"),
    audiences: client === undefined ? [] : [client],
    usernameClaim: last("username-claim"),
    usernamePrefix: last("username-prefix"),
    groupsClaim: last("groups-claim"),
    groupsPrefix: last("groups-prefix"),
    requiredClaims: [...claims.values()],
    signingAlgorithms: [
      ...new Set(
        flags
          .filter(({ name }) => name === "signing-algs")
          .flatMap(({ value }) => splitComma(value.value)),
      ),
    ],
    caFile: last("ca-file"),
    ca: undefined,
  };
}

/** `claim=value` as kube-apiserver splits it: at the first "=", blanks around both removed. Undefined without "=". */
export function splitPair({ value, from }: Said): { claim: Said; value: Said } | undefined {
  const at = value.indexOf("=");
  if (at === -1) return undefined;
  return {
    claim: { value: value.slice(0, at).trim(), from },
    value: { value: value.slice(at + 1).trim(), from },
  };
}

/** Parts between commas, without empty ones. */
export function splitComma(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
