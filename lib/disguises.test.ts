import { describe, expect, test } from "vitest";
import { prepareShare } from "./engine/tests/share-view.ts";
import { exportBundle } from "./export/bundle.ts";
import { newestMinor } from "./kube/minor.ts";
import { maskSecrets } from "./secrets/mask-secrets.ts";
import { createRandom } from "./testing/random.ts";
import { maskWorkspace } from "./workspace/mask-workspace.ts";
import { parseWorkspace } from "./workspace/parse-workspace.ts";
import { decodeShare } from "./workspace/share/share-link.ts";
import { writeWorkspaceFile } from "./workspace/workspace-file.ts";

/**
 * Secrets in disguise. Of none, whole or in part, may anything stay in the copy of a text that is stored or exported: no
 * twelve characters of it in a row, whatever signs of comments and folds are between them.
 */
interface Disguise {
  readonly name: string;
  readonly text: string;
  /** What may not stay. */
  readonly secret: string;
}

const claims = {
  iss: "https://idp.example.com",
  sub: "jane.doe@example.com",
  aud: "kubernetes",
  exp: 1790000600,
};
const header = base64url('{"alg":"RS256","kid":"4bIk0X2dM0JBlgAprSzAvQ","typ":"JWT"}');
const payload = base64url(JSON.stringify(claims));
const signature = randomWord(342, 1);
const jwt = `${header}.${payload}.${signature}`;

/** Bytes that begin as PKCS #8, PKCS #1 and SEC 1 do. */
const pkcs8 = btoa(`\x30\x82\x04\xbd\x02\x01\x00\x30\x0d\x06\x09\x2a${randomBytes(400, 2)}`);
const pkcs1 = btoa(`\x30\x82\x04\xa3\x02\x01\x00\x02\x82\x01\x01\x00${randomBytes(400, 3)}`);
const sec1 = btoa(`\x30\x77\x02\x01\x01\x04\x20${randomBytes(114, 4)}`);
const pem = (label: string, body: string) =>
  [`-----BEGIN ${label}-----`, ...cut(body, 64), `-----END ${label}-----`].join("\n");
const key = pem("PRIVATE KEY", pkcs8);
const opaque = randomWord(40, 5);
const hex = [...randomBytes(32, 6)]
  .map((c) => c.charCodeAt(0).toString(16).padStart(2, "0"))
  .join("");
const password = "correct-Horse7battery";

/** Secrets that tell what they are wherever they stand, a value of the schema included. */
const knownForms: Readonly<Record<string, string>> = {
  "a JWT": jwt,
  "a JWT without a signature": `${header}.${payload}.`,
  "the claims of a JWT": payload,
  "a JWE": `${base64url('{"alg":"RSA-OAEP","enc":"A256GCM"}')}.${randomWord(80, 7)}.${randomWord(16, 8)}.${randomWord(90, 9)}.${randomWord(22, 10)}`,
  "a personal token of GitLab": `glpat-${randomWord(20, 11)}`,
  "a routable token of GitLab": `glpat-${randomWord(27, 12)}.01.0w1a2b3c4`,
  "a token of the GitLab agent": `glagent-${randomWord(50, 13)}`,
  "the agent's bearer of a person": `pat:42:glpat-${randomWord(20, 14)}`,
  "the agent's bearer of a job": `ci:17:${randomWord(20, 15)}`,
  "a runner token of GitLab": `glrt-${randomWord(20, 16)}`,
  "a deploy token of GitLab": `gldt-${randomWord(20, 17)}`,
  "a trigger token of GitLab": `glptt-${randomWord(40, 18)}`,
  "an application secret of GitLab": `gloas-${randomWord(40, 19)}`,
  "a token of an Actions job": `ghs_${randomWord(36, 20).replace(/[-_]/g, "a")}`,
  "a personal token of GitHub": `ghp_${randomWord(36, 21).replace(/[-_]/g, "b")}`,
  "a fine-grained token of GitHub": `github_pat_${randomWord(60, 22).replace(/-/g, "c")}`,
  "a token for EKS": `k8s-aws-v1.${base64url(`https://sts.eu-west-1.amazonaws.com/?X-Amz-Signature=${hex}`)}`,
  "an access key of AWS": `AKIA${randomWord(40, 23)
    .replace(/[^A-Z0-9]/g, "")
    .padEnd(16, "Q7")
    .slice(0, 16)}`,
  "an access token of Google": `ya29.${randomWord(120, 24)}`,
  "an API key of Google": `AIza${randomWord(35, 25)}`,
  "a client secret of Google": `GOCSPX-${randomWord(28, 26)}`,
  "a refresh token of Entra ID": `0.AXoA${randomWord(90, 27)}`,
  "a token of OpenShift": `sha256~${randomWord(43, 28)}`,
  "a server token of k3s": `K10${hex}::server:${password}`,
  "a bootstrap token of kubeadm": "q7x2k9.f3m8v1c6b4n0z5a7",
  "a kubeconfig token of Rancher": `kubeconfig-u-x7f2q9:${randomWord(54, 29).replace(/[-_]/g, "d")}`,
  "a token of Vault": `hvs.${randomWord(90, 30)}`,
  "an older token of Vault": `s.${randomWord(24, 31).replace(/[-_]/g, "e")}`,
  "a bot token of Slack": `xoxb-123456789012-${randomWord(24, 32)}`,
  "a key of Stripe": `sk_live_${randomWord(24, 33).replace(/[-_]/g, "f")}`,
  "a key of Anthropic": `sk-ant-api03-${randomWord(80, 34)}`,
  "a token of npm": `npm_${randomWord(36, 35).replace(/[-_]/g, "g")}`,
  "a token of PyPI": `pypi-AgEIcHlwaS5vcmc${randomWord(80, 36)}`,
  "a token of Docker Hub": `dckr_pat_${randomWord(27, 37).replace(/_/g, "h")}`,
  "a service account of Grafana": `glsa_${randomWord(32, 38).replace(/[-_]/g, "i")}_1a2b3c4d`,
  "a key of SendGrid": `SG.${randomWord(22, 39)}.${randomWord(43, 40)}`,
  "a key of age": `AGE-SECRET-KEY-1${randomWord(120, 41)
    .replace(/[^A-Z0-9]/g, "")
    .padEnd(40, "Q7X2")
    .slice(0, 40)}`,
  "a key of Tailscale": `tskey-auth-${randomWord(40, 42)}`,
  "a PASETO": `v4.local.${randomWord(120, 43)}`,
  "a Fernet token": `gAAAAA${randomWord(100, 44)}`,
  "a password hash of bcrypt": `$2b$12$${randomWord(53, 45).replace(/[-_]/g, ".")}`,
  "a PKCS #8 key": key,
  "a PKCS #1 key": pem("RSA PRIVATE KEY", pkcs1),
  "an EC key": pem("EC PRIVATE KEY", sec1),
  "an encrypted key": pem("ENCRYPTED PRIVATE KEY", pkcs8),
  "an OpenSSH key": pem("OPENSSH PRIVATE KEY", btoa(`openssh-key-v1\0${randomBytes(300, 46)}`)),
  "a PGP key": pem("PGP PRIVATE KEY BLOCK", btoa(randomBytes(300, 47))),
  "a key in base64 without a label": pkcs8,
  "a key in base64, label included": btoa(key),
  "a JWT in base64": btoa(jwt),
  "a JWT in base64 twice": btoa(btoa(jwt)),
  "a JWT in hex": [...jwt].map((c) => c.charCodeAt(0).toString(16)).join(""),
  "a header with a JWT in base64": btoa(`Authorization: Bearer ${jwt}`),
};

/** Secrets that only their name, their place or their look gives away. */
const opaqueForms: Readonly<Record<string, string>> = {
  "a random word": opaque,
  "a hex word": hex,
  "a signature alone": signature,
  "a base32 seed": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
  "a base64 word with signs": btoa(randomBytes(48, 48)),
  "a lower-case word with digits": "x7f2q9m4k8v1c6b3n0z5a7w2e9r4t6y8",
};

const places: Readonly<Record<string, (secret: string) => string>> = {
  comment: (s) => `apiVersion: v1\n${lines("# ", s)}\njwt: []\n`,
  "comment behind a value": (s) =>
    s.includes("\n") ? `jwt: []\n${lines("  # ", s)}\n` : `jwt: [] # ${s}\nkind: X\n`,
  "value of another kind": (s) => `kind: ConfigMap\ndata:\n  note: |\n${lines("    ", s)}\n`,
};

const disguises: Disguise[] = [
  ...Object.entries({ ...knownForms, ...opaqueForms }).flatMap(([name, secret]) =>
    Object.entries(places).map(([place, write]) => ({
      name: `${name}, ${place}`,
      text: write(secret),
      secret,
    })),
  ),
  // Values of the schema are kept unless they hold such a secret.
  ...Object.entries(knownForms).map(([name, secret]) => ({
    name: `${name}, value of the schema`,
    text: `apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n- issuer:\n    url: https://a.test\n    certificateAuthority: |\n${lines("      ", secret)}\n    audiences: [kubernetes]\n`,
    secret,
  })),
  // Folds.
  ...folds("# "),
  ...folds("#> "),
  ...folds("> "),
  ...folds("    // "),
  ...folds("# - "),
  ...folds("\t# "),
  {
    name: "a JWT folded in a comment with its dots alone",
    text: `# ${header}\n# .\n# ${payload}\n# .\n# ${signature.slice(0, 200)}\n# ${signature.slice(200)}\njwt: []\n`,
    secret: jwt,
  },
  {
    name: "a JWT in a folded scalar",
    text: `note: >-\n${lines("  ", cut(jwt, 60).join("\n"))}\n`,
    secret: jwt,
  },
  {
    name: "a JWT in a literal scalar",
    text: `note: |\n${lines("  ", cut(jwt, 76).join("\n"))}\n`,
    secret: jwt,
  },
  {
    name: "a JWT in a double-quoted scalar with escaped line ends",
    text: `note: "${cut(jwt, 70).join("\\\n  ")}"\n`,
    secret: jwt,
  },
  {
    name: "a JWT with \\n in a quoted scalar",
    text: `note: "${cut(jwt, 64).join("\\n")}"\n`,
    secret: jwt,
  },
  {
    name: "a JWT as a plain scalar of several lines",
    text: `note: ${cut(jwt, 60).join("\n  ")}\n`,
    secret: jwt,
  },
  {
    name: "a JWT as a list of parts",
    text: `parts:\n${lines("- ", cut(jwt, 90).join("\n"))}\n`,
    secret: jwt,
  },
  {
    name: "a JWT as a list of audiences",
    text: `kind: AuthenticationConfiguration\njwt:\n- issuer:\n    audiences:\n${lines("    - ", jwt.split(".").join("\n"))}\n`,
    secret: jwt,
  },
  {
    name: "a JWT joined with +",
    text: `note: ${cut(jwt, 80)
      .map((part) => `"${part}"`)
      .join(" + ")}\n`,
    secret: jwt,
  },
  { name: "a JWT with blanks in it", text: `# ${cut(jwt, 24).join(" ")}\n`, secret: jwt },
  { name: "a JWT with zero-width spaces", text: `# ${cut(jwt, 5).join("\u200b")}\n`, secret: jwt },
  { name: "a JWT with soft hyphens", text: `note: ${cut(jwt, 7).join("\u00ad")}\n`, secret: jwt },
  {
    name: "a JWT in fullwidth letters",
    text: `# ${[...jwt].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join("")}\n`,
    secret: jwt,
  },
  { name: "a JWT in percent signs", text: `# ${[...jwt].map(percent).join("")}\n`, secret: jwt },
  {
    name: "a JWT of which the first letters are in percent signs",
    text: `# %65%79%4a${jwt.slice(3)}\n`,
    secret: jwt,
  },
  {
    name: "a JWT with \\u escapes",
    text: `{"note":"\\u0065\\u0079\\u004a${jwt.slice(3)}"}`,
    secret: jwt,
  },
  { name: "a JWT with HTML references", text: `# &#101;&#x79;J${jwt.slice(3)}\n`, secret: jwt },
  {
    name: "a JWT in quoted-printable",
    text: `# ${cut(jwt.replaceAll("=", "=3D"), 72).join("=\n# ")}\n`,
    secret: jwt,
  },
  { name: "a JWT glued to a word", text: `# token${jwt}end\n`, secret: jwt },
  { name: "a JWT in a query", text: `# https://a.test/cb?id_token=${jwt}&state=1\n`, secret: jwt },
  { name: "a JWT in a fragment", text: `# https://a.test/cb#access_token=${jwt}\n`, secret: jwt },
  { name: "a JWT as a key", text: `? ${jwt}\n: 1\n`, secret: jwt },
  { name: "a JWT as a key of a flow mapping", text: `{ ${jwt}: 1 }\n`, secret: jwt },
  {
    name: "a token as the name of an anchor",
    text: `a: &${knownForms["a personal token of GitLab"]} x\n`,
    secret: knownForms["a personal token of GitLab"] ?? "",
  },
  {
    name: "a token as a tag",
    text: `a: !${knownForms["a personal token of GitLab"]} x\n`,
    secret: knownForms["a personal token of GitLab"] ?? "",
  },
  { name: "a JWT in a directive", text: `%TAG ! ${jwt}\n---\na: 1\n`, secret: jwt },
  { name: "a JWT behind the end of the document", text: `jwt: []\n...\n${jwt}\n`, secret: jwt },
  { name: "a JWT in the second document", text: `jwt: []\n---\nnote: ${jwt}\n`, secret: jwt },
  {
    name: "a JWT as the name of a role",
    text: `kind: Role\nmetadata:\n  name: ${jwt}\nrules: []\n`,
    secret: jwt,
  },
  {
    name: "a JWT as the name of a subject",
    text: `kind: RoleBinding\nsubjects:\n- {kind: User, name: ${jwt}}\n`,
    secret: jwt,
  },
  {
    name: "a JWT in an annotation",
    text: `kind: Role\nmetadata:\n  annotations:\n    note: '${JSON.stringify({ token: jwt })}'\n`,
    secret: jwt,
  },
  {
    name: "a JWT in flattened JWS JSON",
    text: JSON.stringify({ payload, protected: header, signature }),
    secret: jwt,
  },
  { name: "a JWT in a text that does not parse", text: `jwt: [\n  token: ${jwt}\n`, secret: jwt },
  {
    name: "a JWT in a comment of a text that does not parse",
    text: `jwt: [\n# ${cut(jwt, 70).join("\n# ")}\n`,
    secret: jwt,
  },
  {
    name: "a JWT in UTF-16, in base64",
    text: `# ${btoa([...jwt].map((c) => `${c}\0`).join(""))}\n`,
    secret: btoa([...jwt].map((c) => `${c}\0`).join("")),
  },
  {
    name: "a JWT in base64, folded in a comment",
    text: `${lines("# ", cut(btoa(jwt), 64).join("\n"))}\n`,
    secret: btoa(jwt),
  },
  // Keys.
  { name: "a key in comments", text: `${lines("# ", key)}\njwt: []\n`, secret: pkcs8 },
  { name: "a key in a quotation", text: `${lines("#   > ", key)}\njwt: []\n`, secret: pkcs8 },
  {
    name: "a key whose end is cut off, in comments",
    text: `${lines("# ", key.slice(0, 300))}\njwt: []\n`,
    secret: pkcs8.slice(0, 250),
  },
  { name: "a key in a JSON string", text: JSON.stringify({ key }), secret: pkcs8 },
  {
    name: "a key in a JSON string in a JSON string",
    text: JSON.stringify({ file: JSON.stringify({ key }) }),
    secret: pkcs8,
  },
  { name: "a key as a list of lines", text: `key:\n${lines("- ", key)}\n`, secret: pkcs8 },
  {
    name: "a key under the label of a certificate",
    text: `${lines("# ", pem("CERTIFICATE", pkcs8))}\n`,
    secret: pkcs8,
  },
  {
    name: "a key in a kubeconfig",
    text: `users:\n- user:\n    client-key-data: ${btoa(key)}\n`,
    secret: btoa(key),
  },
  {
    name: "a private JWK",
    text: `{"kty":"EC","crv":"P-256","x":"${randomWord(43, 50)}","d":"${opaque}"}`,
    secret: opaque,
  },
  { name: "a private JWK in YAML", text: `kty: OKP\ncrv: Ed25519\nd: ${opaque}\n`, secret: opaque },
  {
    name: "a private JWK in a JSON string",
    text: `note: '{"kty":"EC","d":"${opaque}"}'\n`,
    secret: opaque,
  },
  {
    name: "a private JWK in a quoted JSON string",
    text: JSON.stringify({ keys: JSON.stringify({ kty: "EC", d: opaque }) }),
    secret: opaque,
  },
  { name: "a private JWK in a comment", text: `# {"kty":"oct","k":"${opaque}"}\n`, secret: opaque },
  {
    name: "a private JWK over comment lines",
    text: `# {\n#   "kty": "RSA",\n#   "p": "${opaque}"\n# }\n`,
    secret: opaque,
  },
  {
    name: "a PuTTY key",
    text: `# PuTTY-User-Key-File-3: ssh-ed25519\n# Private-Lines: 1\n# ${opaque}\n`,
    secret: opaque,
  },
  // Names of keys.
  ...[
    "clientSecret",
    "client_secret",
    "client-secret",
    "password",
    "db_password",
    "token",
    "refresh_token",
    "id-token",
    "apiKey",
    "secretAccessKey",
    "privateKey",
    "passphrase",
    "bearer",
    "oidcClientSecret",
    "OIDC_CLIENT_SECRET",
  ].map((name) => ({
    name: `a value named ${name}`,
    text: `kind: X\nspec:\n  ${name}: ${password}\n`,
    secret: password,
  })),
  ...[
    "clientSecret: ",
    "client_secret=",
    "--oidc-client-secret=",
    "--token ",
    "export TOKEN=",
    '"password": "',
    "password = '",
  ].map((before) => ({
    name: `a comment with ${before.trim()}`,
    text: `# ${before}${password}\njwt: []\n`,
    secret: password,
  })),
  { name: "a number as a password", text: "password: 918273645546\n", secret: "918273645546" },
  {
    name: "a number as a password in JSON",
    text: '{"password": 918273645546}',
    secret: "918273645546",
  },
  {
    name: "a password of several lines",
    text: `password: |\n  ${password}\n  ${password}\n`,
    secret: password,
  },
  {
    name: "a passphrase of words",
    text: "# passphrase: correct horse battery staple\n",
    secret: "correct horse battery staple",
  },
  {
    name: "a header of basic authentication",
    text: `# Authorization: Basic ${btoa("admin:hunter2hunter2")}\n`,
    secret: btoa("admin:hunter2hunter2"),
  },
  {
    name: "a bearer in a command",
    text: `# curl -H "Authorization: Bearer ${opaque}" https://a.test\n`,
    secret: opaque,
  },
  {
    name: "a user and password in a command",
    text: `# curl -u admin:${password} https://a.test\n`,
    secret: password,
  },
  {
    name: "a password in a URL",
    text: `# https://admin:${password}@idp.example.com/\n`,
    secret: password,
  },
  {
    name: "a password in the URL of an issuer",
    text: `jwt:\n- issuer:\n    url: https://admin:${password}@idp.example.com\n`,
    secret: password,
  },
  // Kubernetes' own places of secrets.
  {
    name: "data of a Secret",
    text: `apiVersion: v1\nkind: Secret\ndata:\n  a: ${btoa("plain words only")}\n`,
    secret: btoa("plain words only"),
  },
  {
    name: "stringData of a Secret",
    text: "apiVersion: v1\nkind: Secret\nstringData:\n  a: plain words only\n",
    secret: "plain words only",
  },
  {
    name: "a Secret in a list",
    text: "kind: List\nitems:\n- kind: Secret\n  stringData: {a: plain words only}\n",
    secret: "plain words only",
  },
  {
    name: "a Secret in JSON",
    text: '{"kind":"Secret","stringData":{"a":"plain words only"}}',
    secret: "plain words only",
  },
  {
    name: "a Secret in an annotation",
    text: `kind: Role\nmetadata:\n  annotations:\n    last: '{"kind":"Secret","stringData":{"a":"plain words only"}}'\n`,
    secret: "plain words only",
  },
  {
    name: "a Secret whose data is a configuration with a token",
    text: `kind: Secret\ndata:\n  a: ${btoa(`kind: AuthenticationConfiguration\n# ${jwt}\n`)}\n`,
    secret: btoa(`kind: AuthenticationConfiguration\n# ${jwt}\n`),
  },
  {
    name: "a docker config",
    text: `.dockerconfigjson: '{"auths":{"a.test":{"auth":"${btoa("me:hunter2")}"}}}'\n`,
    secret: btoa("me:hunter2"),
  },
  {
    name: "a kubeconfig's token",
    text: `kind: Config\nusers:\n- name: a\n  user:\n    token: ${opaque}\n`,
    secret: opaque,
  },
  {
    name: "a Talos secret",
    text: `cluster:\n  secret: ${btoa(randomBytes(32, 60))}\n  aescbcEncryptionSecret: ${opaque}\n`,
    secret: opaque,
  },
  {
    name: "an unknown field of the schema",
    text: `kind: AuthenticationConfiguration\njwt:\n- issuer:\n    url: https://a.test\n    clientSecret: ${password}\n`,
    secret: password,
  },
  {
    name: "a Secret in a chart's values",
    text: "extraObjects:\n- apiVersion: v1\n  kind: Secret\n  stringData:\n    a: plain words only\n",
    secret: "plain words only",
  },
  {
    name: "a list of Secrets whose items do not say their kind",
    text: "kind: SecretList\nitems:\n- stringData:\n    a: plain words only\n",
    secret: "plain words only",
  },
  {
    name: "data of a Secret by an alias",
    text: "x: &x\n  a: plain words only\nsecret:\n  kind: Secret\n  stringData: *x\n",
    secret: "plain words only",
  },
  {
    name: "a kind by an alias",
    text: "x: &kind Secret\nsecret:\n  kind: *kind\n  stringData:\n    a: plain words only\n",
    secret: "plain words only",
  },
  {
    name: "data of a Secret by a merged key",
    text: "x: &x\n  stringData:\n    a: plain words only\nsecret:\n  kind: Secret\n  <<: *x\n",
    secret: "plain words only",
  },
  {
    name: "a Secret that is being typed",
    text: "kind: Secret\nstringData:\n  a: plain words only\n  b: [x\n",
    secret: "plain words only",
  },
  {
    name: "a value of several lines in a Secret that is being typed",
    text: "kind: Secret\nstringData:\n  a: |\n    plain words only\n  b: [x\n",
    secret: "plain words only",
  },
  {
    name: "a Secret in JSON that is being typed",
    text: '{"kind":"Secret","stringData":{"a":"plain words only","b":',
    secret: "plain words only",
  },
  ...commentedOut("plain words only", [
    ["data of a Secret", `apiVersion: v1\nkind: Secret\ndata:\n  a: ${btoa("plain words only")}`],
    ["stringData of a Secret", "kind: Secret\nstringData:\n  a: plain words only"],
    ["a value of several lines", "kind: Secret\nstringData:\n  a: |\n    plain words only\n  b: x"],
    [
      "a Secret in a list",
      "kind: List\nitems:\n- kind: Secret\n  stringData: {a: plain words only}",
    ],
    ["a Secret in JSON", '{"kind":"Secret","stringData":{"a":"plain words only"}}'],
    [
      "a Secret in JSON over lines",
      '{\n  "kind": "Secret",\n  "stringData": {\n    "a": "plain words only"\n  }\n}',
    ],
    [
      "a Secret in an annotation",
      `kind: Role\nmetadata:\n  annotations:\n    last: '{"kind":"Secret","stringData":{"a":"plain words only"}}'`,
    ],
    ["a Secret that is being typed", "kind: Secret\nstringData:\n  a: plain words only\n  b: [x"],
    ["a password of several lines", "password: |\n  plain words only\n  plain words only"],
    ["a folded password", "clientSecret: >-\n  plain words only\n  plain words only"],
    ["a quoted password over lines", 'password: "plain words only\n  plain words only"'],
  ]),
  {
    name: "a Secret in an annotation of JSON",
    text: JSON.stringify({
      kind: "ConfigMap",
      metadata: {
        annotations: { last: '{"kind":"Secret","stringData":{"a":"plain words only"}}' },
      },
    }),
    secret: "plain words only",
  },
  {
    name: "a Secret in JSON in JSON in JSON",
    text: JSON.stringify({
      a: JSON.stringify({ b: '{"kind":"Secret","stringData":{"a":"plain words only"}}' }),
    }),
    secret: "plain words only",
  },
  {
    name: "a Secret of several lines in a quoted scalar",
    text: 'a: "kind: Secret\\nstringData:\\n  a: plain words only\\n"\n',
    secret: "plain words only",
  },
  {
    name: "a Secret in JSON in a comment of JSON",
    text: `# ${JSON.stringify({ a: '{"kind":"Secret","stringData":{"a":"plain words only"}}' })}\n`,
    secret: "plain words only",
  },
  {
    name: "a Secret with carriage returns, commented out",
    text: "# kind: Secret\r\n# stringData:\r\n#   a: plain words only\r\njwt: []\r\n",
    secret: "plain words only",
  },
  {
    name: "a Secret with tabs behind the marks, commented out",
    text: "#\tkind: Secret\n#\tstringData:\n#\t  a: plain words only\njwt: []\n",
    secret: "plain words only",
  },
  {
    name: "a Secret with several marks, commented out",
    text: "## kind: Secret\n## stringData:\n##   a: plain words only\njwt: []\n",
    secret: "plain words only",
  },
  {
    name: "a Secret behind a mark of a quotation, commented out",
    text: "#> kind: Secret\n#> stringData:\n#>   a: plain words only\njwt: []\n",
    secret: "plain words only",
  },
  {
    name: "a Secret with marks in several columns, commented out",
    text: "# kind: Secret\n# stringData:\n   #   a: plain words only\njwt: []\n",
    secret: "plain words only",
  },
  {
    name: "a Secret behind a mark of byte order, commented out",
    text: "\ufeff# kind: Secret\n# stringData:\n#   a: plain words only\njwt: []\n",
    secret: "plain words only",
  },
  {
    name: "a Secret with blank lines between, commented out",
    text: "# kind: Secret\n\n# stringData:\n\n#   a: plain words only\njwt: []\n",
    secret: "plain words only",
  },
  {
    name: "a Secret between the documents, commented out",
    text: "jwt: []\n---\n# kind: Secret\n# stringData:\n#   a: plain words only\n---\njwt: []\n",
    secret: "plain words only",
  },
  {
    name: "a Secret of which the head alone is commented out",
    text: "# kind: Secret\nstringData:\n  a: plain words only\n",
    secret: "plain words only",
  },
  {
    name: "a Secret of which the data alone are commented out",
    text: "kind: Secret\n# stringData:\n#   a: plain words only\n",
    secret: "plain words only",
  },
  {
    name: "a Secret behind comments of its lines",
    text: "a: 1 # kind: Secret\nb: 2 # stringData:\nc: 3 #   a: plain words only\n",
    secret: "plain words only",
  },
  {
    name: "a kind that is quoted with escapes",
    text: '{"kind":"Se\\u0063ret","stringData":{"a":"plain words only"}}',
    secret: "plain words only",
  },
  {
    name: "a Secret with a tag",
    text: "kind: !!str Secret\nstringData: !!map\n  a: plain words only\n",
    secret: "plain words only",
  },
  {
    name: "binary data of a Secret",
    text: `kind: Secret\ndata:\n  a: !!binary ${btoa("plain words only")}\n`,
    secret: btoa("plain words only"),
  },
  {
    name: "a comment of a folded opaque token",
    text: `# ${opaque.slice(0, 20)}\n# ${opaque.slice(20)}\n`,
    secret: opaque,
  },
];

test("there are more than 150", () => {
  expect(disguises.length).toBeGreaterThan(400);
  expect(new Set(disguises.map(({ name }) => name)).size).toBe(disguises.length);
});

describe("nothing of it stays", () => {
  test.each(disguises)("$name", ({ text, secret }) => {
    const { text: masked, masked: places } = maskSecrets(text, "document");
    expect(leftOf(secret, masked)).toEqual([]);
    expect(places.length).toBeGreaterThan(0);
  });
});

describe("nothing of it is in a stored record", () => {
  test.each(disguises)("$name", ({ text, secret }) => {
    const { workspace } = maskWorkspace({
      ...parseWorkspace({}, { id: "default", name: "Workspace" }).workspace,
      configuration: text,
      bindings: text,
      running: { configuration: text, bindings: text },
    });
    expect(leftOf(secret, JSON.stringify(workspace))).toEqual([]);
  });
});

describe("nothing of it is in a link", () => {
  // A third of them, to be quick: a link is made of the stored record.
  test.each(disguises.filter((_, index) => index % 3 === 1))("$name", async ({ text, secret }) => {
    const { workspace } = maskWorkspace({
      ...parseWorkspace({}, { id: "default", name: "Workspace" }).workspace,
      configuration: text,
      bindings: text,
    });
    const { fragment } = await prepareShare(writeWorkspaceFile([workspace]), [], 1_790_000_000);
    const shared = decodeShare(fragment) ?? "";
    expect(shared).toContain("kind: Workspace");
    expect(leftOf(secret, shared)).toEqual([]);
  });
});

describe("nothing of it is in the tests of a stored record, whose claims their owner keeps", () => {
  test.each(Object.entries(knownForms))("%s", (_, secret) => {
    const { workspace } = maskWorkspace({
      ...parseWorkspace({}, { id: "default", name: "Workspace" }).workspace,
      tests: `- name: a\n  claims:\n    sub: |\n${lines("      ", secret)}\n`,
    });
    expect(leftOf(secret, JSON.stringify(workspace))).toEqual([]);
  });
});

describe("nothing of it is in a zip", () => {
  const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";
  const documents: Readonly<Record<string, (text: string) => string>> = {
    "the document": (text) => text,
    "comments of a configuration": (text) => `${head}${lines("# ", text)}\njwt: []\n`,
  };
  // Each third of them in comments, to be quick.
  const cases = Object.entries(documents).flatMap(([place, write]) =>
    disguises
      .filter((_, index) => place === "the document" || index % 3 === 0)
      .map(({ name, text, secret }) => ({ place, name, text: write(text), secret })),
  );
  test.each(cases)("$name as $place", ({ text, secret }) => {
    const { files } = exportBundle(
      {
        configuration: text,
        bindings: text,
        minor: newestMinor,
        comments: "kept",
        issuers: [],
        cluster: { name: "prod", server: "https://api.example.com:6443" },
      },
      "kubeadm",
    );
    for (const file of files) expect(leftOf(secret, file.text), file.path).toEqual([]);
  });
});

/** Public values, which stay as they are. */
const certificate = btoa(
  `\x30\x82\x01\x8a\x30\x82\x01\x30\xa0\x03\x02\x01\x02\x02\x11\x00${randomBytes(382, 70)}`,
);
const publicKey = btoa(
  `\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04${randomBytes(64, 71)}`,
);
const kept: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: "a certificate in a comment",
    text: `${lines("# ", pem("CERTIFICATE", certificate))}\njwt: []\n`,
  },
  {
    name: "a certificate in another kind",
    text: `kind: ConfigMap\ndata:\n  ca.crt: |\n${lines("    ", pem("CERTIFICATE", certificate))}\n`,
  },
  {
    name: "a certificate in base64",
    text: `kind: Config\nclusters:\n- cluster:\n    certificate-authority-data: ${btoa(pem("CERTIFICATE", certificate))}\n`,
  },
  { name: "a public key in a comment", text: `${lines("# ", pem("PUBLIC KEY", publicKey))}\n` },
  {
    name: "a public JWK",
    text: `{"keys":[{"kty":"RSA","kid":"${randomWord(43, 72)}","n":"${randomWord(342, 73)}","e":"AQAB","x5c":["${certificate}"]}]}`,
  },
  {
    name: "a public JWK in YAML",
    text: `kty: EC\nx: ${randomWord(43, 74)}\ny: ${randomWord(43, 75)}\n`,
  },
  {
    name: "a public JWK in a comment",
    text: `# {"kty":"EC","x":"${randomWord(43, 76)}","y":"${randomWord(43, 77)}"}\n`,
  },
  {
    name: "UUIDs",
    text: "# tenant 3c9f1b7e-4a2d-4f6b-9e8c-1d2a3b4c5d6e\nid: 3c9f1b7e-4a2d-4f6b-9e8c-1d2a3b4c5d6e\n",
  },
  {
    name: "a client id at its place, and again in a comment",
    text: `# client ${opaque}\njwt:\n- issuer:\n    url: https://a.test\n    audiences: ["${opaque}"]\n`,
  },
  {
    name: "the issuer of an EKS cluster",
    text: "kind: AuthenticationConfiguration\njwt:\n- issuer:\n    url: https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE\n",
  },
  {
    name: "a group of Entra ID as a subject",
    text: "kind: RoleBinding\nsubjects:\n- {kind: Group, name: oidc:3c9f1b7e-4a2d-4f6b-9e8c-1d2a3b4c5d6e}\n",
  },
  { name: "the digest of an image", text: `image: a.test/b@sha256:${hex}\n` },
  {
    name: "a reference to a secret",
    text: "secretName: oidc-client\nsecretRef: {name: oidc-client, key: client-secret}\n",
  },
  {
    name: "placeholders",
    text: `# token: <your token>\npassword: $\{PASSWORD}\nclientSecret: '{{ .Values.secret }}'\n`,
  },
  {
    name: "a sentence about tokens",
    text: "# The token: a JWT of GitLab. Its password: none.\n# secrets are read by RBAC\n",
  },
  {
    name: "long names",
    text: "# kubernetesDashboardClusterRoleBinding cert-manager-controller-certificatesigningrequests\n",
  },
  {
    name: "RBAC on secrets",
    text: "kind: ClusterRole\nrules:\n- apiGroups: ['']\n  resources: [secrets, tokenreviews]\n  verbs: [get]\n",
  },
  {
    name: "a Secret with a configuration",
    text: `kind: Secret\ndata:\n  config.yaml: ${btoa("apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt: []\n")}\n`,
  },
  { name: "a hash of a template", text: "labels:\n  pod-template-hash: 7f9c6b8d5f\n" },
  {
    name: "an expression",
    text: "jwt:\n- claimValidationRules:\n  - expression: 'claims.exp - claims.nbf <= 86400 && has(claims.token)'\n",
  },
  {
    name: "sentences about Secrets",
    text: "# kind: Secret is not read here.\n# data: see the other file\njwt: []\n",
  },
  {
    name: "a Role that is commented out, with a password in its words",
    text: "# Old:\n# kind: Role\n# metadata:\n#   name: password-reader\n# rules: []\njwt: []\n",
  },
  {
    name: "a Secret with a configuration, commented out",
    text: `# kind: Secret\n# data:\n#   config.yaml: ${btoa("apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt: []\n")}\njwt: []\n`,
  },
  {
    name: "a ConfigMap, commented out",
    text: "# kind: ConfigMap\n# data:\n#   a: plain words only\njwt: []\n",
  },
  {
    name: "a text that is being typed",
    text: "kind: AuthenticationConfiguration\njwt:\n- issuer:\n    url: https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE\n    audiences: [",
  },
];

describe("public values stay", () => {
  test.each(kept)("$name", ({ text }) => {
    expect(maskSecrets(text, "document")).toEqual({ text, masked: [] });
  });
});

function folds(mark: string): Disguise[] {
  return [40, 76].map((width) => ({
    name: `a JWT folded by ${JSON.stringify(mark)} at ${width}`,
    text: `jwt: []\n${lines(mark, cut(jwt, width).join("\n"))}\n`,
    secret: jwt,
  }));
}

/** Documents in comments, as editors write them, alone and with prose, a key and other comments around. */
function commentedOut(
  secret: string,
  documents: readonly (readonly [name: string, text: string])[],
): Disguise[] {
  const ways: Readonly<Record<string, (text: string) => string>> = {
    "commented out": (text) => `jwt: []\n${lines("# ", text)}\n`,
    "commented out without blanks": (text) => `${lines("#", text)}\njwt: []\n`,
    "commented out twice": (text) => `${lines("# # ", text)}\njwt: []\n`,
    "commented out below a key": (text) => `jwt:\n${lines("  # ", text)}\n- issuer: {}\n`,
    "commented out between sentences": (text) =>
      `# The one of before, in case we need it.\n${lines("# ", text)}\n# Apply it to the other cluster\njwt: []\n`,
    "commented out in a text that does not parse": (text) => `jwt: [\n${lines("# ", text)}\n`,
    "commented out in a value of another kind": (text) =>
      `kind: ConfigMap\ndata:\n  a.yaml: |\n${lines("    # ", text)}\n    b: 1\n`,
    "commented out with slashes": (text) => `locals {\n${lines("  // ", text)}\n}\n`,
  };
  return documents.flatMap(([name, text]) =>
    Object.entries(ways).map(([way, write]) => ({
      name: `${name}, ${way}`,
      text: write(text),
      secret: text.includes(btoa(secret)) ? btoa(secret) : secret,
    })),
  );
}

function lines(mark: string, text: string): string {
  return text
    .split("\n")
    .map((line) => mark + line)
    .join("\n");
}

/** Windows of twelve characters of the secret that are still there, folds and marks aside. */
function leftOf(secret: string, masked: string): string[] {
  const flat = flatten(masked);
  const wanted = flatten(secret);
  const windows: string[] = [];
  for (let i = 0; i + Math.min(12, wanted.length) <= wanted.length; i += 3) {
    windows.push(wanted.slice(i, i + 12));
  }
  return windows.filter(
    (window) => flat.includes(window) && !/^(?:begin|end)?[A-Z]*KEY/i.test(window),
  );
}

function flatten(text: string): string {
  return text.replace(/-----(?:BEGIN|END)[A-Z ]*-----/g, "").replace(/[^A-Za-z0-9]/g, "");
}

function base64url(text: string): string {
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

function cut(text: string, width: number): string[] {
  return Array.from({ length: Math.ceil(text.length / width) }, (_, i) =>
    text.slice(i * width, (i + 1) * width),
  );
}

function randomBytes(length: number, seed: number): string {
  const { below } = createRandom(seed);
  return Array.from({ length }, () => String.fromCharCode(below(256))).join("");
}

function randomWord(length: number, seed: number): string {
  return base64url(randomBytes(length, seed)).slice(0, length);
}
