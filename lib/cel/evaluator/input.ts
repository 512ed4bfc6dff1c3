import { parseAny } from "../../go/parse-json.ts";
import type { PlainValue } from "../../go/plain-value.ts";
import type { Minor } from "../../kube/minor.ts";
import type { CelList, CelMap, CelResult, CelValue } from "../values.ts";
import { CelError, noSuchOverload, stringList } from "../values.ts";
import { unescapeName } from "./escape.ts";

/** What `user` is made of: the fields of Kubernetes' user.Info. */
export interface UserFields {
  readonly username: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/**
 * The value of `claims` for a token's payload, given as JSON text (or as what JSON.parse made of it): from 1.34 a map
 * that reads lazily, unescapes names and holds doubles; before, a plain map with whole numbers as ints. Text that is
 * no JSON object gives an empty map. Follows newClaimsValue of the apiserver's oidc.go.
 */
export function claimsValue(json: string | object, minor: Minor): CelMap {
  const plain = parseAny(typeof json === "string" ? json : JSON.stringify(json));
  const entries = plain instanceof Map ? plain : new Map<string, PlainValue>();
  return minor >= 34
    ? lazyMap("kubernetes.claims", entries.keys(), (name) => {
        const value = entries.get(name);
        return value === undefined ? undefined : toUnescaping(toCel(value, false));
      })
    : mapOfPlain(entries, true);
}

/** The value of `user` for user validation rules. Follows newUserInfoValue and convertUserInfoToUnstructured of oidc.go. */
export function userValue(user: UserFields, minor: Minor): CelMap {
  const names = ["username", "uid", "groups", "extra"] as const;
  if (minor < 34) {
    return mapOfPlain(
      new Map<string, PlainValue>([
        ["username", user.username],
        ["uid", user.uid],
        ["groups", user.groups],
        ["extra", new Map(Object.entries(user.extra))],
      ]),
      true,
    );
  }
  const extra = new Map(Object.entries(user.extra));
  const read = (name: string): CelValue | undefined => {
    switch (name) {
      case "groups":
        return toUnescaping(stringList(user.groups));
      case "extra":
        return toUnescaping(mapOfStringLists(extra));
      case "username":
        return user.username;
      case "uid":
        return user.uid;
      default:
        return undefined;
    }
  };
  return lazyMap("kubernetes.UserInfo", names, read);
}

/** A map that unescapes the names it is asked for, reads a value once, and cannot be sized or searched. */
export function lazyMap(
  type: string,
  names: Iterable<string>,
  read: (name: string) => CelValue | undefined,
): CelMap {
  const known = [...names];
  const values = new Map<string, CelValue | undefined>();
  const find = (key: CelValue): CelResult | undefined => {
    if (typeof key !== "string") return noSuchOverload;
    const name = unescapeName(key);
    if (name === undefined) return undefined;
    if (!values.has(name)) values.set(name, read(name));
    return values.get(name);
  };
  return { kind: "map", size: known.length, find, keys: () => known, typeName: type };
}

/**
 * A value whose nested names unescape: what the apiserver wraps around every claim. Without `unescapes` it is wrapped
 * all the same, which shows in what counts as empty.
 */
export function toUnescaping(value: CelResult, unescapes = true): CelValue {
  if (value instanceof CelError || typeof value !== "object" || value === null) {
    return value as CelValue;
  }
  if (!("kind" in value) || value instanceof Uint8Array) return value;
  if (value.kind === "list") {
    const { size, backing } = value;
    return {
      kind: "list",
      size,
      backing,
      at: (index) => toUnescaping(value.at(index), unescapes),
      raw: value,
    };
  }
  if (value.kind !== "map") return value;
  return {
    kind: "map",
    size: value.size,
    keys: () => value.keys(),
    find: (key: CelValue) => {
      const name = unescapes && typeof key === "string" ? (unescapeName(key) ?? key) : key;
      const found = value.find(name);
      return found === undefined ? undefined : toUnescaping(found, unescapes);
    },
    ...(value.backing && { backing: value.backing }),
    raw: value,
  };
}

/** A plain JSON value as CEL sees it; `integers` keeps whole numbers as ints. */
export function toCel(value: PlainValue, integers: boolean): CelValue {
  if (typeof value === "bigint") return integers ? value : Number(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Map) return mapOfPlain(value, integers);
  return listOfPlain(value as readonly PlainValue[], integers);
}

function listOfPlain(values: readonly PlainValue[], integers: boolean): CelList {
  return {
    kind: "list",
    size: values.length,
    at: (index) => toCel(values[index] as PlainValue, integers),
    backing: "native",
  };
}

function mapOfPlain(entries: ReadonlyMap<string, PlainValue>, integers: boolean): CelMap {
  return {
    kind: "map",
    size: entries.size,
    find: (key) => {
      const value = typeof key === "string" ? entries.get(key) : undefined;
      return value === undefined ? undefined : toCel(value, integers);
    },
    keys: () => [...entries.keys()],
    backing: "native",
  };
}

function mapOfStringLists(entries: ReadonlyMap<string, readonly string[]>): CelMap {
  return {
    kind: "map",
    size: entries.size,
    find: (key) => {
      const value = typeof key === "string" ? entries.get(key) : undefined;
      return value === undefined ? undefined : stringList(value);
    },
    keys: () => [...entries.keys()],
    backing: "native",
  };
}
