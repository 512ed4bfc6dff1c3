import { newestConfigurationVersion } from "../../kube/configuration-versions.ts";
import type { Minor } from "../../kube/minor.ts";
import { hole, type Skeleton } from "./field-completion.ts";

const issuer: Skeleton["lines"] = [
  ["issuer:"],
  ["  url: ", hole("https://idp.example.com")],
  ["  audiences:"],
  ["  - ", hole("kubernetes")],
  ["claimMappings:"],
  ["  username:"],
  ["    claim: ", hole("sub")],
  ['    prefix: "', hole("oidc:"), '"'],
];

/** Blocks of an AuthenticationConfiguration by the path, without indices, of the mapping that they fill. */
export function configurationSkeletons(path: string, minor: Minor): readonly Skeleton[] {
  switch (path) {
    case "":
      return [
        {
          label: "A file with one issuer",
          doc: "The least that a server accepts: one issuer, one audience, and users named by sub with a prefix.",
          lines: [
            [`apiVersion: apiserver.config.k8s.io/${newestConfigurationVersion(minor)}`],
            ["kind: AuthenticationConfiguration"],
            ["jwt:"],
            ...issuer.map((line, index) => [index === 0 ? "- " : "  ", ...line]),
            [""],
          ],
        },
      ];
    case "jwt":
      return [
        {
          label: "An issuer",
          doc: "An issuer with an audience, and users named by sub with a prefix.",
          lines: issuer,
        },
      ];
    case "jwt.claimValidationRules":
      return [
        {
          label: "A claim with a value",
          doc: "Only tokens in which the claim is this text are accepted.",
          lines: [
            ["claim: ", hole("hd")],
            ["requiredValue: ", hole("example.com")],
          ],
        },
        {
          label: "A rule over the claims",
          doc: "Only tokens for which the expression is true are accepted.",
          lines: [
            ["expression: '", hole("claims.hd"), ' == "', hole("example.com"), "\"'"],
            ["message: ", hole("the account is not one of example.com")],
          ],
        },
      ];
    case "jwt.userValidationRules":
      return [
        {
          label: "No user name of Kubernetes",
          doc: "Refuses tokens whose user name begins with system:, which Kubernetes keeps for itself.",
          lines: [
            ["expression: \"!user.username.startsWith('system:')\""],
            ["message: ", hole("user names must not begin with system:")],
          ],
        },
        {
          label: "No group of Kubernetes",
          doc: "Refuses tokens with a group that begins with system:, which Kubernetes keeps for itself.",
          lines: [
            ["expression: \"user.groups.all(group, !group.startsWith('system:'))\""],
            ["message: ", hole("groups must not begin with system:")],
          ],
        },
      ];
    case "jwt.claimMappings.extra":
      return [
        {
          label: "An extra value",
          doc: "A key with a domain in front, and the expression of its values.",
          lines: [
            ["key: ", hole("example.com/tenant")],
            ["valueExpression: claims.", hole("tenant")],
          ],
        },
      ];
    case "anonymous":
      return [
        {
          label: "Health checks only",
          doc: "Requests without credentials reach the health checks and nothing else.",
          lines: [
            ["enabled: true"],
            ["conditions:"],
            ["- path: /livez"],
            ["- path: /readyz"],
            ["- path: /healthz"],
          ],
        },
      ];
    default:
      return [];
  }
}
