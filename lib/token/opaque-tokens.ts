/** A credential that is no JWT, by its look. */
export interface OpaqueToken {
  readonly name: string;
  /** What to do about it. */
  readonly hint: string;
}

/** What an opaque text probably is; undefined if its look says nothing. */
export function detectOpaqueToken(token: string): OpaqueToken | undefined {
  return looks.find(({ look }) => look.test(token));
}

const wantIdToken =
  "kube-apiserver takes ID tokens: signed JWTs with three parts. Look for `id_token` in the same answer.";
const refresh =
  "A refresh token is for the issuer alone. Exchange it for an ID token, and do not paste it anywhere else.";

const looks: readonly (OpaqueToken & { readonly look: RegExp })[] = [
  { name: "a Google refresh token", look: /^1\/\/[\w-]+$/, hint: refresh },
  { name: "a Google access token", look: /^ya29\./, hint: wantIdToken },
  {
    name: "a GitHub token",
    look: /^(gh[pousr]_|github_pat_)/,
    hint: "A GitHub token is for GitHub's API. A workflow gets a JWT with `permissions: id-token: write`.",
  },
  {
    name: "a GitLab token",
    look: /^gl(pat|cbt|ptt|rt|dt|soat|agent|ft)-/,
    hint: "A GitLab token is for GitLab's API. A job gets a JWT with `id_tokens:`; a person logs in with kubelogin.",
  },
  {
    name: "an EKS token of aws-iam-authenticator",
    look: /^k8s-aws-v1\./,
    hint: "EKS checks it with a webhook; no AuthenticationConfiguration is involved.",
  },
  {
    name: "an OpenShift OAuth token",
    look: /^sha256~/,
    hint: "OpenShift's own OAuth server issued it; no AuthenticationConfiguration is involved.",
  },
  {
    name: "a bootstrap token",
    look: /^[a-z0-9]{6}\.[a-z0-9]{16}$/,
    hint: "It lets a node join; the authenticator of bootstrap tokens reads it, not a JWT issuer.",
  },
  {
    name: "a Vault token",
    look: /^hv[sbr]\./,
    hint: "A Vault token is for Vault. Ask `vault read identity/oidc/token/<role>` for a JWT.",
  },
  { name: "an Entra refresh token", look: /^[01]\.A[\w-]{20,}/, hint: refresh },
  { name: "an Auth0 or Okta refresh token", look: /^v1\.M[\w-]{20,}/, hint: refresh },
  {
    name: "a private key",
    look: /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
    hint: "Nothing here needs a private key. Remove it from the page.",
  },
  {
    name: "a certificate",
    look: /-----BEGIN CERTIFICATE-----/,
    hint: "A client certificate is another way in; as a key of the issuer it belongs into the keys.",
  },
];
