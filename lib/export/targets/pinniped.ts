import type { JwtAuthenticator, PrefixedClaimOrExpression } from "../../authn/types.ts";
import { writeExpressions } from "../../form/convert/write-expression.ts";
import { encodeBase64 } from "../base64.ts";
import { command, shell, word } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import { schemaChecks } from "./shared.ts";

/**
 * Pinniped's concierge, the way for clusters whose API server takes no file, as EKS and GKE: it checks the token and gives
 * a client certificate for it (vmware/pinniped apis/concierge/authentication/v1alpha1/types_jwtauthenticator.go.tmpl and
 * cmd/pinniped/cmd/kubeconfig.go at 66e2f56).
 */
export const pinniped: ExportTarget = { id: "pinniped", export: exportPinniped };

const file = "pinniped/jwt-authenticators.yaml";
const list = command`kubectl get jwtauthenticators.authentication.concierge.pinniped.dev`;

function exportPinniped({ decoded: { configuration } }: ReadableInput): TargetExport {
  const { jwt, anonymous } = configuration;
  const made = jwt.map((authenticator, index) => convert(authenticator, nameOf(index, jwt.length)));
  const changes = made.flatMap((one) => one.changes);
  if (anonymous)
    changes.unshift(
      "anonymous was left out: Pinniped only adds a way in, and the API server decides what is open without credentials",
    );
  return {
    files: [
      {
        path: file,
        language: "yaml",
        text: made.map(({ object }) => writeYaml(object)).join("---\n"),
      },
    ],
    changes: [...new Set(changes)],
    problems: made.flatMap((one) => one.problems),
    guide: {
      minimum:
        "Pinniped's concierge in the cluster, with the fields of July 2026 (66e2f56): an older one may have no expressions",
      activation: "The concierge takes the objects at once; the API server is not touched.",
      location: "No node: objects of the cluster, one for each issuer",
      order: [
        "Apply the objects, in the cluster that has the concierge:",
        command`kubectl apply -f ${word(file)}`,
        "Each has the status Ready once its keys were fetched:",
        list,
        "The kubeconfigs in clients/ ask the API server itself, which does not know the issuer. Make one that logs in through the concierge, for each issuer:",
        ...jwt.map(({ issuer: { url, audiences } }, index) => {
          const type = shell`--concierge-authenticator-type jwt`;
          const name = word(`--concierge-authenticator-name=${nameOf(index, jwt.length)}`);
          const [audience = "<client id>"] = audiences;
          const client = word(`--oidc-client-id=${audience}`);
          return command`pinniped get kubeconfig ${type} ${name} ${word(`--oidc-issuer=${url}`)} ${client} --output pinniped.kubeconfig`;
        }),
      ],
      bindings: "before",
      later: [
        "Apply the changed objects; nothing is restarted:",
        command`kubectl apply -f ${word(file)}`,
      ],
      check: [
        "Each authenticator is Ready:",
        list,
        ...schemaChecks.slice(0, -2),
        "Each user can print their own name and groups, with the kubeconfig of the concierge:",
        ...schemaChecks.slice(-1),
      ],
      rollback: [
        "Delete the objects; a certificate that was given works until it ends:",
        command`kubectl delete -f ${word(file)}`,
      ],
      oldWay: "Every way in of today works as before: Pinniped adds one and takes none away.",
    },
  };
}

function nameOf(index: number, count: number): string {
  return count === 1 ? "issuer" : `issuer-${index + 1}`;
}

interface Converted {
  readonly object: Readonly<Record<string, unknown>>;
  readonly changes: readonly string[];
  readonly problems: readonly string[];
}

function convert(
  { issuer, claimMappings, claimValidationRules, userValidationRules }: JwtAuthenticator,
  name: string,
): Converted {
  const { username, groups, uid, extra } = claimMappings;
  const changes: string[] = [];
  const problems: string[] = [];
  const [audience = "", ...others] = issuer.audiences;
  for (const other of others)
    problems.push(
      `Pinniped takes one audience for an issuer, and this one of ${issuer.url} is lost: ${other}`,
    );
  if (issuer.discoveryURL !== "")
    problems.push(`Pinniped has no discoveryURL: it asks ${issuer.url} itself.`);
  if (issuer.egressSelectorType !== "")
    problems.push(
      `Pinniped has no egressSelectorType: that keys of ${issuer.url} are fetched through ${issuer.egressSelectorType} is lost.`,
    );
  if (uid.claim !== "" || uid.expression !== "")
    changes.push("The uid is lost: the certificates that Pinniped gives have none.");
  if (extra.length > 0)
    changes.push("extra does not reach Kubernetes: a client certificate cannot carry it there.");
  const claims = {
    ...mapping("username", username, changes),
    ...mapping("groups", groups, changes),
    ...(extra.length > 0
      ? { extra: extra.map(({ key, valueExpression }) => ({ key, valueExpression })) }
      : {}),
  };
  for (const { key } of extra)
    if (key.includes("="))
      problems.push(`Pinniped takes no equals sign in a key of extra: ${JSON.stringify(key)}`);
  const rules = claimValidationRules.map(({ claim, requiredValue, expression, message }) =>
    expression === ""
      ? { claim, requiredValue }
      : { expression, ...(message === "" ? {} : { message }) },
  );
  const object = {
    apiVersion: "authentication.concierge.pinniped.dev/v1alpha1",
    kind: "JWTAuthenticator",
    metadata: { name },
    spec: {
      issuer: issuer.url,
      audience,
      claims,
      ...(rules.length > 0 ? { claimValidationRules: rules } : {}),
      ...(userValidationRules.length > 0
        ? {
            userValidationRules: userValidationRules.map(({ expression, message }) => ({
              expression,
              ...(message === "" ? {} : { message }),
            })),
          }
        : {}),
      ...(issuer.certificateAuthority === ""
        ? {}
        : { tls: { certificateAuthorityData: encodeBase64(issuer.certificateAuthority) } }),
    },
  };
  return { object, changes, problems };
}

/** A claim as it is, or an expression: there are no prefixes, and without groups Pinniped reads the claim groups. */
function mapping(
  field: "username" | "groups",
  { claim, prefix = "", expression }: PrefixedClaimOrExpression,
  changes: string[],
): Readonly<Record<string, string>> {
  if (expression !== "") return { [`${field}Expression`]: expression };
  if (claim === "") return { [`${field}Expression`]: "[]" };
  if (prefix === "") return { [field]: claim };
  changes.push(
    `The prefix ${JSON.stringify(prefix)} of the claim ${JSON.stringify(claim)} became part of an expression, because Pinniped has no prefixes.`,
  );
  return { [`${field}Expression`]: writeExpressions(field, { claim, prefix }).exact };
}
