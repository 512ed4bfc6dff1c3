import type { ExportedFile } from "../files.ts";
import { code } from "../markdown.ts";
import type { ExportInput, IssuerFacts } from "../types.ts";
import { setupCommand } from "./kubelogin.ts";

/** One page for the people who will log in. */
export function exportHandOut(input: ExportInput, issuers: readonly IssuerFacts[]): ExportedFile {
  return {
    path: "clients/HAND-OUT.md",
    language: "markdown",
    text: `# Logging in to ${code(input.cluster.name)}

1. Install kubectl and kubelogin: \`kubectl krew install oidc-login\`, or \`brew install kubelogin\`.
2. Save \`kubeconfig.yaml\` and \`ca.crt\`, which you were given, in one folder and point kubectl at it: \`export KUBECONFIG=$PWD/kubeconfig.yaml\`
3. Ask the cluster who you are: \`kubectl auth whoami\`. A browser opens once; log in as usual.
4. See what you may do: \`kubectl auth can-i --list\`, or \`kubectl auth can-i get pods -n <namespace>\`.

You log in at: ${issuers.map(({ url }) => code(url)).join(", ")}

## When it does not work

- \`You must be logged in to the server (Unauthorized)\`: the server refused your token and says why only in its own log. Show your administrator the claims of the token, never the token itself. This prints them${issuers.length > 1 ? ", by where you log in" : ""}:
${issuers.map((issuer) => `  - ${code(setupCommand(issuer))}`).join("\n")}
- \`forbidden\`: you are logged in, and no binding grants what you asked for. Send the output of \`kubectl auth whoami\`.
- An old group or name: log out with \`kubectl oidc-login clean\` and try again. Tokens are kept in \`~/.kube/cache/oidc-login\`.
`,
  };
}
