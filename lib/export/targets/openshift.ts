import type { JwtAuthenticator } from "../../authn/types.ts";
import type { ExportedFile } from "../files.ts";
import { command, shell } from "../shell.ts";
import type { ExportTarget, ReadableInput, TargetExport, TargetGuide } from "../types.ts";
import { writeYaml } from "../yaml-text.ts";
import { objectWords } from "./object-words.ts";
import { certificatesStay, createMessages, schemaChecks } from "./shared.ts";

/**
 * OpenShift: the issuer is part of the cluster's Authentication, in a schema of its own, and its operator writes the API
 * server's file (openshift/api config/v1/types_authentication.go, features/features.go at 2a3d739).
 */
export const openshift: ExportTarget = { id: "openshift", export: exportOpenShift };

/** HyperShift, ROSA and ARO with hosted control planes: the same fields in the HostedCluster. */
export const hypershift: ExportTarget = { id: "hypershift", export: exportHyperShift };

const caName = "authn-issuer-ca";
const ungated = "ExternalOIDCWithUpstreamParity";

function exportOpenShift(input: ReadableInput): TargetExport {
  const { spec, changes, problems, needs, authority } = convert(input);
  const object = {
    apiVersion: "config.openshift.io/v1",
    kind: "Authentication",
    metadata: { name: "cluster" },
    spec,
  };
  const files = [
    ...authorityFile(authority, "openshift", "openshift-config"),
    { path: "openshift/authentication.yaml", language: "yaml", text: writeYaml(object) } as const,
  ];
  return {
    files,
    changes,
    problems,
    guide: {
      ...common,
      minimum: `OpenShift 4.20${needs}`,
      activation:
        "The operator of the API server rolls a new revision out, node by node; OpenShift's own OAuth server goes away.",
      location: "No node: the operator writes the file of the Authentication named cluster",
      order: [
        ownLogin,
        "oidcProviders is replaced as a whole: if the Authentication has oidcClients for the console already, copy them into openshift/authentication.yaml first.",
        ...apply(authority),
        "Wait until PROGRESSING is False again:",
        watchOperators,
      ],
      later: [
        "Change the object in the same place; every change is a new revision:",
        ...apply(authority),
      ],
      check: ["Both operators are available and not degraded:", watchOperators, ...schemaChecks],
      rollback: [
        "Go back to the built-in OAuth server; users of the issuer get in no longer:",
        command`kubectl patch authentication.config.openshift.io cluster --type merge --patch '{"spec":{"type":"IntegratedOAuth","oidcProviders":null}}'`,
        watchOperators,
      ],
      oldWay: `${certificatesStay} The installer's kubeconfig has an administrator's.`,
    },
  };
}

function exportHyperShift(input: ReadableInput): TargetExport {
  const { spec, changes, problems, needs, authority } = convert(input);
  const { namespace, name, text } = objectWords(input);
  const kubectl = shell`kubectl --kubeconfig '<of the management cluster>' -n ${namespace}`;
  const patch = { spec: { configuration: { authentication: spec } } };
  const files = [
    ...authorityFile(authority, "hypershift", text.namespace),
    {
      path: "hypershift/hosted-cluster.patch.yaml",
      language: "yaml",
      text: writeYaml(patch),
    } as const,
  ];
  const patchCommand = command`${kubectl} patch hostedcluster ${name} --type merge --patch-file hypershift/hosted-cluster.patch.yaml`;
  const watch = command`${kubectl} get hostedcluster ${name} -o jsonpath='{.status.conditions}'`;
  return {
    files,
    changes,
    problems: [
      ...problems,
      ...(authority === ""
        ? []
        : [
            "That HyperShift reads the ConfigMap of the authority in the HostedCluster's own namespace is not proved: look whether the condition ValidConfiguration of the HostedCluster is True.",
          ]),
    ],
    guide: {
      ...common,
      minimum: `A hosted cluster of OpenShift 4.18${needs}`,
      activation: "The control plane's operator rolls the hosted API server out.",
      location: "No node: spec.configuration.authentication of the HostedCluster",
      order: [
        ownLogin,
        "HostedCluster is an object of the management cluster, whose kubeconfig its commands name; everything else goes to the hosted cluster itself, whose kubeconfig KUBECONFIG names.",
        ...(authority === ""
          ? []
          : [
              "Make the ConfigMap with the issuer's authority in the HostedCluster's namespace:",
              command`kubectl --kubeconfig '<of the management cluster>' apply -f hypershift/authority.yaml`,
            ]),
        "Put the fields into the HostedCluster; oidcProviders is replaced as a whole, oidcClients too:",
        patchCommand,
        "Wait until ValidConfiguration is True and the rollout is over:",
        watch,
      ],
      later: ["Patch again; every change rolls the API server out:", patchCommand],
      check: ["The HostedCluster takes the configuration:", watch, ...schemaChecks],
      rollback: [
        "Go back to the built-in OAuth server; users of the issuer get in no longer:",
        command`${kubectl} patch hostedcluster ${name} --type merge --patch '{"spec":{"configuration":{"authentication":null}}}'`,
        watch,
      ],
      oldWay: `${certificatesStay} The Secret that status.kubeconfig of the HostedCluster names has an administrator's.`,
    },
  };
}

const common: Pick<TargetGuide, "bindings"> = { bindings: "before" };

const ownLogin =
  "Keep an administrator's client certificate at hand: with type OIDC no user logs in through OpenShift's OAuth server any more, kubeadmin included, and oc login needs the issuer.";

const watchOperators = command`kubectl get clusteroperator kube-apiserver authentication`;

function apply(authority: string): string[] {
  return [
    ...(authority === ""
      ? []
      : [
          "Make the ConfigMap with the issuer's authority:",
          command`kubectl apply -f openshift/authority.yaml`,
        ]),
    "Apply the object:",
    command`kubectl apply -f openshift/authentication.yaml`,
  ];
}

function authorityFile(pem: string, folder: string, namespace: string): ExportedFile[] {
  if (pem === "") return [];
  const object = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: caName, namespace },
    data: { "ca-bundle.crt": pem },
  };
  return [{ path: `${folder}/authority.yaml`, language: "yaml", text: writeYaml(object) }];
}

interface Converted {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly changes: readonly string[];
  readonly problems: readonly string[];
  /** What more than the minimum it needs. */
  readonly needs: string;
  /** PEM, "" for the system's roots. */
  readonly authority: string;
}

function convert({ decoded: { configuration } }: ReadableInput): Converted {
  const [first, ...others] = configuration.jwt;
  if (first === undefined)
    return {
      ...{ spec: { type: "OIDC", oidcProviders: [] }, changes: [], needs: "", authority: "" },
      problems: ["There is no issuer in the configuration."],
    };
  const changes: string[] = [];
  const problems = others.map(
    ({ issuer }) => `OpenShift takes one issuer, and this one is lost: ${issuer.url}`,
  );
  if (configuration.anonymous)
    changes.push(
      "anonymous was left out: the object has no such field, and OpenShift decides itself what is open without credentials",
    );
  const { issuer, claimMappings, claimValidationRules, userValidationRules } = first;
  if (issuer.egressSelectorType !== "")
    problems.push(
      `The object has no egressSelectorType: that keys are fetched through ${issuer.egressSelectorType} is lost.`,
    );
  const { username, groups, uid, extra } = claimMappings;
  if (uid.claim === "" && uid.expression === "")
    changes.push("Users get the claim sub as their uid, which is OpenShift's default.");
  const message = createMessages("OpenShift", changes);
  const provider = {
    name: "issuer",
    issuer: {
      issuerURL: issuer.url,
      audiences: issuer.audiences,
      ...(issuer.certificateAuthority === ""
        ? {}
        : { issuerCertificateAuthority: { name: caName } }),
      ...(issuer.discoveryURL === "" ? {} : { discoveryURL: issuer.discoveryURL }),
    },
    claimMappings: {
      username:
        username.expression !== ""
          ? { expression: username.expression }
          : {
              claim: username.claim,
              ...(username.prefix
                ? { prefixPolicy: "Prefix", prefix: { prefixString: username.prefix } }
                : { prefixPolicy: "NoPrefix" }),
            },
      // The field claim is always written by the API's own clients.
      ...(groups.expression !== ""
        ? { groups: { claim: "", expression: groups.expression } }
        : groups.claim !== ""
          ? { groups: { claim: groups.claim, prefix: groups.prefix ?? "" } }
          : {}),
      ...(uid.expression !== ""
        ? { uid: { expression: uid.expression } }
        : uid.claim !== ""
          ? { uid: { claim: uid.claim } }
          : {}),
      ...(extra.length > 0
        ? { extra: extra.map(({ key, valueExpression }) => ({ key, valueExpression })) }
        : {}),
    },
    ...(claimValidationRules.length > 0
      ? {
          claimValidationRules: claimValidationRules.map((rule) =>
            rule.expression === ""
              ? {
                  type: "RequiredClaim",
                  requiredClaim: { claim: rule.claim, requiredValue: rule.requiredValue },
                }
              : {
                  type: "CEL",
                  cel: {
                    expression: rule.expression,
                    message: message(rule.message, "claimValidationRules"),
                  },
                },
          ),
        }
      : {}),
    ...(userValidationRules.length > 0
      ? {
          userValidationRules: userValidationRules.map((rule) => ({
            expression: rule.expression,
            message: message(rule.message, "userValidationRules"),
          })),
        }
      : {}),
  };
  problems.push(...checkLimits(first));
  return {
    spec: { type: "OIDC", oidcProviders: [provider] },
    changes,
    problems,
    needs: needsOf(first),
    authority: issuer.certificateAuthority,
  };
}

function needsOf({
  issuer,
  claimMappings: { username, groups },
  claimValidationRules,
  userValidationRules,
}: JwtAuthenticator): string {
  const used = [
    ...(username.expression !== "" || groups.expression !== "" ? ["expressions"] : []),
    ...(claimValidationRules.some(({ expression }) => expression !== "") ? ["CEL rules"] : []),
    ...(userValidationRules.length > 0 ? ["userValidationRules"] : []),
    ...(issuer.discoveryURL !== "" ? ["discoveryURL"] : []),
  ];
  return used.length === 0
    ? ""
    : `; this one needs the gate ${ungated}, a technology preview in 4.22 and on by default from 5.0, for ${used.join(", ")}`;
}

/** Limits of the schema that the API server does not have (types_authentication.go). */
function checkLimits(authenticator: JwtAuthenticator): string[] {
  const { issuer, claimMappings, claimValidationRules, userValidationRules } = authenticator;
  const { username, groups, uid, extra } = claimMappings;
  const problems: string[] = [];
  const longest = (what: string, text: string, limit: number) => {
    if ([...text].length > limit)
      problems.push(`OpenShift takes at most ${limit} characters of ${what}.`);
  };
  const most = (what: string, list: readonly unknown[], limit: number) => {
    if (list.length > limit) problems.push(`OpenShift takes at most ${limit} ${what}.`);
  };
  longest("an issuer's URL", issuer.url, 512);
  longest("discoveryURL", issuer.discoveryURL, 2048);
  most("audiences", issuer.audiences, 10);
  most("extra mappings", extra, 32);
  most("userValidationRules", userValidationRules, 64);
  const rules = [...claimValidationRules, ...userValidationRules];
  const expressions = [username, groups, uid, ...rules].map(({ expression }) => expression);
  for (const text of [...expressions, ...extra.map(({ valueExpression }) => valueExpression)])
    longest("an expression", text, 1024);
  for (const { message } of rules) longest("a message", message, 256);
  longest("the user name's claim", username.claim, 256);
  longest("the groups' claim", groups.claim, 256);
  longest("the uid's claim", uid.claim, 256);
  for (const { key } of extra) {
    longest("a key of extra", key, 510);
    if (/^(?:[^/]*\.)?openshift\.io\//.test(key))
      problems.push(`OpenShift keeps the domain openshift.io for itself: ${JSON.stringify(key)}.`);
  }
  for (const { claim, requiredValue, expression } of claimValidationRules)
    if (expression === "" && requiredValue === "")
      problems.push(
        `OpenShift does not take an empty requiredValue: write the rule for the claim ${JSON.stringify(claim)} as an expression.`,
      );
  const texts = userValidationRules.map(({ expression }) => expression);
  if (new Set(texts).size < texts.length)
    problems.push("OpenShift takes each expression of userValidationRules once.");
  return [...new Set(problems)];
}
