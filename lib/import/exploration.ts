import type { Minor } from "../kube/minor.ts";
import type { ClusterSettings } from "./cluster-settings.ts";
import type { Found } from "./found.ts";
import type { Holes } from "./holes.ts";
import type { Piece } from "./piece.ts";
import type { Control } from "./template.ts";
import type { Tree } from "./tree.ts";

/** What is looked for in a text. */
export interface Exploration {
  readonly minor: Minor;
  readonly holes: Holes;
  readonly found: Found[];
  /** What objects say of the cluster that they describe. */
  readonly clusters: ClusterSettings[];
  /** Looks through a text inside of the text. */
  readonly look: (piece: Piece) => void;
  /** The line of an offset in the pasted text, from 1. */
  readonly lineAt: (offset: number) => number;
  /** Of the pasted file, if known. */
  readonly name: string;
  /** Spans of template actions of which only the rendering has the result, in the pasted text. */
  readonly control: Control[];
  template: "Go" | "Jinja" | undefined;
}

/** Where a tree is: the keys that lead to it, and the values around it, outermost first. */
export interface Place {
  readonly piece: Piece;
  readonly path: readonly string[];
  readonly around: readonly Tree[];
  readonly grammar: Grammar;
}

/** The grammars that a text can have. */
export type Grammar =
  | "yaml"
  | "json"
  | "hcl"
  | "nix"
  | "toml"
  | "bicep"
  | "shell"
  | "systemd"
  | "text";
