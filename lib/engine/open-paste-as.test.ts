import { describe, expect, test } from "vitest";
import { loadApiResources } from "../rbac/api-resources.ts";
import { parseQuestion } from "../rbac/parse-question.ts";
import { openPaste } from "./open-paste.ts";

const open = (text: string) => openPaste(text, { version: 37 });

describe("a request as another user is a question with --as", () => {
  const api = "https://10.0.0.1:6443";
  const curl = (more: string) =>
    `curl -k -H "Authorization: Bearer $TOKEN" -H "Impersonate-User: jane" ${more}`;
  test.each<[string, string]>([
    [
      "kubectl get pods -n app --as oidc:jane --as-group oidc:dev",
      "list pods -n app --as oidc:jane --as-group oidc:dev",
    ],
    [
      "kubectl --as=system:serviceaccount:app:web -n app get secrets",
      "list secrets -n app --as system:serviceaccount:app:web",
    ],
    [
      "kubectl get secrets --as=null --as-group=system:masters -A",
      "list secrets -A --as null --as-group system:masters",
    ],
    ["kubectl delete deployment web -n app --as=jane", "delete deployment/web -n app --as jane"],
    ["kubectl get pod/web svc --as jane", "get pod/web --as jane"],
    ["kubectl describe nodes n1 --as jane", "get nodes/n1 --as jane"],
    ["kubectl logs web-0 -n app -f --as jane", "get pods/web-0 --subresource=log -n app --as jane"],
    ["kubectl annotate ns app a=b --as jane", "patch ns/app --as jane"],
    ["kubectl create deployment web --image=nginx --as jane", "create deployment --as jane"],
    [
      "kubectl create token bot -n ci --as jane",
      "create serviceaccounts/bot --subresource=token -n ci --as jane",
    ],
    ["kubectl get --raw='/readyz?verbose' --as jane", "get /readyz --as jane"],
    ["kubectl auth whoami --as jane", "create selfsubjectreviews.authentication.k8s.io --as jane"],
    ['kubectl get pods --as "Jane Doe" --as-uid 7', 'list pods --as="Jane Doe" --as-uid 7'],
    ["oc --as system:admin get nodes", "list nodes --as system:admin"],
    ["kubectl get nodes --as old --as new", "list nodes --as new"],
    [curl(`${api}/api/v1/namespaces`), "list namespaces --as jane"],
    [
      curl(`-X DELETE "${api}/api/v1/namespaces/app/pods/web?gracePeriodSeconds=0"`),
      "delete pods/web -n app --as jane",
    ],
    [
      curl(`-XDELETE ${api}/apis/apps/v1/namespaces/app/deployments`),
      "deletecollection deployments.apps -n app --as jane",
    ],
    [
      curl(`-sS --data @pod.json ${api}/api/v1/namespaces/app/pods`),
      "create pods -n app --as jane",
    ],
    [curl(`${api}/api/v1/namespaces/app/pods?watch=true`), "watch pods -n app --as jane"],
    [
      curl(`${api}/api/v1/namespaces/app/pods/web/log`),
      "get pods/web --subresource=log -n app --as jane",
    ],
    [
      curl(`-X PATCH --data-binary @x.json "$PROXY/k8s/clusters/c-1/api/v1/nodes/n1"`),
      "patch nodes/n1 --as jane",
    ],
    [curl(`${api}/api/v1/namespaces/app`), "get namespaces/app --as jane"],
    [
      curl(`-X PUT -d @x ${api}/api/v1/namespaces/app/finalize`),
      "update namespaces/app --subresource=finalize --as jane",
    ],
    [curl(`${api}/version`), "get /version --as jane"],
    [
      `curl -skH 'impersonate-user: jane' --header='Impersonate-Group: dev' ${api}/api/v1/pods`,
      "list pods --as jane --as-group dev",
    ],
    [
      "> GET /api/v1/namespaces/app/pods HTTP/1.1\n> Host: 10.0.0.1\n> Impersonate-User: jane\n> Impersonate-Group: dev\n> Impersonate-Group: ops\n> Accept: */*\n>\n< HTTP/1.1 403 Forbidden\n",
      "list pods -n app --as jane --as-group dev --as-group ops",
    ],
  ])("%s", async (text, question) => {
    const opened = open(text);
    expect([opened.kind, opened.format, opened.question, opened.user]).toEqual([
      ...["log", "impersonation", question, undefined],
    ]);
    expect(parseQuestion(question, await loadApiResources(), "default").kind).toBe("question");
  });
});

describe("without a certain question it says who is acted as, or why it is not known", () => {
  const acts = (who: string) =>
    `The request acts as ${who}: that needs the verb impersonate on these names.`;
  const open2 =
    "What it asks for is not certain: ask for it under Access, with --as behind the question.";
  test.each<[string, readonly string[]]>([
    ["kubectl apply -f deploy.yaml --as jane", [acts("jane"), open2]],
    ["kubectl get all --as jane", [acts("jane"), open2]],
    ["kubectl exec -it web -n app --as jane -- sh", [acts("jane"), open2]],
    ["kubectl get pods -n $NS --as jane", [acts("jane"), open2]],
    [
      "Impersonate-User: jane\nImpersonate-Extra-dn: cn=jane\nImpersonate-Extra-acme.com%2Fproject: x\n",
      [
        acts("jane"),
        open2,
        "The extra fields dn, acme.com%2Fproject are left out: a question has no flag for them.",
      ],
    ],
    ["kubectl get pods --as-group=dev", ["kubectl refuses --as-group and --as-uid without --as."]],
    ["kubectl get pods --as", ["kubectl refuses --as-group and --as-uid without --as."]],
    [
      'curl -H "Impersonate-Group: dev" https://10.0.0.1:6443/api/v1/pods',
      [
        "The API server refuses Impersonate-Group, Impersonate-Uid and Impersonate-Extra without Impersonate-User.",
      ],
    ],
    ["kubectl get pods --as $WHO", ["Who is acted as is not in the text: $WHO is a variable."]],
    ["kubectl get pods --as <user>", ["Who is acted as is not in the text: <user> is a variable."]],
  ])("%s", (text, notes) => {
    const opened = open(text);
    expect([opened.kind, opened.question, opened.notes]).toEqual(["log", undefined, notes]);
  });
});

describe("an audit event of a request as another user", () => {
  const event = (more: object) =>
    JSON.stringify({
      ...{ kind: "Event", apiVersion: "audit.k8s.io/v1", verb: "list" },
      user: { username: "oidc:admin", groups: ["system:authenticated"] },
      objectRef: { resource: "secrets", namespace: "app" },
      ...more,
    });
  const asker = { username: "oidc:admin", groups: ["system:authenticated"] };
  test.each<[string, object, string]>([
    [
      "its groups are those that were sent",
      { impersonatedUser: { username: "jane", groups: ["dev", "system:authenticated"] } },
      "list secrets -n app --as jane --as-group dev",
    ],
    [
      "a service account's own groups were not sent",
      {
        impersonatedUser: {
          username: "system:serviceaccount:app:web",
          groups: ["system:serviceaccounts", "system:serviceaccounts:app", "system:authenticated"],
        },
        responseStatus: {
          code: 403,
          message:
            'secrets is forbidden: User "system:serviceaccount:app:web" cannot list resource "secrets" in API group "" in the namespace "app"',
        },
      },
      "list secrets -n app --as system:serviceaccount:app:web",
    ],
    [
      "what the server does not add was sent",
      {
        impersonatedUser: {
          username: "jane",
          groups: ["system:authenticated", "system:masters"],
          uid: "7",
        },
      },
      "list secrets -n app --as jane --as-group system:masters --as-uid 7",
    ],
    [
      "a refusal to act as another one is the question",
      {
        responseStatus: {
          code: 403,
          message:
            'users "bob" is forbidden: User "oidc:admin" cannot impersonate resource "users" in API group "" at the cluster scope',
        },
      },
      "impersonate users/bob",
    ],
  ])("%s", (_, more, question) => {
    const opened = open(event(more));
    expect([opened.user, opened.question]).toEqual([asker, question]);
  });
});

test("a kubeconfig whose user acts as another one", () => {
  const { kind, notes } = open(
    "apiVersion: v1\nkind: Config\nusers:\n- name: proxy\n  user: {as: jane, as-groups: [dev], token: abc}\n",
  );
  expect([kind, notes.at(-1)]).toEqual([
    "client",
    "Each request acts as jane with the groups dev: the user who logs in needs the verb impersonate on these names.",
  ]);
});
