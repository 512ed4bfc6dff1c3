import type { Span } from "../source/span.ts";
import type { ScalarContext, ScalarStyle } from "./cursor.ts";

/** The tree of the first document of a text, aliases pointing into it. */
export type YamlNode = ScalarNode | MappingNode | SequenceNode | AliasNode;

interface NodeBase {
  /** The value itself, without its anchor and tag. A block collection goes from its first to its last value. */
  readonly span: Span;
  /** Line where the node begins, anchor and tag included, counted from 0. */
  readonly line: number;
  /** The whole tag, "tag:yaml.org,2002:str", or "". */
  readonly tag: string;
}

/** A scalar with its style, as it was written. */
export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  readonly value: string;
  /** A plain scalar without a tag, or one with the tag `!`: its type is guessed from its text. */
  readonly implicit: boolean;
  readonly style: ScalarStyle;
  /** Absent for a value that is not written: `key:` with nothing behind. */
  readonly context?: ScalarContext;
}

/** A mapping, in block or flow style. */
export interface MappingNode extends NodeBase {
  readonly kind: "mapping";
  readonly entries: { readonly key: YamlNode; readonly value: YamlNode }[];
}

/** A sequence, in block or flow style. */
export interface SequenceNode extends NodeBase {
  readonly kind: "sequence";
  readonly items: YamlNode[];
}

/** `*name`, where a value could be. */
export interface AliasNode extends NodeBase {
  readonly kind: "alias";
  readonly name: string;
  readonly target: YamlNode;
}
