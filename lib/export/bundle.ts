import { exportGitLabAgent } from "./clients/gitlab-agent.ts";
import { exportHandOut } from "./clients/hand-out.ts";
import { exportKubelogin } from "./clients/kubelogin.ts";
import {
  exportGitHubWorkflow,
  exportGitLabJob,
  exportPipelineKubeconfig,
} from "./clients/pipelines.ts";
import { exportX509 } from "./clients/x509.ts";
import { exportRbac } from "./rbac.ts";
import { writeReadme } from "./readme.ts";
import { findTarget } from "./targets.ts";
import type { ExportedFile, ExportInput, IssuerFacts, TargetExport } from "./types.ts";

export interface Bundle {
  readonly target: TargetExport;
  /** Everything in the archive, README.md first, then the target's files, RBAC and clients. */
  readonly files: readonly ExportedFile[];
}

/** All files for one kind of cluster. No claim values and no secrets are in them: placeholders stand where they go. */
export function exportBundle(input: ExportInput, targetId: string): Bundle {
  const chosen = findTarget(targetId);
  const target = chosen.export(input);
  const rbac = target.files.some(({ path }) => path.endsWith("rbac.yaml")) ? [] : exportRbac(input);
  const clients = exportClients(input);
  const files = [...target.files, ...rbac, ...clients];
  const readme = writeReadme(input, chosen.title, target, files);
  return { target, files: [{ path: "README.md", language: "markdown", text: readme }, ...files] };
}

/** What the people and pipelines need that the issuers of the configuration serve. */
function exportClients(input: ExportInput): ExportedFile[] {
  const people = input.issuers.filter((issuer) => !isWorkloadIssuer(issuer));
  const pipelines = input.issuers.flatMap((issuer) => {
    if (isGitHub(issuer)) return [exportGitHubWorkflow(issuer)];
    return isGitLab(issuer) ? [exportGitLabJob(issuer)] : [];
  });
  const gitlab = input.issuers.find(isGitLab);
  return [
    ...people.flatMap((issuer, index) =>
      exportKubelogin(
        input,
        issuer,
        people.length === 1 ? "clients/kubelogin" : `clients/kubelogin-${index + 1}`,
      ),
    ),
    ...(pipelines.length > 0 ? [exportPipelineKubeconfig(input), ...pipelines] : []),
    ...(gitlab ? exportGitLabAgent(input, gitlab.url) : []),
    ...(input.user ? exportX509(input, input.user) : []),
    ...(people.length > 0 ? [exportHandOut(input, people)] : []),
  ];
}

function isGitHub(issuer: IssuerFacts): boolean {
  return /^https:\/\/token\.actions\.(githubusercontent\.com|[^/]+\.ghe\.com)|\/_services\/token$/.test(
    issuer.url,
  );
}

function isGitLab(issuer: IssuerFacts): boolean {
  return (
    /(^|[/.])gitlab\./.test(issuer.url) ||
    issuer.claims.some((claim) =>
      ["groups_direct", "project_path", "namespace_path"].includes(claim),
    )
  );
}

/** Issuers whose tokens only machines get: nobody can log in there with a browser. */
function isWorkloadIssuer(issuer: IssuerFacts): boolean {
  return (
    isGitHub(issuer) ||
    /^https:\/\/(agent\.buildkite\.com|oidc\.circleci\.com|app\.terraform\.io|api\.bitbucket\.org|oidc\.eks\.|[^/]+\.oic\.prod-aks\.azure\.com|kubernetes\.default\.svc)/.test(
      issuer.url,
    ) ||
    /\/api\/actions$/.test(issuer.url)
  );
}
