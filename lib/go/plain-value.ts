/** A JSON value with its whole numbers apart from the others, as Go's decoders tell them apart by their text. */
export type PlainValue =
  | null
  | boolean
  | string
  | number
  | bigint
  | readonly PlainValue[]
  | ReadonlyMap<string, PlainValue>;
