/** A part of a record that could not be used. */
export interface DroppedPart {
  /** Dotted path in the record; "" is the whole. */
  readonly path: string;
  /** What it should have been: "a text"; "nothing" for a field that this version does not know. */
  readonly expected: string;
}

/** Reads fields of one object of a record; what has another type counts as absent and is listed as dropped. */
export interface RecordReader {
  has(name: string): boolean;
  text(name: string): string | undefined;
  boolean(name: string): boolean | undefined;
  /** A finite number. */
  number(name: string): number | undefined;
  /** A text that is one of these. */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined;
  /** A list of texts; items of another type are dropped one by one. */
  texts(name: string): string[] | undefined;
  /** The object of that name; an empty one if there is none. */
  object(name: string): RecordReader;
  drop(name: string, expected: string): void;
  /** Lists every field that was not asked for. */
  finish(): void;
}

/** A reader for any value. Reading never throws. */
export function createRecordReader(
  value: unknown,
  path: string,
  dropped: DroppedPart[],
): RecordReader {
  const fields = isPlainObject(value) ? value : undefined;
  if (fields === undefined && value !== undefined) dropped.push({ path, expected: "an object" });
  const asked = new Set<string>();
  const below: RecordReader[] = [];
  const pathOf = (name: string) => (path === "" ? name : `${path}.${name}`);

  function get(name: string): unknown {
    asked.add(name);
    if (fields === undefined || !Object.hasOwn(fields, name)) return undefined;
    try {
      return fields[name] ?? undefined;
    } catch {
      return undefined;
    }
  }

  function read<T>(name: string, expected: string, is: (value: unknown) => value is T) {
    const found = get(name);
    if (found === undefined || is(found)) return found;
    dropped.push({ path: pathOf(name), expected });
    return undefined;
  }

  return {
    has: (name) => fields !== undefined && Object.hasOwn(fields, name),
    text: (name) => read(name, "a text", isText),
    boolean: (name) => read(name, "true or false", (found) => typeof found === "boolean"),
    number: (name) => read(name, "a number", isNumber),
    choice: <T extends string>(name: string, choices: readonly T[]) =>
      read(name, `one of ${choices.join(", ")}`, (found): found is T =>
        choices.some((choice) => choice === found),
      ),
    texts(name) {
      const items = read(name, "a list of texts", (found): found is unknown[] =>
        Array.isArray(found),
      );
      return items?.filter((item, index) => {
        if (!isText(item)) dropped.push({ path: `${pathOf(name)}[${index}]`, expected: "a text" });
        return isText(item);
      }) as string[] | undefined;
    },
    object(name) {
      const reader = createRecordReader(get(name), pathOf(name), dropped);
      below.push(reader);
      return reader;
    },
    drop: (name, expected) => dropped.push({ path: pathOf(name), expected }),
    finish() {
      for (const name of Object.keys(fields ?? {})) {
        if (asked.has(name) || fields?.[name] === undefined) continue;
        dropped.push({ path: pathOf(name.slice(0, 60)), expected: "nothing" });
      }
      for (const reader of below) reader.finish();
    },
  };
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  try {
    const prototype = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  } catch {
    return false;
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
