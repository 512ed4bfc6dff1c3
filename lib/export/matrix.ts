import { clusterTargets } from "../kube/targets.ts";
import { exportTarget } from "./targets.ts";
import type { ExportInput, TargetExport } from "./types.ts";
import { verifiedBy } from "./verified.ts";

/** A row of the page with all targets: what each takes and what it loses, as its export says it. */
export interface TargetRow {
  readonly id: string;
  readonly title: string;
  /** "file": the AuthenticationConfiguration itself. */
  readonly takes: "file" | "schema" | "one-issuer";
  /** The versions that it needs. */
  readonly minimum: string;
  readonly issuers: "many" | "one";
  /** Whether expressions of CEL are kept. */
  readonly expressions: boolean;
  /** What becomes of the field `anonymous`. */
  readonly anonymous: string;
  /** What puts the file into force: a restart, a rollout, a reload. */
  readonly activation: string;
  readonly location: string;
  /** What of the configuration is lost or changed, or prevents its use: sentences of the export. */
  readonly lost: readonly string[];
  readonly verified: string;
}

/** Every target, in the order of the menu. Each statement is asked of the export itself. */
export function listTargetRows(): readonly TargetRow[] {
  return clusterTargets.map((target) => {
    const { id, title, takes = "file", anonymous, anonymousReason } = target;
    const { guide } = exportSample(id, plain);
    const everything = exportSample(id, full);
    const said = [...everything.problems, ...everything.changes];
    const text = everything.files.map((file) => file.text).join("\n");
    return {
      ...{ id, title, takes },
      minimum: guide.minimum,
      issuers: said.some((line) => line.includes(secondIssuer)) ? "one" : "many",
      expressions: text.includes(marker),
      anonymous: `${stances[anonymous]}: ${anonymousReason}`,
      activation: guide.activation,
      location: guide.location,
      lost: said.filter((line) => !line.startsWith("anonymous ")),
      verified: verifiedBy(id),
    };
  });
}

const stances = {
  optional: "may be there",
  forbidden: "left out",
  needed: "written if it is missing",
  depends: "by the build",
} as const;

function exportSample(id: string, configuration: string): TargetExport {
  const input: ExportInput = {
    configuration,
    bindings: "",
    minor: 37,
    comments: "canonical",
    issuers: [],
    cluster: { name: "prod", server: "https://api.example.com:6443" },
  };
  const result = exportTarget(input, id);
  // Both samples are our own, and can be read.
  if (result.kind === "refused") throw new Error(result.reason);
  return result.target;
}

const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";
const secondIssuer = "https://second.example.com";
const marker = "claims.marker";

const plain = `${head}jwt:
- issuer: {url: https://first.example.com, audiences: [kubernetes]}
  claimMappings:
    username: {claim: sub, prefix: "first:"}
    groups: {claim: groups, prefix: "first:"}
`;

/** Everything that a target could lose. */
const full = `${head}anonymous: {enabled: true}
jwt:
- issuer:
    url: https://first.example.com
    discoveryURL: https://internal.example.com/.well-known/openid-configuration
    audiences: [kubernetes, other]
    audienceMatchPolicy: MatchAny
    egressSelectorType: cluster
  claimMappings:
    username: {claim: sub, prefix: "first:"}
    groups: {expression: "claims.marker.map(g, 'first:' + g)"}
    uid: {claim: oid}
    extra: [{key: example.com/tenant, valueExpression: claims.tid}]
  claimValidationRules:
  - {claim: hd, requiredValue: example.com}
  - {expression: has(claims.tid), message: no tenant}
  userValidationRules:
  - {expression: "!user.username.startsWith('system:')", message: reserved}
- issuer: {url: ${secondIssuer}, audiences: [kubernetes]}
  claimMappings:
    username: {claim: sub, prefix: "second:"}
`;
