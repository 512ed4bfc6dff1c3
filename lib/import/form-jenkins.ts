import type { FoundClient } from "./found.ts";

/**
 * What a pipeline of Jenkins logs in with: the names of credentials, whose contents are in Jenkins. Undefined for other
 * texts. Follows the READMEs of jenkinsci/kubernetes-cli-plugin and jenkinsci/plain-credentials-plugin.
 */
export function readJenkinsPipeline(text: string): FoundClient | undefined {
  // A pipeline is written by hand.
  if (text.length > longestPipeline) return undefined;
  if (!/\bwith(?:KubeConfig|KubeCredentials|Credentials)\b|\bkubernetesDeploy\b/.test(text))
    return undefined;
  const own = text.replaceAll(/^[ \t]*\/\/.*$/gm, "");
  const notes = [...stepsOf(own), ...variablesOf(own)];
  if (notes.length === 0) return undefined;
  const [first = ""] = notes;
  const all = [...new Set(notes)].slice(0, 5);
  all.push("Paste the token itself, or the kubeconfig without its secrets, to see whom it names.");
  return {
    ...{ kind: "client", format: "jenkins", title: "a pipeline of Jenkins", notes: all },
    span: { start: 0, end: text.length },
    client: { notes: all.length > 0 ? all : [first] },
  };
}

/** In UTF-16 units. */
const longestPipeline = 200_000;

const kept =
  "whether it is a token, a kubeconfig, a certificate or a password is not in the text, and so is not whom it names";

// `withKubeConfig([credentialsId: 'x', serverUrl: 'y']) {`.
function stepsOf(text: string): string[] {
  const notes: string[] = [];
  for (const { index, 0: head, 1: step } of text.matchAll(
    /\b(withKubeConfig|withKubeCredentials|kubernetesDeploy)\s{0,8}\(/g,
  )) {
    const start = index + head.length;
    const given = insideOf(text, start);
    if (given === undefined) continue;
    const parts = step === "withKubeCredentials" ? given.split(/\]\s{0,40},/) : [given];
    for (const part of parts) {
      const id = argument(part, "credentialsId") ?? argument(part, "kubeconfigId");
      const server = argument(part, "serverUrl");
      const where = server === undefined || server === "" ? "" : ` at ${server}`;
      notes.push(
        id === undefined
          ? "withKubeConfig names no credential: in a Pod it uses the token of the Pod's service account."
          : step === "kubernetesDeploy"
            ? `kubernetesDeploy uses the kubeconfig ${id} of Jenkins: whom it names is not in the text.`
            : `${step} uses the credential ${id} of Jenkins${where}: ${kept}.`,
      );
    }
  }
  return notes;
}

// `kubeconfigFile(credentialsId: 'x', variable: 'KUBECONFIG')`, and a secret text that a client gets as its token.
function variablesOf(text: string): string[] {
  const notes: string[] = [];
  for (const { index, 0: head, 1: kind } of text.matchAll(
    /\b(kubeconfigFile|kubeconfigContent|file|string)\s{0,8}\(/g,
  )) {
    const start = index + head.length;
    const given = insideOf(text, start);
    if (given === undefined) continue;
    const id = argument(given, "credentialsId");
    const variable = argument(given, "variable") ?? "";
    if (id === undefined) continue;
    const asToken =
      text.includes(`--token=$${variable}`) ||
      text.includes(`--token $${variable}`) ||
      text.includes(`--token=$\{${variable}}`);
    if (kind?.startsWith("kubeconfig") || (kind === "file" && /kube/i.test(variable)))
      notes.push(
        `The kubeconfig is the credential ${id} of Jenkins: whom it names is not in the text.`,
      );
    else if (kind === "string" && variable !== "" && asToken)
      notes.push(`The token is the credential ${id} of Jenkins: whom it names is not in the text.`);
  }
  return notes;
}

// The arguments of a step, up to its parenthesis.
function insideOf(text: string, start: number): string | undefined {
  const rest = text.slice(start, start + 4000);
  const end = rest.indexOf(")");
  return end === -1 ? undefined : rest.slice(0, end);
}

function argument(text: string, name: string): string | undefined {
  const start = text.indexOf(`${name}:`);
  if (start === -1) return undefined;
  const rest = text.slice(start + name.length + 1, start + 500);
  return /^\s{0,8}(?:'([^']{0,300})'|"([^"]{0,300})"|([\w.$]{1,200}))/
    .exec(rest)
    ?.slice(1)
    .find((one) => one !== undefined);
}
