/** A name of a field, or the index of an item. */
export type Segment = string | number;

/** The parts of a field path as the server writes it: "jwt[0].issuer". */
export function splitPath(path: string): readonly Segment[] {
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) =>
    name === undefined ? Number(index) : name,
  );
}

/** The parts as a path again. */
export function joinPath(segments: readonly Segment[]): string {
  return segments
    .map((part, index) =>
      typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`,
    )
    .join("");
}

/** The path without its last part, and that part. */
export function splitLast(path: string): { readonly parent: string; readonly last: Segment } {
  const segments = splitPath(path);
  return { parent: joinPath(segments.slice(0, -1)), last: segments.at(-1) ?? "" };
}
