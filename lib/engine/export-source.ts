import type { Minor } from "../kube/minor.ts";

/** Texts and settings that the files to download and the report follow from. */
export interface ExportSource {
  readonly minor: Minor;
  readonly configuration: string;
  readonly bindings: string;
  readonly disallowedIssuers: readonly string[];
  readonly defaultPolicy: boolean;
  /** The configuration that runs today, and the roles and bindings, if they are given. */
  readonly running?: string;
  readonly runningBindings?: string;
}
