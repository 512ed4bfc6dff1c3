import { findClusterTarget } from "../kube/targets.ts";
import { checkFacts } from "./check-facts.ts";
import { checkFiles, maskInput, type SecretCheck, tellLeft } from "./check-secrets.ts";
import { exportHandOut } from "./clients/hand-out.ts";
import { exportKubelogin } from "./clients/kubelogin.ts";
import { exportTests } from "./clients/login-tests.ts";
import { exportGitLabJob, exportPipelineKubeconfig, exportWorkflow } from "./clients/pipelines.ts";
import { exportX509 } from "./clients/x509.ts";
import { type ExportedFile, type FileSet, filesOnly, joinSets } from "./files.ts";
import { code, joinMarkdown } from "./markdown.ts";
import { exportRbac, type RbacExport } from "./rbac.ts";
import { writeReadme } from "./readme.ts";
import { writeReview } from "./review.ts";
import type { ReviewFacts } from "./review-facts.ts";
import { command } from "./shell.ts";
import { exportTarget } from "./targets.ts";
import type { ExportInput, IssuerFacts, TargetExport, TargetGuide } from "./types.ts";
import { exportUnknownAgent, exportWays, needsNoIssuer, withoutIssuer, withWays } from "./ways.ts";

/** The archive for one kind of cluster, or why there is none. */
export type Bundle =
  | {
      readonly kind: "files";
      readonly target: TargetExport;
      /** What prevents applying it, secrets aside: of the documents first, then of the target. */
      readonly problems: readonly string[];
      /** The same as the files tell it: the secrets that are left first. */
      readonly notes: readonly string[];
      /** Everything in the archive: README.md and review.md, then the target's files, RBAC and clients. */
      readonly files: readonly ExportedFile[];
      /** What was checked for secrets, masked, and left: what is left prevents applying it, too. */
      readonly secrets: SecretCheck;
    }
  | {
      readonly kind: "refused";
      readonly problems: readonly string[];
      /** review.md alone, unless there is none or it holds a secret. */
      readonly files: readonly ExportedFile[];
    };

/**
 * All files for one kind of cluster. No claim values of the token and no secrets are in them, but placeholders. Claims
 * of tests are in the file of tests.
 */
export function exportBundle(given: ExportInput, targetId: string): Bundle {
  const { input, masked } = maskInput(given);
  const { title, id } = findClusterTarget(targetId);
  const alone = needsNoIssuer(input);
  const result = alone
    ? { kind: "files" as const, target: withoutIssuer }
    : exportTarget(input, id);
  if (result.kind === "refused") {
    const problems = [result.reason];
    const review = input.review ? reviewFile(input.review, input, title, problems, []) : [];
    return { kind: "refused", problems, files: checkFiles(review).length === 0 ? review : [] };
  }
  const { target } = result;
  const rbac = exportRbac(input);
  const clients = exportClients(input);
  const applied = [...target.files, ...(rbac?.files ?? [])];
  const { tests } = input;
  const tested = tests ? exportTests({ ...input, tests }, id, applied) : filesOnly();
  const files = [...applied, ...clients.files, ...tested.files];
  const problems = [
    ...(input.errors ?? []),
    ...checkFacts(input, id),
    ...target.problems,
    ...(rbac?.problems ?? []),
    ...clients.problems,
    ...tested.problems,
  ];
  const changes = [...(masked.length === 0 ? [] : [maskedNote]), ...target.changes];
  const bound = rbac ? withBindings(target.guide, rbac) : target.guide;
  const guide = withWays(bound, input, rbac !== undefined);
  const heading = alone ? "Access without an issuer" : "Structured authentication";
  const left = checkFiles(files);
  const notesOf = (secrets: SecretCheck) => [...secrets.left.map(tellLeft), ...problems];
  const write = (secrets: SecretCheck): ExportedFile[] => {
    const told = notesOf(secrets);
    const review = input.review ? reviewFile(input.review, input, title, told, files) : [];
    const facts = { ...target, problems: told, guide, changes };
    const readme = writeReadme(
      input,
      `${heading} for ${title}`,
      facts,
      [...review, ...files],
      secrets,
    );
    return [{ path: "README.md", language: "markdown", text: readme }, ...review];
  };
  const count = files.length + (input.review ? 2 : 1);
  let secrets: SecretCheck = { files: count, masked, left };
  let written = write(secrets);
  // They list what is left, also in themselves: a list moves the lines below it, until all are as they are listed.
  for (let round = 0; round < mostRounds; round += 1) {
    const found = { files: count, masked, left: [...checkFiles(written), ...left] };
    if (sameCheck(found, secrets)) break;
    secrets = found;
    written = write(secrets);
  }
  return {
    kind: "files",
    target: { ...target, guide, changes },
    problems,
    notes: notesOf(secrets),
    secrets,
    files: [...written, ...files],
  };
}

const mostRounds = 5;

function sameCheck(a: SecretCheck, b: SecretCheck): boolean {
  return (
    a.left.length === b.left.length &&
    a.left.every(({ where, start, line }, index) => {
      const other = b.left[index];
      return where === other?.where && start === other.start && line === other.line;
    })
  );
}

function reviewFile(
  facts: ReviewFacts,
  { minor }: ExportInput,
  title: string,
  problems: readonly string[],
  files: readonly ExportedFile[],
): ExportedFile[] {
  const text = writeReview(facts, { title, minor, problems, files });
  return [{ path: "review.md", language: "markdown", text }];
}

const maskedNote =
  "The documents hold a secret, a token or a private key. These files have a placeholder in its place, because a secret belongs in none of them.";

/** The steps with those of the roles and bindings among them. */
function withBindings(
  guide: TargetGuide,
  { files, namespaces, questions }: RbacExport,
): TargetGuide {
  const has = (path: string) => files.some((file) => file.path === path);
  const when =
    guide.bindings === "before"
      ? "Apply the role bindings first, to the cluster itself and with a credential that works today: a user who can log in but has no binding can do nothing."
      : "Then apply the role bindings: a user who can log in but has no binding can do nothing.";
  const made =
    namespaces.length === 0
      ? ""
      : ` These namespaces are made if they are not there: ${joinMarkdown(namespaces.map(code), ", ")}.`;
  const apply = has("rbac/apply.sh") ? [`${when}${made}`, command`sh rbac/apply.sh`] : [];
  const prove =
    questions === 0
      ? [
          "rbac/prove.sh has nothing to ask of these bindings, and says why: ask the cluster what matters to you.",
        ]
      : [
          "Each subject of the bindings has what its role gives; the script says what it does not ask:",
          command`sh rbac/prove.sh`,
        ];
  return {
    ...guide,
    order: guide.bindings === "before" ? [...apply, ...guide.order] : [...guide.order, ...apply],
    check: [...guide.check, ...(has("rbac/prove.sh") ? prove : [])],
  };
}

/** What the people and pipelines need: those that the issuers serve, and those that need none. */
function exportClients(input: ExportInput): FileSet {
  const people = input.issuers.filter((issuer) => !isWorkloadIssuer(issuer));
  const pipelines = input.issuers.flatMap((issuer) => {
    if (isGitHub(issuer)) return [exportWorkflow(issuer, "github")];
    if (isForgejo(issuer)) return [exportWorkflow(issuer, "forgejo")];
    return isGitLab(issuer) ? [exportGitLabJob(issuer)] : [];
  });
  const gitlab = input.issuers.find(isGitLab);
  return joinSets(
    ...people.map((issuer, index) =>
      exportKubelogin(input, issuer, people.length === 1 ? undefined : index + 1),
    ),
    ...(pipelines.length > 0
      ? [filesOnly(exportPipelineKubeconfig(input), ...once(pipelines))]
      : []),
    ...(gitlab ? [exportUnknownAgent(input, gitlab.url)] : []),
    // Those that were asked for come first: the token's user has the same path.
    ...(input.user && (input.certificates ?? []).length === 0
      ? [exportX509(input, input.user)]
      : []),
    exportWays(input),
    ...(people.length > 0 ? [filesOnly(exportHandOut(input, people))] : []),
  );
}

/** Two issuers of one kind would write the same path: the others get a number. */
function once(files: readonly ExportedFile[]): ExportedFile[] {
  const seen = new Map<string, number>();
  return files.map((file) => {
    const count = (seen.get(file.path) ?? 0) + 1;
    seen.set(file.path, count);
    return count === 1 ? file : { ...file, path: file.path.replace("/", `/${count}-`) };
  });
}

function isGitHub(issuer: IssuerFacts): boolean {
  return /^https:\/\/token\.actions\.(githubusercontent\.com|[^/]+\.ghe\.com)(\/|$)|\/_services\/token(\/|$)/.test(
    issuer.url,
  );
}

function isForgejo(issuer: IssuerFacts): boolean {
  return /\/api\/actions$/.test(issuer.url);
}

function isGitLab(issuer: IssuerFacts): boolean {
  return (
    /^https:\/\/([^/]+\.)?gitlab\./.test(issuer.url) ||
    issuer.claims.some((claim) =>
      ["groups_direct", "project_path", "namespace_path"].includes(claim),
    )
  );
}

/** Issuers whose tokens only machines get: they have no log-in with a browser. */
function isWorkloadIssuer(issuer: IssuerFacts): boolean {
  return (
    isGitHub(issuer) ||
    isForgejo(issuer) ||
    /^https:\/\/(agent\.buildkite\.com|oidc\.circleci\.com|app\.terraform\.io|api\.bitbucket\.org|oidc\.eks\.|[^/]+\.oic\.prod-aks\.azure\.com|container\.googleapis\.com|kubernetes\.default\.svc)/.test(
      issuer.url,
    )
  );
}
