/** A text with the place of each of its UTF-16 units in the text that it was taken from. */
export interface MappedText {
  readonly text: string;
  /** Start of each unit in the source; undefined if the units are in the source one after the other. */
  readonly starts: readonly number[] | undefined;
  /** End of each unit in the source, beside `starts`. */
  readonly ends: readonly number[] | undefined;
  /** Offset of the first unit if there is no `starts`. */
  readonly base: number;
}

/** Part of a source text, unchanged. */
export function sliceSource(source: string, start: number, end: number): MappedText {
  return { text: source.slice(start, end), starts: undefined, ends: undefined, base: start };
}

/** Part of a text that was taken from a source. */
export function sliceMapped(mapped: MappedText, start: number, end: number): MappedText {
  return {
    text: mapped.text.slice(start, end),
    starts: mapped.starts?.slice(start, end),
    ends: mapped.ends?.slice(start, end),
    base: mapped.base + start,
  };
}

/** Offset in the source of the unit at an index; the end of the text for an index behind the last unit. */
export function startInSource(mapped: MappedText, index: number): number {
  if (mapped.starts === undefined) return mapped.base + index;
  return mapped.starts[index] ?? endInSource(mapped, mapped.text.length);
}

/** Offset in the source behind the unit before an index. */
export function endInSource(mapped: MappedText, index: number): number {
  if (mapped.ends === undefined) return mapped.base + index;
  return mapped.ends[index - 1] ?? mapped.starts?.[0] ?? mapped.base;
}

/** Makes a mapped text of parts of another one. */
export interface TextBuilder {
  /** Adds the characters, all of them made of the units from `from` to `to`. */
  add(characters: string, from: number, to: number): void;
  /** Adds units as they are. */
  copy(from: number, to: number): void;
  build(): MappedText;
}

/** A builder whose result maps to what the given text maps to. */
export function createTextBuilder(mapped: MappedText): TextBuilder {
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  return {
    add(characters, from, to) {
      parts.push(characters);
      for (let i = 0; i < characters.length; i++) {
        starts.push(startInSource(mapped, from));
        ends.push(endInSource(mapped, to));
      }
    },
    copy(from, to) {
      parts.push(mapped.text.slice(from, to));
      for (let i = from; i < to; i++) {
        starts.push(startInSource(mapped, i));
        ends.push(endInSource(mapped, i + 1));
      }
    },
    build: () => ({ text: parts.join(""), starts, ends, base: 0 }),
  };
}
