import type { BindingHelp } from "../../lib/editor/binding-context.ts";
import type { CelContext } from "../../lib/editor/cel-places.ts";
import type { Minor } from "../../lib/kube/minor.ts";
import type { FilePart } from "./file-parts.ts";

/** What the user's settings say; absent is what the file or its workspace says. */
export interface Settings {
  readonly version?: Minor;
  /** Kind of cluster, `ClusterTarget.id`. */
  readonly target?: string;
  /** Path of a workspace file, absolute. */
  readonly workspace?: string;
}

/** A file as the editor has it. */
export interface EditedFile {
  readonly uri: string;
  /** Of a file of this machine. */
  readonly path?: string;
  readonly version: number;
  readonly text: string;
}

/** A position as the protocol counts: lines from 0, UTF-16 units from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A range of a text. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A range of a file. */
export interface Place {
  readonly uri: string;
  readonly range: Range;
}

/** A finding about a file. */
export interface FileFinding {
  readonly code: string;
  readonly source: "kube-apiserver" | "claimcheck";
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly range: Range;
}

/** What is known of a part of a file besides its text. */
export interface JudgedPart {
  readonly kind: FilePart["kind"];
  /** Of a configuration. */
  readonly cel?: CelContext;
  /** Of roles and bindings. */
  readonly help?: BindingHelp;
}

/** What the engine says of a file. */
export interface Judgement {
  readonly uri: string;
  readonly version: number;
  readonly findings: readonly FileFinding[];
  /** In the order of the file's parts. */
  readonly parts: readonly JudgedPart[];
  /** Where claims are written that the workspace's tests have, and the fields that read them, by name. */
  readonly claims: Readonly<Record<string, readonly Place[]>>;
  /** Where the fields of the configuration are that give names, by path. */
  readonly mappings: Readonly<Record<string, Place>>;
  /** Roles of the workspace's other files, by "kind namespace/name". */
  readonly roles: Readonly<Record<string, Place>>;
}

/** A change of one file. */
export interface FileEdit {
  readonly uri: string;
  readonly range: Range;
  readonly newText: string;
}

/** A repair of a finding. */
export interface OfferedAction {
  /** With its effect. */
  readonly title: string;
  /** The finding that it repairs, by its code and message; absent if it is one for the whole file. */
  readonly repairs?: Pick<FileFinding, "code" | "message" | "range">;
  readonly preferred: boolean;
  readonly edits: readonly FileEdit[];
}

/** One expectation of a test that was not met. */
export interface TestMismatch {
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
  readonly range: Range;
}

/** A test with one version. */
export interface RunTest {
  readonly name: string;
  readonly version: string;
  readonly passed: boolean;
  /** Of the test's name. */
  readonly range: Range;
  readonly mismatches: readonly TestMismatch[];
}

/** The answer to `claimcheck/runTests`: what is wrong in the file, or its tests. */
export interface RunTestsResult {
  readonly uri: string;
  readonly findings: readonly FileFinding[];
  readonly tests: readonly RunTest[];
}

/** The request that runs the tests of a workspace file. */
export const runTestsRequest = "claimcheck/runTests";

/** The command that does, for editors that show what a command answers. */
export const runTestsCommand = "claimcheck.runTests";
