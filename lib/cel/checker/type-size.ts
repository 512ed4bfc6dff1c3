import { type CelType, typeParameters } from "../types.ts";

/** Ends a check whose types double with every level, long before one of them fills the memory. */
export class TypeTooLarge extends Error {
  readonly id: bigint;
  constructor(id: bigint) {
    super();
    this.id = id;
  }
}

/** The type, if it is not too large; throws `TypeTooLarge` with the id of its expression. */
export function limited(id: bigint, type: CelType): CelType {
  if (sizeOf(type) > maxTypeSize) throw new TypeTooLarge(id);
  return type;
}

// A type may hold another twice, which holds a third twice: parts are counted once and kept.
function sizeOf(type: CelType): number {
  const parameters = typeParameters(type);
  if (parameters.length === 0) return 1;
  const known = typeSizes.get(type);
  if (known !== undefined) return known;
  const size = parameters.reduce((sum, each) => sum + sizeOf(each), 1);
  typeSizes.set(type, size);
  return size;
}

const maxTypeSize = 10_000;

const typeSizes = new WeakMap<CelType, number>();
