import type { CelUint } from "@bufbuild/cel";
import type { CelType } from "./types.ts";

/**
 * The values of CEL at run time. int is bigint, uint is @bufbuild/cel's CelUint, double is number.
 * Lists, maps and the rest are our own interfaces, because cel-go's behaviour depends on what stands behind a value
 * (a Go `[]string` is no list for the authenticator's conversion; claims unescape their names).
 */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | CelUint
  | Uint8Array
  | CelList
  | CelMap
  | CelTimestamp
  | CelDuration
  | CelOptional
  | CelTypeValue
  | CelObject;

export interface CelList {
  readonly kind: "list";
  readonly size: number;
  /** The element at `index`, which the caller has checked to be in `[0, size)`. */
  at(index: number): CelValue;
  /** The Go type behind the list. "strings" (`[]string`) is refused by the authenticator's conversion of groups and extra. */
  readonly backing: "values" | "strings" | "native";
}

export interface CelMap {
  readonly kind: "map";
  readonly size: number;
  /** The value at `key`, undefined where there is none. A lazy claim may fail. */
  find(key: CelValue): CelValue | CelError | undefined;
  keys(): readonly CelValue[];
}

/** Seconds and nanoseconds since the Unix epoch; nanos in [0, 1e9). */
export interface CelTimestamp {
  readonly kind: "timestamp";
  readonly seconds: bigint;
  readonly nanos: number;
}

/** A signed length of time in nanoseconds, as Go's time.Duration. */
export interface CelDuration {
  readonly kind: "duration";
  readonly nanos: bigint;
}

export interface CelOptional {
  readonly kind: "optional";
  /** undefined for optional.none(). */
  readonly value: CelValue | undefined;
}

export interface CelTypeValue {
  readonly kind: "type";
  /** Runtime type name: "int", "list", "google.protobuf.Timestamp", "optional_type". */
  readonly name: string;
}

/** A value of a library's own type (net.IP, kubernetes.URL …) or of a type with fields (kubernetes.UserInfo). */
export interface CelObject {
  readonly kind: "object";
  readonly type: CelType;
  /** Runtime type name, what `type(x)` shows. */
  readonly typeName: string;
}

/** A run-time failure: a value that travels, as in cel-go, until an operator absorbs it. */
export class CelError {
  readonly kind = "error";
  readonly message: string;
  /** The expression where it arose, set by the evaluator. */
  readonly id: number | undefined;
  constructor(message: string, id?: number) {
    this.message = message;
    this.id = id;
  }
}

export type CelResult = CelValue | CelError;
