import type { ApiResource } from "../rbac/api-resources.ts";
import { createAuthorizer } from "../rbac/authorize.ts";
import { formatQuestion } from "../rbac/format-question.ts";
import { validateObject } from "../rbac/manifest/validate.ts";
import { parseQuestion } from "../rbac/parse-question.ts";
import { ruleAllows } from "../rbac/rule-allows.ts";
import type { AccessRequest, Binding, Policy, PolicyRule, Subject } from "../rbac/types.ts";
import { findInvisible, markInvisible } from "./invisible.ts";
import { comment, hereDocument, joinShell, type ShellPiece, shell, word } from "./shell.ts";

/** prove.sh, and how many questions it puts. */
export interface Proof {
  readonly script: ShellPiece;
  readonly questions: number;
}

/**
 * A script that asks the cluster, as each subject of the bindings, for one thing that its role gives. kubectl is asked
 * what it can ask: by our reading of `kubectl auth can-i`, the line must mean that very request, without a warning. The
 * rest is put as a SubjectAccessReview. What is not asked is said, with the reason.
 */
export function proveBindings(policy: Policy, resources: readonly ApiResource[]): Proof {
  const authorizer = createAuthorizer(policy);
  const entries = policy.bindings.flatMap((binding): Entry[] => {
    const { roleRef, namespace } = binding;
    const title = `${binding.kind} ${namespace === "" ? "" : `${namespace}/`}${binding.name}`;
    const [invalid] = validateObject(binding);
    if (invalid) return [{ title, why: `the binding has an error: ${invalid.message}` }];
    const rules = authorizer
      .roleRules(roleRef.kind, namespace, roleRef.name)
      ?.map(({ rule }) => rule);
    const usual = roleRef.kind === "ClusterRole" ? usualRequests.get(roleRef.name) : undefined;
    if (rules === undefined && usual === undefined)
      return [{ title, why: `what ${roleRef.kind} ${roleRef.name} allows is not known here` }];
    const request = rules
      ? findRequest(rules, binding, resources)
      : usual && { ...usual, namespace: binding.namespace };
    if (request === undefined)
      return [{ title, why: `${roleRef.kind} ${roleRef.name} gives nothing there` }];
    return binding.subjects.map((subject) => ({ title, request, subject, binding }));
  });
  const asked = entries.filter((entry) => "request" in entry).filter(isVisible);
  const others = [
    ...entries.filter((entry) => "why" in entry),
    ...entries
      .filter((entry) => "request" in entry)
      .filter((entry) => !isVisible(entry))
      .map(({ title }) => ({ title, why: "a name in it holds an invisible character" })),
  ];
  return { script: writeScript(asked, others, resources), questions: asked.length };
}

type Entry = Question | Unasked;

interface Question {
  readonly title: string;
  readonly request: AccessRequest;
  readonly subject: Subject;
  readonly binding: Binding;
}

interface Unasked {
  readonly title: string;
  readonly why: string;
}

function isVisible({ request, subject, binding }: Question): boolean {
  const texts = [...Object.values(request), subject.name, subject.namespace, binding.namespace];
  return texts.every((text) => findInvisible(text) === undefined);
}

/** What tells the roles that people bind from each other (plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go). */
const usualRequests = new Map<string, AccessRequest & { kind: "resource" }>(
  (
    [
      ["cluster-admin", "*", "", "*"],
      ["admin", "create", "rbac.authorization.k8s.io", "rolebindings"],
      ["edit", "create", "apps", "deployments"],
      ["view", "list", "", "pods"],
    ] as const
  ).map(([role, verb, apiGroup, resource]) => [
    role,
    { kind: "resource", verb, apiGroup, resource, subresource: "", name: "", namespace: "" },
  ]),
);

/** One thing that the rules allow if the binding holds: the first that kubectl can ask, else the first. */
function findRequest(
  rules: readonly PolicyRule[],
  binding: Binding,
  resources: readonly ApiResource[],
): AccessRequest | undefined {
  const found = rules.flatMap((rule) =>
    requestsOf(rule, binding.namespace, resources).filter((request) => ruleAllows(request, rule)),
  );
  return found.find((request) => canAsk(request, resources)) ?? found[0];
}

function requestsOf(
  rule: PolicyRule,
  namespace: string,
  resources: readonly ApiResource[],
): AccessRequest[] {
  const [verb] = rule.verbs;
  if (verb === undefined) return [];
  if (rule.nonResourceURLs.length > 0) {
    // A RoleBinding gives no paths.
    if (namespace !== "") return [];
    return rule.nonResourceURLs.map((url) => ({
      kind: "path",
      verb,
      path: url === "*" ? "/" : url,
    }));
  }
  const name = rule.resourceNames[0] ?? "";
  return rule.apiGroups.flatMap((group) =>
    rule.resources.flatMap((entry) => {
      const [wanted = "", subresource = ""] = entry.split(/\/(.*)/s);
      const fits = (known: ApiResource) =>
        (group === "*" || known.group === group) &&
        (wanted === "*" || known.resource === wanted) &&
        (subresource === "" ||
          known.subresources.some((other) => other.subresource === subresource));
      const served = resources.filter(fits);
      // Nothing cluster-scoped is given by a RoleBinding.
      const here = served.filter(({ namespaced }) => namespace === "" || namespaced !== false);
      if (served.length > 0 && here.length === 0) return [];
      const whole = wanted === "*" && subresource === "" && group === "*";
      const [first] = here;
      const apiGroup = group === "*" ? (whole ? "" : (first?.group ?? "")) : group;
      const resource = wanted === "*" && !whole ? (first?.resource ?? "*") : wanted;
      return [
        { kind: "resource" as const, verb, apiGroup, resource, subresource, name, namespace },
      ];
    }),
  );
}

/** Whether `kubectl auth can-i` with the request's words asks for that request and warns of nothing. */
function canAsk(request: AccessRequest, resources: readonly ApiResource[]): boolean {
  const read = parseQuestion(formatQuestion(request), resources, "");
  return (
    read.kind === "question" &&
    read.warnings.length === 0 &&
    JSON.stringify(sorted(read.request)) === JSON.stringify(sorted(request))
  );
}

function sorted(request: AccessRequest): [string, string][] {
  return Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1));
}

function writeScript(
  questions: readonly Question[],
  others: readonly Unasked[],
  resources: readonly ApiResource[],
): ShellPiece {
  const left = others.map(
    ({ title, why }) =>
      shell`echo ${word(markInvisible(`not asked: ${title}: ${why}`))}
`,
  );
  const asked = questions.map((question) => writeQuestion(question, resources));
  return shell`#!/bin/sh
# Asks the cluster, after apply.sh, whether each subject of the bindings has what its role gives. It needs a credential
# that may impersonate users and groups, and create SubjectAccessReviews for what kubectl cannot ask. It fails if an
# answer is no, and if nothing was asked.
set -eu
asked=0
no=0
# ask TITLE COMMAND...: puts one question.
ask() {
  title=$1
  shift
  asked=$((asked + 1))
  case $("$@" || true) in
    yes | true) echo "yes: $title" ;;
    no | "no "* | false) no=$((no + 1)); echo "NO: $title" ;;
    *) echo "no answer: $title" >&2; exit 2 ;;
  esac
}
# A question that kubectl has no words for.
review() {
  kubectl create -o jsonpath='{.status.allowed}' -f -
}

${joinShell(asked, "")}${joinShell(left, "")}
echo "$asked asked, $no answered no"
if [ "$asked" -eq 0 ]; then
  echo "nothing was asked, so nothing is proved" >&2
  exit 1
fi
[ "$no" -eq 0 ]
`;
}

function writeQuestion(
  { title, request, subject, binding }: Question,
  resources: readonly ApiResource[],
): ShellPiece {
  const who = `${subject.kind} ${subject.name}`;
  const label = word(markInvisible(`${title}: ${who}: ${describeRequest(request)}`));
  if (!canAsk(request, resources)) {
    const json = JSON.stringify({
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: { ...identityOf(subject, binding.namespace), ...attributesOf(request) },
    });
    return shell`ask ${label} review ${hereDocument(json)}
`;
  }
  const words = [...wordsOf(request), ...impersonate(subject, binding.namespace)].map(word);
  return shell`# ${comment(title)}
ask ${label} kubectl auth can-i ${joinShell(words, " ")}
`;
}

function describeRequest(request: AccessRequest): string {
  return formatQuestion(request);
}

function wordsOf(request: AccessRequest): string[] {
  if (request.kind === "path") return [request.verb, request.path];
  const { verb, apiGroup, resource, subresource, name, namespace } = request;
  const full = apiGroup === "" ? resource : `${resource}.${apiGroup}`;
  return [
    verb,
    name === "" ? full : `${full}/${name}`,
    ...(subresource === "" ? [] : [`--subresource=${subresource}`]),
    ...(namespace === "" ? ["--all-namespaces"] : [`--namespace=${namespace}`]),
  ];
}

/**
 * kubectl refuses --as-group without --as; the server adds system:authenticated to an impersonated user itself
 * (k8s.io/apiserver pkg/endpoints/filters/impersonation.go).
 */
function impersonate(subject: Subject, namespace: string): string[] {
  const { user, groups } = identityOf(subject, namespace);
  return subject.kind === "Group" ? [`--as=${user}`, `--as-group=${groups[0]}`] : [`--as=${user}`];
}

/** Who the subject is to an authorizer. */
function identityOf(subject: Subject, namespace: string): { user: string; groups: string[] } {
  const everybody = "system:authenticated";
  switch (subject.kind) {
    case "Group":
      return { user: "claimcheck-proof", groups: [subject.name, everybody] };
    case "ServiceAccount": {
      const place = subject.namespace || namespace;
      const accounts = ["system:serviceaccounts", `system:serviceaccounts:${place}`];
      return {
        user: `system:serviceaccount:${place}:${subject.name}`,
        groups: [...accounts, everybody],
      };
    }
    default:
      return { user: subject.name, groups: [everybody] };
  }
}

function attributesOf(request: AccessRequest): object {
  if (request.kind === "path")
    return { nonResourceAttributes: { path: request.path, verb: request.verb } };
  const { verb, apiGroup: group, resource, subresource, name, namespace } = request;
  const given = { namespace, verb, group, resource, subresource, name };
  return {
    resourceAttributes: Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== ""),
    ),
  };
}
