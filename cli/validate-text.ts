import { type LoadedConfiguration, loadConfiguration } from "../lib/authn/load.ts";
import type { Diagnostic } from "../lib/diagnostics/diagnostic.ts";
import { type Opened, openText } from "../lib/import/open.ts";
import type { Minor } from "../lib/kube/minor.ts";
import { type ClusterTarget, findClusterTarget } from "../lib/kube/targets.ts";
import { lintConfiguration } from "../lib/lint/lint.ts";
import type { Span } from "../lib/source/span.ts";

/** For which server a text is looked at. */
export interface ValidateOptions {
  readonly minor: Minor;
  /** Of the file that holds the text. */
  readonly name?: string;
  /** Unix seconds. */
  readonly now: number;
  /** A kind of cluster instead of the one that the text says. */
  readonly target?: string;
}

/** What the server and our advice say about a configuration in any form that can be opened. */
export type ValidatedText =
  /** No configuration could be taken out of the text, or the API server does not start with what is around it. */
  | { readonly kind: "refused"; readonly message: string; readonly span: Span }
  | {
      readonly kind: "read";
      /** The configuration alone. Findings are placed in it; `opened.place` leads to the text. */
      readonly configuration: string;
      readonly opened: Opened;
      readonly target: ClusterTarget;
      readonly loaded: LoadedConfiguration;
      /** The server's findings, then advice. */
      readonly findings: readonly Diagnostic[];
    };

/** Says what kube-apiserver and our advice say about a configuration. */
export function validateText(
  text: string,
  { minor, name = "", now, target: kind }: ValidateOptions,
): ValidatedText {
  const opened = openText(text, { version: minor, name });
  const problem = opened.refused ?? opened.unstartable;
  if (problem !== undefined) return { kind: "refused", message: problem, span: opened.span };
  const configuration = opened.configuration ?? text;
  const target = findClusterTarget(kind ?? opened.target ?? "static-pod");
  const loaded = loadConfiguration(configuration, {
    minor,
    disallowedIssuers: target.serviceAccountIssuers,
  });
  const advice = lintConfiguration({ text: configuration, minor, target: target.id, loaded, now });
  const findings = [...loaded.diagnostics, ...advice];
  return { kind: "read", configuration, opened, target, loaded, findings };
}
