/** A value of a document, and how it is to be looked at. What is between the values is free text. */
export interface Region {
  /** Offsets of the value inside its quotes, or of the lines of a block. */
  readonly start: number;
  readonly end: number;
  /** Dotted path: `jwt[0].issuer.url`; "" in a text without structure. */
  readonly path: string;
  /** Name of the nearest key. */
  readonly key: string;
  /** "schema": at a path of a schema. "secret": data of a Secret. */
  readonly place: "schema" | "free" | "secret";
  /** In quotes or a block, so that its end is written: prose behind it is no part of it. */
  readonly delimited?: boolean;
  /** A plain scalar in JSON, such as a number, whose replacement needs quotes. */
  readonly quote?: boolean;
  /** Numbers and booleans hold nothing but themselves. */
  readonly literal?: boolean;
}
