import { loadConfiguration } from "../../authn/load.ts";
import { fieldOfSubject, findGivers } from "../../authn/names/match.ts";
import { type NamesByIssuer, namesOf } from "../../authn/names/names.ts";
import type { ClaimValidationRule, JwtAuthenticator } from "../../authn/types.ts";
import { quoteText } from "../../cel/quote-text.ts";
import { writeExpressions } from "../../form/convert/write-expression.ts";
import { newestMinor } from "../../kube/minor.ts";
import { decodePolicy } from "../../rbac/manifest/decode.ts";
import { type BicepValue, writeBicep } from "../bicep-text.ts";
import type { ExportedFile } from "../files.ts";
import { command, word } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { objectWords } from "./object-words.ts";
import { schemaChecks } from "./shared.ts";

/**
 * AKS, a preview: one JWT authenticator an issuer, expressions only, and `aks:jwt:` in front of every name (Azure's
 * template reference of managedClusters/jwtAuthenticators 2026-06-02-preview, azure-aks-docs at fb060ab).
 */
export const aks: ExportTarget = { id: "aks", export: exportAks };

const forced = "aks:jwt:";
const bicepFile = "aks/jwt-authenticators.bicep";

function exportAks(input: ReadableInput): TargetExport {
  const { jwt, anonymous } = input.decoded.configuration;
  const names = namesOf(loadConfiguration(input.configuration, { minor: newestMinor }));
  const made = jwt.map((authenticator, index) => convert(authenticator, names[index]));
  const label = (index: number) => (index === 0 ? "issuer" : `issuer${index + 1}`);
  const cluster = objectWords(input, { name: "<cluster>" }).text.name;
  const place = [word("--resource-group=<group>"), word(`--cluster-name=${cluster}`)] as const;
  const add = jwt.map((_, index) => {
    const name = word(`--name=${label(index)}`);
    const file = word(`--config-file=aks/${label(index)}.json`);
    return command`az aks jwtauthenticator add ${place[0]} ${place[1]} ${name} ${file}`;
  });
  const list = command`az aks jwtauthenticator list ${place[0]} ${place[1]}`;
  const deploy = command`az deployment group create ${place[0]} --template-file ${word(bicepFile)} --parameters ${word(`clusterName=${cluster}`)}`;
  return {
    files: [
      ...made.map(
        ({ properties }, index): ExportedFile => ({
          path: `aks/${label(index)}.json`,
          language: "json",
          text: `${JSON.stringify(properties, undefined, 2)}\n`,
        }),
      ),
      {
        path: bicepFile,
        language: "bicep",
        text: bicep(made.map(({ properties }, index) => [label(index), properties])),
      },
    ],
    changes: [
      ...(anonymous
        ? ["anonymous was left out: AKS decides itself what is open without credentials"]
        : []),
      ...new Set(made.flatMap(({ changes }) => changes)),
    ],
    problems: [...made.flatMap(({ problems }) => problems), ...findOldNames(input, names)],
    guide: {
      minimum:
        "AKS with Kubernetes 1.30 and the preview JWTAuthenticatorPreview, az 2.77.0 with aks-preview 18.0.0b41",
      activation:
        "AKS takes the authenticators into its control plane; nothing is restarted by hand.",
      location: "No node: objects of the cluster in Azure, one for each issuer",
      order: [
        "Register the preview, once a subscription:",
        command`az feature register --namespace Microsoft.ContainerService --name JWTAuthenticatorPreview`,
        "Make an authenticator for each issuer:",
        ...add,
        "Or deploy the template, which makes the same:",
        deploy,
      ],
      bindings: "before",
      later: ["Deploy the changed template:", deploy],
      check: ["Each issuer has its authenticator:", list, ...schemaChecks],
      rollback: [
        "Delete the authenticators:",
        ...jwt.map((_, index) => {
          const name = word(`--name=${label(index)}`);
          return command`az aks jwtauthenticator delete ${place[0]} ${place[1]} ${name}`;
        }),
      ],
      oldWay:
        "Every way in of today works as before: an authenticator adds one and takes none away.",
    },
  };
}

interface Converted {
  readonly properties: { readonly [key: string]: BicepValue };
  readonly changes: readonly string[];
  readonly problems: readonly string[];
}

function convert(
  { issuer, claimMappings, claimValidationRules, userValidationRules }: JwtAuthenticator,
  names: NamesByIssuer[number] | undefined,
): Converted {
  const { groups, uid, extra } = claimMappings;
  const changes: string[] = [];
  const problems: string[] = [];
  const lose = (field: string, value: string) => {
    if (value !== "") problems.push(`AKS has no ${field}: that of ${issuer.url} is lost.`);
  };
  lose("discoveryURL", issuer.discoveryURL);
  lose("egressSelectorType", issuer.egressSelectorType);
  if (issuer.audiences.length > 1)
    problems.push(
      `What AKS makes of several audiences is not documented: see that a token with one of those of ${issuer.url} gets in.`,
    );
  if (/^https:\/\/(?:login\.microsoftonline\.com|sts\.windows\.net)\//.test(issuer.url))
    problems.push(`AKS refuses Entra ID as an external issuer: ${issuer.url}`);
  const hasForced = (field: "username" | "groups") =>
    names?.[field].patterns.every(({ parts: [first] }) => {
      return first?.kind === "text" && first.text.startsWith(forced);
    }) ?? false;
  const mapped = (field: "username" | "groups"): string => {
    const { claim, prefix = "", expression } = claimMappings[field];
    if (hasForced(field) && expression !== "") return expression;
    changes.push(
      `Every ${field === "username" ? "user" : "group"} gets ${forced} in front, which AKS requires: role bindings have to name it.`,
    );
    if (expression === "")
      return writeExpressions(field, {
        claim,
        prefix: prefix.startsWith(forced) ? prefix : forced + prefix,
      }).exact;
    return field === "username" ? prefixName(expression) : prefixNames(expression);
  };
  const renamed = !hasForced("username") || !hasForced("groups");
  for (const { expression } of userValidationRules)
    if (renamed)
      problems.push(
        `This rule sees the names with ${forced} in front, and may have to be changed: ${expression}`,
      );
  const rules = claimValidationRules.map((rule) => {
    if (rule.expression !== "") return withMessage(rule.expression, rule.message);
    return withMessage(requireClaim(rule), `${rule.claim} must be ${rule.requiredValue}`);
  });
  const properties = {
    issuer: { url: issuer.url, audiences: issuer.audiences },
    ...(issuer.certificateAuthority === ""
      ? {}
      : { certificateAuthorityBundle: issuer.certificateAuthority }),
    ...(rules.length > 0 ? { claimValidationRules: rules } : {}),
    claimMappings: {
      username: { expression: mapped("username") },
      ...(groups.claim === "" && groups.expression === ""
        ? {}
        : { groups: { expression: mapped("groups") } }),
      ...(uid.expression !== ""
        ? { uid: { expression: uid.expression } }
        : uid.claim !== ""
          ? {
              uid: {
                expression: writeExpressions("uid", { claim: uid.claim, prefix: "" }).exact,
              },
            }
          : {}),
      ...(extra.length > 0
        ? { extra: extra.map(({ key, valueExpression }) => ({ key, valueExpression })) }
        : {}),
    },
    ...(userValidationRules.length > 0
      ? {
          userValidationRules: userValidationRules.map(({ expression, message }) =>
            withMessage(expression, message),
          ),
        }
      : {}),
  };
  return { properties, changes, problems };
}

/** An empty name stays empty, so that it is refused as before. */
function prefixName(expression: string): string {
  return `[dyn(${expression})].map(name, name == "" ? "" : ${quoteText(forced)} + name)[0]`;
}

/** One text or a list of them; empty ones and null are no groups, and what is no text is refused, as before. */
function prefixNames(expression: string): string {
  const list = `[dyn(${expression})].map(given, given == null ? [] : (type(given) == list ? given : [given]))[0]`;
  return `${list}.filter(name, name != "").map(name, ${quoteText(forced)} + name)`;
}

/** A claim that is not there, or no text, is not equal. */
function requireClaim({ claim, requiredValue }: ClaimValidationRule): string {
  return `claims[?${quoteText(claim)}].orValue(null) == ${quoteText(requiredValue)}`;
}

function withMessage(expression: string, message: string) {
  return { expression, ...(message === "" ? {} : { message }) };
}

/** Subjects of the bindings that have another name on AKS. */
function findOldNames({ bindings }: ReadableInput, names: NamesByIssuer): string[] {
  const found = new Set<string>();
  for (const binding of decodePolicy(bindings).policy.bindings)
    for (const { kind, name } of binding.subjects) {
      const field = fieldOfSubject(kind);
      if (field === undefined || name.startsWith(forced)) continue;
      if (findGivers(names, field, name).length > 0)
        found.add(
          `The binding ${JSON.stringify(binding.name)} names the ${kind} ${JSON.stringify(name)}, who is ${JSON.stringify(forced + name)} on AKS.`,
        );
    }
  return [...found].slice(0, 12);
}

function bicep(authenticators: readonly (readonly [string, BicepValue])[]): string {
  const version = "2026-06-02-preview";
  const resources = authenticators.map(
    ([name, properties]) => `
resource ${name} 'Microsoft.ContainerService/managedClusters/jwtAuthenticators@${version}' = {
  parent: cluster
  name: '${name}'
  properties: ${writeBicep(properties, 2)}
}
`,
  );
  return `param clusterName string

resource cluster 'Microsoft.ContainerService/managedClusters@${version}' existing = {
  name: clusterName
}
${resources.join("")}`;
}
