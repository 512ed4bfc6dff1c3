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
    title: named.isTold === true ? what : `${what} in a form that is not read`,
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
  /** It is known what it is, and that nothing comes of it. */
  readonly isTold?: true;
}

const isBinding = (text: string) =>
  /(?:Role|RoleBinding)\b/i.test(text) &&
  /\brole_?ref['"]?\s?[=:]/i.test(text) &&
  /\bsubjects?['"]?\s?[=:]/i.test(text);
const program = (name: string, command: string) => ({
  what: "roles or bindings",
  itIs: "they are" as const,
  about: "bindings" as const,
  reason: `This is a program of ${name}, which is not run here: what it makes is not in its text for certain. Open what ${command} prints.`,
});

const known: readonly Known[] = [
  {
    // Variables of Tanzu's clusters (Tanzu CLI, configuration file variable reference: identity providers), the values of its
    // add-on, and the objects of Pinniped's Supervisor.
    is: (text) =>
      /^[ \t]*(?:export[ \t]+)?["{]{0,2}OIDC_IDENTITY_PROVIDER_(?:ISSUER_URL|CLIENT_ID)"?[ \t]?[:=][ \t]?(?=["']?[\w$])/m.test(
        text,
      ) ||
      /"OIDC_IDENTITY_PROVIDER_ISSUER_URL":/.test(text) ||
      text.includes("upstream_oidc_issuer_url") ||
      /^kind: OIDCIdentityProvider$/m.test(text),
    what: "an identity provider of Pinniped",
    isTold: true,
    itIs: "it is",
    about: "settings",
    reason:
      "These settings are of Pinniped's Supervisor: it asks this issuer, and kube-apiserver never sees its tokens. No AuthenticationConfiguration comes of them. What a cluster accepts is in Pinniped's JWTAuthenticator: open kubectl get jwtauthenticators -o yaml.",
  },
  {
    is: (text) => isBinding(text) && /pulumi/i.test(text),
    ...program("Pulumi", "pulumi preview --json"),
  },
  {
    is: (text) => isBinding(text) && /new\s+k8s\.rbac\.v1\./.test(text),
    ...program("Pulumi", "pulumi preview --json"),
  },
  {
    is: (text) => isBinding(text) && /cdk8s|\bKube(?:Cluster)?Role(?:Binding)?\(/.test(text),
    ...program("cdk8s", "cdk8s synth --stdout"),
  },
  {
    is: (text) => isBinding(text) && /\.addManifest\(|\bKubernetesManifest\(/.test(text),
    ...program("the AWS CDK", "cdk synth"),
  },
  {
    is: (text) =>
      isBinding(text) &&
      (/^package \w+$/m.test(text) || /^[ \t]*\w+:[ \t]?"[^"\n]{0,200}":[ \t]?\{/m.test(text)),
    ...program("CUE", "cue export --out yaml"),
  },
  {
    is: (text) => isBinding(text) && /^local \w|\.(?:lib|j)sonnet['"]|\bstd\.\w/m.test(text),
    ...program("Jsonnet", "jsonnet FILE"),
  },
  {
    is: (text) =>
      /\bmap(?:Roles|Users|Accounts)["']?\s?:/.test(text) &&
      /\b(?:role|user)arn["']?\s?:/.test(text),
    what: "names that EKS gives to IAM's roles and users",
    isTold: true,
    itIs: "they are",
    about: "settings",
    reason:
      "This is aws-auth, which gives names and groups to IAM's roles and users: EKS reads it itself, and no AuthenticationConfiguration is involved. To see what such a user may do, enter its name and groups under Access.",
  },
  {
    is: (text) => /\beks create-access-entry\b|\baws_eks_access_entry\b/.test(text),
    what: "an access entry of EKS",
    isTold: true,
    itIs: "it is",
    about: "settings",
    reason:
      "This gives a name and groups to a principal of IAM: EKS reads it itself, and no AuthenticationConfiguration is involved. To see what such a user may do, enter its name and groups under Access.",
  },
  {
    is: (text) => /\bargocd-cm\b/.test(text) && /\b(?:oidc|dex)\.config["']?\s?[:=]/.test(text),
    what: "the login of Argo CD",
    isTold: true,
    itIs: "it is",
    about: "settings",
    reason:
      "This is how Argo CD logs in its own users: kube-apiserver never sees their tokens, and no AuthenticationConfiguration comes of it.",
  },
  {
    is: (text) =>
      /\bazure_active_directory_role_based_access_control\b|--enable-aad\b|\baadProfile\b/.test(
        text,
      ),
    what: "Entra ID in AKS",
    isTold: true,
    itIs: "it is",
    about: "settings",
    reason:
      "This turns on Entra ID in AKS, which checks its tokens outside of kube-apiserver: no AuthenticationConfiguration is involved. In bindings of such a cluster users are written as their UPN or object ID, and groups as their object ID: enter these under Access.",
  },
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
    is: isBinding,
    what: "roles or bindings",
    itIs: "they are",
    about: "bindings",
  },
];
