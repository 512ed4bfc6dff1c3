declare const script: unique symbol;

/** The text of a script: `scriptFile` of shell.ts makes it, and nothing else does. */
export type ScriptText = string & { readonly [script]: true };

/** A file of a bundle. Its path is "kubeadm/cluster-configuration.yaml". */
export type ExportedFile =
  | {
      readonly path: string;
      readonly language: "yaml" | "json" | "bicep" | "hcl" | "markdown";
      readonly text: string;
    }
  | { readonly path: string; readonly language: "shell"; readonly text: ScriptText };

/** A document as it is edited, to download. */
export interface DocumentFile {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  /** Why it should not be applied as it is: errors in the document. */
  readonly problem?: string;
}

/** Files, and what could not be written and why. */
export interface FileSet {
  readonly files: readonly ExportedFile[];
  readonly problems: readonly string[];
}

/** Several sets as one, in their order. */
export function joinSets(...sets: readonly FileSet[]): FileSet {
  return {
    files: sets.flatMap(({ files }) => files),
    problems: sets.flatMap(({ problems }) => problems),
  };
}

/** Files of which nothing is to be said. */
export function filesOnly(...files: readonly ExportedFile[]): FileSet {
  return { files, problems: [] };
}
