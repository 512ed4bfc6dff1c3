import { loadConfiguration } from "../../authn/load.ts";
import { couldBegin } from "../../authn/names/match.ts";
import { namesOf } from "../../authn/names/names.ts";
import type { JwtAuthenticator } from "../../authn/types.ts";
import { newestMinor } from "../../kube/minor.ts";
import { authenticatorFields } from "../configuration.ts";
import { command, shell } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import { objectWords } from "./object-words.ts";
import { createMessages, schemaChecks } from "./shared.ts";

/**
 * kcp: an object beside the workspace type, with the fields of the API server's own file (kcp-dev/kcp
 * staging/src/github.com/kcp-dev/sdk/apis/tenancy/v1alpha1/types_workspaceauthentication.go, pkg/authentication,
 * docs/content/concepts/authentication/workspace.md at dac74f5).
 */
export const kcp: ExportTarget = { id: "kcp", export: exportKcp };

const name = "authentication";
const object = "kcp/workspace-authentication.yaml";
const type = "kcp/workspace-type.patch.yaml";
const place = command`kubectl ws '<workspace of the type>'`;
const apply = command`kubectl apply -f kcp/workspace-authentication.yaml`;

function exportKcp(input: ReadableInput): TargetExport {
  const { jwt, anonymous } = input.decoded.configuration;
  const changes: string[] = [];
  const problems: string[] = [];
  if (anonymous)
    changes.push(
      "anonymous was left out: the object has no such field, and kcp decides itself what is open without credentials",
    );
  const message = createMessages("kcp", changes);
  const entries = jwt.map((authenticator) => convert(authenticator, message, problems));
  const spec = { jwt: entries };
  const names = namesOf(loadConfiguration(input.configuration, { minor: newestMinor }));
  const reaches = (field: "username" | "groups") =>
    names.some((issuer) => issuer[field].patterns.some((one) => couldBegin(one, "system:")));
  if (reaches("username")) changes.push("kcp refuses users whose name begins with system:.");
  if (reaches("groups")) changes.push("kcp drops groups that begin with system:.");
  const { name: workspaceType } = objectWords(input, { name: "<type>" });
  const patch = shell`kubectl patch workspacetype ${workspaceType} --type merge`;
  const head = {
    apiVersion: "tenancy.kcp.io/v1alpha1",
    kind: "WorkspaceAuthenticationConfiguration",
  };
  return {
    files: [
      { path: object, language: "yaml", text: writeYaml({ ...head, metadata: { name }, spec }) },
      {
        path: type,
        language: "yaml",
        text: writeYaml({ spec: { authenticationConfigurations: [{ name }] } }),
      },
    ],
    changes,
    problems,
    guide: {
      minimum: "kcp with the gate WorkspaceAuthentication on its front-proxy",
      activation: "kcp takes the object within seconds, in every workspace of the type.",
      location: "No node: an object beside the WorkspaceType that names it",
      order: [
        "The front-proxy runs with --feature-gates=WorkspaceAuthentication=true; without it the objects are stored and do nothing.",
        "Tokens also need an audience of kcp's own --api-audiences, beside one of the issuer's.",
        "Go to the workspace that holds the WorkspaceType; the object has to be in the same one:",
        place,
        "Make the object, and name it in the WorkspaceType: the patch replaces the names that are there, and existing workspaces of the type change too.",
        apply,
        command`${patch} --patch-file kcp/workspace-type.patch.yaml`,
      ],
      bindings: "before",
      later: ["Apply the changed object; nothing is restarted:", apply],
      check: [
        "The object is there, in a workspace of the type the questions below are asked:",
        command`kubectl get workspaceauthenticationconfigurations`,
        ...schemaChecks,
      ],
      rollback: [
        "The name leaves the WorkspaceType, then the object is deleted:",
        command`${patch} --patch '{"spec":{"authenticationConfigurations":null}}'`,
        command`kubectl delete -f kcp/workspace-authentication.yaml`,
      ],
      oldWay:
        "kcp's own authentication works as before: the object adds a way in and takes none away.",
    },
  };
}

function convert(
  authenticator: JwtAuthenticator,
  message: (text: string, list: string) => string,
  problems: string[],
): Readonly<Record<string, unknown>> {
  const { issuer, claimMappings, claimValidationRules, userValidationRules } = authenticator;
  if (issuer.egressSelectorType !== "")
    problems.push(
      `kcp has no egressSelectorType: that keys of ${issuer.url} are fetched through ${issuer.egressSelectorType} is lost.`,
    );
  for (const { key } of claimMappings.extra)
    if (key.includes("kcp.io"))
      problems.push(`kcp takes no key of extra with kcp.io in it: ${JSON.stringify(key)}.`);
  for (const { claim, requiredValue, expression } of claimValidationRules)
    if (expression === "" && requiredValue === "")
      problems.push(
        `kcp does not take an empty requiredValue: write the rule for the claim ${JSON.stringify(claim)} as an expression.`,
      );
  return authenticatorFields({
    ...authenticator,
    issuer: { ...issuer, egressSelectorType: "" },
    claimValidationRules: claimValidationRules.map((rule) =>
      rule.expression === ""
        ? rule
        : { ...rule, message: message(rule.message, "claimValidationRules") },
    ),
    userValidationRules: userValidationRules.map((rule) => ({
      ...rule,
      message: message(rule.message, "userValidationRules"),
    })),
  });
}
