import { lineEnd } from "../source/lines.ts";
import { variablesOf } from "./form-configuration.ts";
import type { FoundConfiguration, FoundRefusal } from "./found.ts";

/**
 * A file that is meant to be an AuthenticationConfiguration but cannot be read as YAML: its findings are the editor's. What
 * stands before it in the text, as a person writes it, is not part of it. Undefined for other texts.
 */
export function readPlainFile(text: string): FoundConfiguration | undefined {
  // What is between tags is written in another way.
  if (!headPattern.test(text) || /<\/[a-z]{1,20}>/.test(text)) return undefined;
  const first = firstLine.exec(text);
  if (first === null) return undefined;
  const start = text.slice(0, first.index).trim() === "" ? 0 : first.index;
  const end = start === 0 ? text.length : endOfFile(text, lineEnd(text, start) + 1);
  const own = text.slice(start, end);
  // Without its head it is a line of something else.
  if (!headPattern.test(own)) return undefined;
  return {
    kind: "configuration",
    format: "plain",
    title: "an AuthenticationConfiguration",
    span: { start, end },
    notes: ["The text cannot be read as YAML as it is."],
    text: own,
    place: (span) => ({ start: start + span.start, end: Math.min(start + span.end, end) }),
    put: (configuration) => text.slice(0, start) + configuration + text.slice(end),
    placeholders: variablesOf(own, []),
  };
}

const headPattern = /^kind:[ \t]*["']?AuthenticationConfiguration["']?[ \t]*(?:#.*)?\r?$/m;
const firstLine = /^(?:---|(?:apiVersion|kind|jwt|anonymous):(?:[ \t]|\r?$)|#)/m;

// The next line that a person writes, not indented and neither a key, an item nor a comment.
function endOfFile(text: string, from: number): number {
  for (let at = from; at < text.length; at = lineEnd(text, at) + 1) {
    const line = text.slice(at, lineEnd(text, at));
    if (!/^(?:\s|$|#|-|[\w"'.-]+[ \t]*:|[}\]])/.test(line)) return at;
  }
  return text.length;
}

/** Why nothing is offered of a text that holds the words of a known form: a refusal, or that they are a comment. */
export type Unread = FoundRefusal | { readonly kind: "comment"; readonly note: string };

/** Says what a text is meant to hold although none of it was read; undefined for a text without such words. */
export function findUnread(text: string): Unread | undefined {
  const named = known.find(({ is }) => is(text));
  if (named === undefined) return undefined;
  const { what, itIs, about } = named;
  if (!named.is(withoutComments(text))) {
    const note = `The text names ${what}, but only in comments: they have no effect.`;
    return { kind: "comment", note };
  }
  return {
    kind: "refused",
    format: "unread",
    title: `${what} in a form that is not read`,
    span: { start: 0, end: text.length },
    notes: [],
    reason:
      named.reason ??
      `The text names ${what}, but ${itIs} in a program or in a form that is not read here: open what it renders, as YAML or JSON.`,
    about,
  };
}

// Lines that are a comment in YAML, HCL, shells, programs and templates.
function withoutComments(text: string): string {
  return text.replaceAll(/^[ \t]*(?:#|\/\/|\/?\*|;).*$/gm, "");
}

interface Known {
  readonly is: (text: string) => boolean;
  readonly what: string;
  readonly itIs: "it is" | "they are";
  readonly about: NonNullable<FoundRefusal["about"]> | "settings";
  readonly reason?: string;
}

const known: readonly Known[] = [
  {
    is: (text) => /AuthenticationConfiguration\{/.test(text) && /Issuer:(?:\w|\{)/.test(text),
    what: "an AuthenticationConfiguration",
    itIs: "it is",
    about: "configuration",
    reason:
      "This is the object as Go prints it: its prefixes are addresses in memory, so what they are is not in the text. Open the file itself.",
  },
  {
    is: (text) =>
      text.includes("apiserver.config.k8s.io/v1") &&
      text.includes("AuthenticationConfiguration") &&
      text.includes("issuer"),
    what: "an AuthenticationConfiguration",
    itIs: "it is",
    about: "settings",
  },
  {
    // Both flags with a value: what only speaks of them gives them none.
    is: (text) =>
      /kube-?api-?server|extraArgs|extra-config/i.test(text) &&
      /oidc-client-id["']?\s?[=:]/.test(text) &&
      /oidc-issuer-url["']?\s?[=:]/.test(text),
    what: "--oidc-* flags of kube-apiserver",
    itIs: "they are",
    about: "settings",
  },
  {
    is: (text) => /IdentityProviderConfig/.test(text) && /issuer_?url['"]?\s?[=:]/i.test(text),
    what: "an identity provider of EKS",
    itIs: "it is",
    about: "settings",
  },
  {
    is: (text) =>
      /(?:Role|RoleBinding)\b/.test(text) &&
      /\brole_?ref['"]?\s?[=:]/i.test(text) &&
      /\bsubjects['"]?\s?[=:]/i.test(text),
    what: "roles or bindings",
    itIs: "they are",
    about: "bindings",
  },
];
