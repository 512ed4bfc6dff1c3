import { type LoadedConfiguration, loadConfiguration } from "../lib/authn/load.ts";
import type { Diagnostic } from "../lib/diagnostics/diagnostic.ts";
import { createEngine } from "../lib/engine/engine.ts";
import { type Opened, openText } from "../lib/import/open.ts";
import {
  adviseOnOrder,
  findServedDocument,
  isConfigurationName,
} from "../lib/import/served-text.ts";
import type { Minor } from "../lib/kube/minor.ts";
import {
  type ClusterTarget,
  defaultAuthorizationModes,
  findClusterTarget,
} from "../lib/kube/targets.ts";
import type { Span } from "../lib/source/span.ts";
import { secretCode, secretHint } from "./secret-words.ts";

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
      /** The text that the server reads. Findings are placed in it; `opened.place` leads to the text, if it is another one. */
      readonly configuration: string;
      readonly opened: Opened;
      readonly target: ClusterTarget;
      readonly loaded: LoadedConfiguration;
      /** Those of the page: the server's findings, then advice. */
      readonly findings: readonly Diagnostic[];
    };

/** Says what kube-apiserver and our advice say about a configuration, as the page does. */
export async function validateText(
  text: string,
  { minor, name = "", now, target: kind }: ValidateOptions,
): Promise<ValidatedText> {
  const opened = openText(text, { version: minor, name });
  const problem = opened.refused ?? opened.unstartable;
  if (problem !== undefined) return { kind: "refused", message: problem, span: opened.span };
  const isServed = findServedDocument(text, opened, isConfigurationName(name)) !== undefined;
  const configuration = isServed ? text : (opened.configuration ?? text);
  const target = findClusterTarget(kind ?? opened.target ?? "static-pod");
  const disallowedIssuers = target.serviceAccountIssuers;
  const { diagnostics } = await createEngine().analyze({
    ...{ minor, configuration, target: target.id, now, disallowedIssuers },
    ...{ bindings: "", token: "", keys: {}, defaultPolicy: true },
    authorizationModes: defaultAuthorizationModes,
  });
  const found = diagnostics.filter(({ document }) => document === "configuration");
  const own = found.map((one) => (one.code === secretCode ? { ...one, hint: secretHint } : one));
  const { place, put, ...rest } = opened;
  return {
    kind: "read",
    configuration,
    opened: isServed ? rest : opened,
    target,
    loaded: loadConfiguration(configuration, { minor, disallowedIssuers }),
    findings: isServed ? own : [...own, ...adviseOnOrder(text, opened)],
  };
}
