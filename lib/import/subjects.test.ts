import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadDefaultPolicy } from "../rbac/default-policy/load.ts";
import { defaultSubjects } from "./form-subjects.ts";
import { openText } from "./open.ts";

const open = (text: string) => openText(text, { version: 37 });

const api = "rbac.authorization.k8s.io";
const group = (name: string) => ({ apiGroup: api, kind: "Group", name });
const user = (name: string) => ({ apiGroup: api, kind: "User", name });
const account = (namespace: string, name: string) => ({ kind: "ServiceAccount", name, namespace });
const masters = group("system:masters");
const add = (value: unknown) => JSON.stringify([{ op: "add", path: "/subjects/-", value }]);

describe("a binding that every cluster has", () => {
  const assumed =
    "It is assumed that the ClusterRoleBinding cluster-admin was before as Kubernetes creates it.";
  const dry =
    "With --dry-run nothing is changed in the cluster: this is what cluster-admin would be.";
  test.each<[string, string, unknown, readonly string[]]>([
    [
      "set subject, sorted and each once",
      "kubectl set subject clusterrolebinding cluster-admin --user=z --user=a --user a --group=oidc:admins --serviceaccount=ci:bot",
      [masters, user("a"), user("z"), group("oidc:admins"), account("ci", "bot")],
      [assumed],
    ],
    [
      "an operation that appends",
      `kubectl patch clusterrolebinding cluster-admin --type=json -p='${add(account("kube-system", "c"))}'`,
      [masters, account("kube-system", "c")],
      [assumed],
    ],
    [
      "a subject that is there already",
      `kubectl patch clusterrolebindings.rbac.authorization.k8s.io/cluster-admin --type json -p '${add(masters)}'`,
      [masters],
      [assumed],
    ],
    [
      "a strategic merge: the list is replaced",
      `oc patch clusterrolebinding cluster-admin --patch '{"subjects":[${JSON.stringify(user("x"))}]}'`,
      [user("x")],
      [assumed],
    ],
    [
      "a merge in YAML, as bash writes lines",
      "kubectl patch clusterrolebinding cluster-admin --type merge -p $'subjects:\\n- kind: Group\\n  name: \"it\\'s\"'",
      [{ kind: "Group", name: "it's" }],
      [assumed],
    ],
    [
      "a file of the script",
      `cat <<'EOF' > p.yaml\n- op: add\n  path: /subjects/-\n  value: {kind: Group, name: "oidc:ops", apiGroup: ${api}}\nEOF\nkubectl patch clusterrolebinding cluster-admin --type=json --patch-file p.yaml\n`,
      [masters, group("oidc:ops")],
      [assumed],
    ],
    [
      "several commands after each other",
      `kubectl patch clusterrolebinding cluster-admin -p '{"subjects":null}'\nkubectl set subject clusterrolebinding cluster-admin --group=a\nkubectl set subject clusterrolebinding cluster-admin --group=b\n`,
      [group("a"), group("b")],
      [assumed],
    ],
    [
      "with --dry-run, and what it prints",
      "$ kubectl set subject clusterrolebinding cluster-admin --group=a --dry-run=server\nclusterrolebinding.rbac.authorization.k8s.io/cluster-admin subjects updated (server dry run)\n",
      [masters, group("a")],
      [dry, assumed],
    ],
  ])("%s", (_, text, subjects, notes) => {
    const opened = open(text);
    expect(opened.refused).toBeUndefined();
    expect(parse(opened.bindings ?? "")).toEqual({
      apiVersion: `${api}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: "cluster-admin" },
      roleRef: { apiGroup: api, kind: "ClusterRole", name: "cluster-admin" },
      subjects,
    });
    expect(opened.notes).toEqual(notes);
  });

  test.each([30, 34, 38] as const)("the table is that of 1.%i", async (minor) => {
    const { bindings } = await loadDefaultPolicy(minor);
    const own = bindings.filter(
      ({ name, kind }) => kind === "ClusterRoleBinding" && Object.hasOwn(defaultSubjects, name),
    );
    const table = own.map(({ name, roleRef, subjects }) => [
      name,
      [roleRef.name, ...subjects.map((one) => `${one.kind} ${one.name}`)],
    ]);
    const want = Object.entries(defaultSubjects).map(([name, groups]) => [
      name,
      [name, ...groups.map((one) => `Group ${one}`)],
    ]);
    expect(Object.fromEntries(table)).toEqual(Object.fromEntries(want));
  });
});

describe("a binding of the same text", () => {
  const made = "kubectl create rolebinding edit --clusterrole=edit --group=oidc:dev -n app\n";
  const object = (subjects: unknown) => ({
    apiVersion: `${api}/v1`,
    kind: "RoleBinding",
    metadata: { name: "edit", namespace: "app" },
    roleRef: { apiGroup: api, kind: "ClusterRole", name: "edit" },
    subjects,
  });
  test.each<[string, string, unknown]>([
    [
      "of a command",
      `${made}kubectl -n app set subject rolebinding edit --group oidc:qa --serviceaccount=:bot\n`,
      object([group("oidc:dev"), group("oidc:qa"), account("app", "bot")]),
    ],
    [
      "of a here-document",
      `kubectl apply -f - <<EOF\n${JSON.stringify(object([user("a")]), null, 1)}\nEOF\nkubectl patch rolebinding edit -n app --type=merge -p '{"subjects":[${JSON.stringify(user("b"))}]}'\n`,
      object([user("b")]),
    ],
    [
      "in another namespace: it stays as it is",
      `${made}kubectl set subject rolebinding edit -n web --group=oidc:qa\n`,
      object([group("oidc:dev")]),
    ],
  ])("%s", (_, text, want) => {
    expect(parse(open(text).bindings ?? "")).toEqual(want);
  });
});

describe("what cannot be said is refused with what is known", () => {
  test.each([
    [
      "the role is not known",
      `kubectl patch rolebinding edit -n "$NS" --type=json -p="[{\\"op\\":\\"add\\",\\"path\\":\\"/subjects/-\\",\\"value\\":{\\"kind\\":\\"Group\\",\\"name\\":\\"$GROUP\\"}}]"`,
      "The command adds Group $GROUP to the RoleBinding edit in the namespace $NS; which role that gives is not in the text. Open the binding after it (kubectl get rolebinding edit -n $NS -o yaml).",
    ],
    [
      "all subjects are replaced",
      `kubectl patch clusterrolebinding x -p 'subjects: [{kind: ServiceAccount, name: a, namespace: b}]'`,
      "The command replaces all subjects of the ClusterRoleBinding x by ServiceAccount b/a; which role that gives is not in the text. Open the binding after it (kubectl get clusterrolebinding x -o yaml).",
    ],
    [
      "a subject by its place",
      `kubectl patch clusterrolebinding cluster-admin --type=json -p '[{"op":"remove","path":"/subjects/1"}]'`,
      "What the operation remove at /subjects/1 changes depends on the subjects that are there, which are not in the text. Open the binding after it (kubectl get -o yaml).",
    ],
    [
      "another role",
      `kubectl patch rolebinding x -n y --type=json -p '[{"op":"replace","path":"/roleRef/name","value":"z"}]'`,
      "The API server refuses the command: the role of a binding (roleRef) cannot be changed. Delete the binding and create it anew.",
    ],
    [
      "no subjects",
      `kubectl patch rolebinding x -n y -p '{"metadata":{"finalizers":[]}}'`,
      "The command changes no subjects: whom the binding binds stays as it is.",
    ],
    [
      "a patch that is half there",
      `kubectl patch clusterrolebinding cluster-admin --type=json -p '[{"op":"add","path":"/subjects/-","value":{"kind":"Group"}'`,
      "The patch cannot be read: it is neither JSON nor YAML.",
    ],
    [
      "a file of its own",
      "kubectl patch clusterrolebinding cluster-admin --patch-file p.yaml",
      "The patch is in the file p.yaml, which is not in the text: open that file together with the binding.",
    ],
    [
      "bindings of a file",
      "kubectl set subject -f rb.yaml --local --user=jane -o yaml",
      "The command changes the bindings of the file rb.yaml: open that file.",
    ],
    [
      "rules of a role",
      `kubectl patch clusterrole view --type=json -p '[{"op":"add","path":"/rules/-","value":{"verbs":["get"]}}]'`,
      "The command changes the ClusterRole view, and what else it holds is not in the text: open the role after it (kubectl get clusterrole view -o yaml).",
    ],
    [
      "a service account without its name",
      "kubectl set subject clusterrolebinding cluster-admin --serviceaccount=bot",
      "kubectl wants --serviceaccount as namespace:name.",
    ],
  ])("%s", (_, text, want) => {
    const { kind, refused, bindings } = open(text);
    expect([kind, refused, bindings]).toEqual(["bindings", want, undefined]);
  });

  test("a line that kubectl printed", () => {
    const { kind, notes } = open(
      "clusterrolebinding.rbac.authorization.k8s.io/x patched (dry run)\n",
    );
    expect([kind, notes]).toEqual([
      "log",
      [
        "The line says only that the ClusterRoleBinding x was written: whom it binds to which role is in the output of kubectl get clusterrolebinding x -o yaml.",
      ],
    ]);
  });
});
