import { celUint } from "@bufbuild/cel";
import { type CelMap, type CelValue, isUint, maxInt, maxUint, minInt } from "../values.ts";

/** A map that keeps the order in which entries came; a later entry with the same key replaces an earlier one. */
export function mapOf(entries: Iterable<readonly [CelValue, CelValue]>): CelMap {
  const table = new KeyTable();
  for (const [key, value] of entries) {
    table.set(key, value);
  }
  return mapOfTable(table);
}

/** A map over a table that may still grow, as comprehensions that build maps do. */
export function mapOfTable(table: KeyTable): CelMap {
  return {
    kind: "map",
    get size() {
      return table.size;
    },
    find: (key) => table.find(key),
    keys: () => table.keys(),
  };
}

/** Entries by key with Go's equality of keys: 1, 1u and 1.0 are three keys that find each other. */
export class KeyTable {
  readonly #entries = new Map<unknown, readonly [CelValue, CelValue]>();
  /** Keys of types that JavaScript compares by identity, under a text of their own. */
  readonly #texts = new Map<string, readonly [CelValue, CelValue]>();

  get size(): number {
    return this.#entries.size + this.#texts.size;
  }

  set(key: CelValue, value: CelValue): void {
    const text = keyText(key);
    if (text === undefined) {
      this.#entries.set(key, [this.#entries.get(key)?.[0] ?? key, value]);
    } else {
      this.#texts.set(text, [key, value]);
    }
  }

  delete(key: CelValue): void {
    const text = keyText(key);
    if (text === undefined) {
      this.#entries.delete(key);
    } else {
      this.#texts.delete(text);
    }
  }

  find(key: CelValue): CelValue | undefined {
    const found = this.#get(key);
    if (found !== undefined) {
      return found;
    }
    if (typeof key === "number") {
      if (!Number.isInteger(key)) {
        return undefined;
      }
      const whole = BigInt(key);
      const asInt = whole > minInt && whole < maxInt ? this.#get(whole) : undefined;
      if (asInt !== undefined) return asInt;
      return whole >= 0n && whole <= maxUint ? this.#get(celUint(whole)) : undefined;
    }
    if (typeof key === "bigint") {
      return key >= 0n ? this.#get(celUint(key)) : undefined;
    }
    return isUint(key) && key.value <= maxInt ? this.#get(key.value) : undefined;
  }

  keys(): CelValue[] {
    const keys: CelValue[] = [];
    for (const [key] of this.#entries.values()) {
      keys.push(key);
    }
    for (const [key] of this.#texts.values()) {
      keys.push(key);
    }
    return keys;
  }

  #get(key: CelValue): CelValue | undefined {
    const text = keyText(key);
    if (text !== undefined) {
      return this.#texts.get(text)?.[1];
    }
    return Number.isNaN(key) ? undefined : this.#entries.get(key)?.[1];
  }
}

/** A text for keys that JavaScript's Map would compare by identity although Go compares them by value. */
function keyText(key: CelValue): string | undefined {
  if (typeof key !== "object" || key === null || key instanceof Uint8Array) {
    return undefined;
  }
  if (!("kind" in key)) {
    return `uint ${key.value}`;
  }
  switch (key.kind) {
    case "timestamp":
      return `timestamp ${key.seconds} ${key.nanos}`;
    case "duration":
      return `duration ${key.nanos}`;
    default:
      return undefined;
  }
}
