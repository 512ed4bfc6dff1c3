import type { ExportedFile } from "../files.ts";
import { markInvisible } from "../invisible.ts";
import { shell } from "../shell.ts";
import type { ExportInput, IssuerFacts } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import { clusterOf } from "./kubelogin.ts";

/** jq that prints a token's claims and never its signature; @base64d takes the base64url alphabet after two swaps. */
const showClaims = shell`jq -R 'split(".")[1] | gsub("-"; "+") | gsub("_"; "/") | @base64d | fromjson'`;

/** A kubeconfig that names no user: the pipeline hands its token over itself. */
export function exportPipelineKubeconfig(input: ExportInput): ExportedFile {
  return {
    path: "clients/pipeline/kubeconfig.yaml",
    language: "yaml",
    text: writeYaml({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: input.cluster.name, cluster: clusterOf(input) }],
      contexts: [{ name: input.cluster.name, context: { cluster: input.cluster.name, user: "" } }],
      "current-context": input.cluster.name,
      users: [],
    }),
  };
}

/**
 * A GitHub Actions workflow (also Forgejo's, with its own key) that asks for a token of the right audience
 * (github/docs content/actions/reference/security/oidc.md).
 */
export function exportWorkflow(issuer: IssuerFacts, forge: "github" | "forgejo"): ExportedFile {
  const [audience = "<audience>"] = issuer.audiences;
  const forgejo = forge === "forgejo";
  return {
    path: `clients/${forge}/workflows/kubernetes.yaml`,
    language: "yaml",
    text: `${workflowNote(issuer, forge)}${writeYaml({
      name: "Kubernetes",
      on: { workflow_dispatch: {} },
      ...(forgejo ? {} : { permissions: { "id-token": "write", contents: "read" } }),
      jobs: {
        kubernetes: {
          "runs-on": forgejo ? "docker" : "ubuntu-latest",
          ...(forgejo ? { "enable-openid-connect": true } : {}),
          env: { AUDIENCE: withoutExpressions(audience), KUBECONFIG: "kubeconfig.yaml" },
          steps: [
            { uses: "actions/checkout@v4" },
            {
              name: "Who am I to the cluster?",
              // Named, it ends a pipe whose first command failed; unnamed, it would go on with an empty token.
              shell: "bash",
              run: workflowSteps.text,
            },
          ],
        },
      },
    })}`,
  };
}

const workflowSteps = shell`token=$(curl -sSf -G --data-urlencode "audience=$AUDIENCE" \\
  -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\
  "$ACTIONS_ID_TOKEN_REQUEST_URL" | jq -er .value)
echo "::add-mask::$token"
# The claims, without the signature:
printf %s "$token" | ${showClaims}
kubectl --token="$token" auth whoami
`;

function workflowNote({ audiences }: IssuerFacts, forge: "github" | "forgejo"): string {
  const folder = forge === "github" ? ".github" : ".forgejo";
  return `# Save it as ${folder}/workflows/kubernetes.yaml, clients/pipeline/kubeconfig.yaml as kubeconfig.yaml in the repository, and
# the cluster's ca.crt beside that: they hold no user and no secret. The runner needs bash, curl, jq and kubectl. The token
# lives for minutes only, so a long job asks for a new one.
# ${audienceNote(audiences)}
`;
}

/** GitHub would evaluate an expression in a text that is meant as written. */
function withoutExpressions(text: string): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: GitHub's marks, which are meant as written.
  return text.replaceAll("${{", "${{ '${{' }}");
}

/** GitLab would put a variable's value into a text that is meant as written. */
function withoutVariables(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function audienceNote(audiences: readonly string[]): string {
  return audiences.length > 1
    ? `The audience must be one of: ${audiences.map(markInvisible).join(", ")}.`
    : "The audience must be the configuration's, to the letter.";
}

/**
 * A GitLab CI job with an ID token (docs.gitlab.com ci/secrets/id_token_authentication). The audience is a scalar: a
 * list would make the claim `aud` a list, and rules that compare it with a string fail.
 */
export function exportGitLabJob(issuer: IssuerFacts): ExportedFile {
  const audience = issuer.audiences[issuer.audiences.length - 1] ?? "<audience>";
  return {
    path: "clients/gitlab/.gitlab-ci.yml",
    language: "yaml",
    text: `# Save it as .gitlab-ci.yml, clients/pipeline/kubeconfig.yaml as kubeconfig.yaml in the repository, and the cluster's ca.crt
# beside that: they hold no user and no secret. Any image with kubectl and jq will do.
# ${audienceNote(issuer.audiences)}
${writeYaml({
  kubernetes: {
    image: { name: "alpine/k8s:1.34.0", entrypoint: [""] },
    id_tokens: { K8S_TOKEN: { aud: withoutVariables(audience) } },
    variables: { KUBECONFIG: "kubeconfig.yaml" },
    script: [
      "# The claims, without the signature:",
      shell`printf %s "$K8S_TOKEN" | ${showClaims}`.text,
      'kubectl --token="$K8S_TOKEN" auth whoami',
    ],
  },
})}`,
  };
}
