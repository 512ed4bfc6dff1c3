import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { emptyValues, setValues, treeOfValues } from "./helm-values.ts";
import { openText } from "./open.ts";
import { toPlain } from "./tree.ts";

const open = (text: string) => openText(text, { version: 37 });

const entry = (username: unknown, more: Record<string, unknown> = {}) => ({
  issuer: { url: "https://sso.example.com", audiences: ["k8s"] },
  claimMappings: { username, ...more },
});
const byUrl = { claim: "sub", prefix: "https://sso.example.com#" };
const email = { claim: "email", prefix: "" };
const both =
  "--set apiServer.oidc.issuerUrl=https://sso.example.com --set apiServer.oidc.clientId=k8s";
const extraArgs = "controlPlane.distro.k8s.apiServer.extraArgs";

// The cases of helm's pkg/strvals/parser_test.go that say most.
describe("a line of values", () => {
  const span = { start: 0, end: 0 };
  const read = (text: string, mode: "auto" | "string" | "json" = "auto") => {
    const values = emptyValues(span);
    const failure = setValues(values, { text, place: (start, end) => ({ start, end }) }, mode);
    return failure ?? toPlain(treeOfValues(values));
  };

  test.each<[string, unknown]>([
    ["name1=value1,name2=value2", { name1: "value1", name2: "value2" }],
    ["name1=,name2=value2", { name1: "", name2: "value2" }],
    ["name1=value1,", { name1: "value1" }],
    ["leading_zeros=00009", { leading_zeros: "00009" }],
    ["zero_int=0,long=1234567890", { zero_int: 0, long: 1234567890 }],
    ["boolean=TRUE,is_null=null", { boolean: true, is_null: null }],
    ["name1=one\\,two,name2=three\\,four", { name1: "one,two", name2: "three,four" }],
    ["name1=one\\=two,name2=three\\=four", { name1: "one=two", name2: "three=four" }],
    ["name1=one two three,name2=three two one", { name1: "one two three", name2: "three two one" }],
    ["outer.inner=value,outer.more=1", { outer: { inner: "value", more: 1 } }],
    ["name1={value1,value2},name2={}", { name1: ["value1", "value2"], name2: [""] }],
    ["list[0].foo=bar,list[0].hello=world", { list: [{ foo: "bar", hello: "world" }] }],
    ["list[1]=b,list[0]=a", { list: ["a", "b"] }],
    ["nested[1][1]=1", { nested: [[1]] }],
    ["a\\.b=c,d\\[0\\]=e", { "a.b": "c", "d[0]": "e" }],
    ["name=a=b", { name: "a=b" }],
    ["name1", 'the key "name1" has no value'],
    ["name1=a,name2", 'the key "name2" has no value'],
    ["name1={a,b", "a list must end with }"],
    ["list[a]=b", '"a" is no index of a list'],
    ["list[-1]=b", "the index -1 is not allowed"],
    ["list[70000]=b", "the index 70000 is not allowed"],
    ["list[0]x=b", '"x" behind the index is not expected'],
    ["a=1,a.b=2", '"a" is no mapping'],
    ["a=1,a[0]=2", '"a" is no list'],
    [`${"a.".repeat(31)}b=1`, "a name has at most 30 levels"],
  ])("%s", (text, want) => {
    expect(read(text)).toEqual(want);
  });

  test("as text: numbers and words stay what is written", () => {
    expect(read("a=1,b=true,c=null,d={1,2}", "string")).toEqual({
      ...{ a: "1", b: "true", c: "null", d: ["1", "2"] },
    });
  });

  test.each<[string, unknown]>([
    [
      'a={"b":[1,"x,y"]},c=["d"],e="f\\"g",h=,i=null',
      { a: { b: [1, "x,y"] }, c: ["d"], e: 'f"g', h: null, i: null },
    ],
    ['a[0]={"b":1}', { a: [{ b: 1 }] }],
    ["a={b", "the value is no JSON"],
  ])("as JSON: %s", (text, want) => {
    expect(read(text, "json")).toEqual(want);
  });
});

describe("values on the command line of helm", () => {
  test.each<[string, string, string, unknown]>([
    [
      "several in one flag, over lines",
      "helm upgrade --install karmada karmada-charts/karmada -n karmada-system --create-namespace \\\n  --set apiServer.oidc.issuerUrl=https://sso.example.com,apiServer.oidc.clientId=k8s \\\n  --set apiServer.oidc.usernameClaim=email --set apiServer.oidc.usernamePrefix=-\n",
      "karmada",
      entry(email),
    ],
    [
      "--set-string after --set, whatever their order is",
      `helm install karmada ./charts/karmada --set-string apiServer.oidc.clientId=k8s ${both.replace("clientId=k8s", "clientId=no")}`,
      "karmada",
      entry(byUrl),
    ],
    [
      "an escaped comma",
      `helm install karmada karmada/karmada ${both} --set apiServer.oidc.groupsClaim=groups --set 'apiServer.oidc.groupsPrefix=a\\,b:'`,
      "karmada",
      entry(byUrl, { groups: { claim: "groups", prefix: "a,b:" } }),
    ],
    [
      "null, as if it were not there",
      `helm install karmada karmada/karmada ${both} --set apiServer.oidc.usernamePrefix=null`,
      "karmada",
      entry(byUrl),
    ],
    [
      "a list in braces",
      `helm upgrade --install v1 vcluster --repo https://charts.loft.sh --set '${extraArgs}={--oidc-issuer-url=https://sso.example.com,--oidc-client-id=k8s,--oidc-username-claim=email}'`,
      "vcluster",
      entry(email),
    ],
    [
      "items by their index",
      `helm install v1 loft/vcluster --set ${extraArgs}[0]=--oidc-issuer-url=https://sso.example.com --set ${extraArgs}[1]=--oidc-client-id=k8s`,
      "vcluster",
      entry(byUrl),
    ],
    [
      "a list in JSON",
      `helm install v1 oci://ghcr.io/loft-sh/charts/vcluster --set-json '${extraArgs}=["--oidc-issuer-url=https://sso.example.com","--oidc-client-id=k8s"]'`,
      "vcluster",
      entry(byUrl),
    ],
    [
      "all of them as one object of JSON",
      `helm upgrade karmada karmada/karmada -i --set-json '{"apiServer":{"oidc":{"issuerUrl":"https://sso.example.com","clientId":"k8s"}}}'`,
      "karmada",
      entry(byUrl),
    ],
    [
      "values of standard input, and one over them",
      "helm upgrade --install karmada karmada/karmada --set apiServer.oidc.groupsPrefix=kc: -f - <<EOF\napiServer:\n  oidc:\n    issuerUrl: https://sso.example.com\n    clientId: k8s\n    groupsClaim: groups\nEOF\n",
      "karmada",
      entry(byUrl, { groups: { claim: "groups", prefix: "kc:" } }),
    ],
    [
      "a file that the script writes, and another value over it",
      "cat > values.yaml <<EOF\napiServer:\n  oidc: {issuerUrl: https://sso.example.com, clientId: k8s, usernameClaim: sub}\nEOF\nhelm upgrade --install karmada karmada/karmada --values values.yaml --set apiServer.oidc.usernameClaim=email\n",
      "karmada",
      entry(email),
    ],
    [
      "a release that keeps the values of the command above",
      `helm install karmada karmada/karmada ${both}\nhelm upgrade karmada karmada/karmada --reuse-values --set apiServer.oidc.usernameClaim=email\n`,
      "karmada",
      entry(email),
    ],
    [
      "a variable before the command",
      `KUBECONFIG=/tmp/k helm upgrade -i karmada karmada/karmada --set "apiServer.oidc.issuerUrl=https://sso.example.com" --set "apiServer.oidc.clientId=k8s"`,
      "karmada",
      entry(byUrl),
    ],
    [
      "PowerShell",
      `helm.exe template karmada karmada/karmada \`\n  ${both.replace(" --set", " `\n  --set")}\n`,
      "karmada",
      entry(byUrl),
    ],
  ])("%s", (_, text, target, want) => {
    const opened = open(text);
    expect([opened.refused, opened.target]).toEqual([undefined, target]);
    expect(parse(opened.configuration ?? "").jwt).toEqual([want]);
  });

  test("a variable as a value is a placeholder", () => {
    const text = `helm install karmada karmada/karmada --set apiServer.oidc.issuerUrl=$ISSUER --set apiServer.oidc.clientId="\${CLIENT}"`;
    expect(open(text).placeholders).toEqual(["$ISSUER", "$" + "{CLIENT}"]);
  });

  test("a role binding among the values", () => {
    const binding = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "admins" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "admin" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "oidc:a" }],
    };
    const opened = open(`helm upgrade -i x ./x --set-json 'objects=[${JSON.stringify(binding)}]'`);
    expect(parse(opened.bindings ?? "")).toEqual(binding);
  });

  const unknown = (written: string, line = 1) =>
    `What ${written} adds in line ${line} is not in the text: it may hold other values of the same chart. Open the result (helm get values RELEASE, or helm template).`;
  test.each<[string, string, string | undefined]>([
    [
      "a file",
      `helm install karmada karmada/karmada -f values.yaml ${both}`,
      unknown("values.yaml"),
    ],
    [
      "values of the release",
      `helm upgrade karmada karmada/karmada --reuse-values ${both}`,
      unknown("--reuse-values"),
    ],
    ["a variable", `helm install karmada karmada/karmada $EXTRA ${both}`, unknown("$EXTRA")],
    [
      "a program behind it",
      `helm install karmada karmada/karmada --post-renderer ./x.sh ${both}`,
      unknown("./x.sh"),
    ],
    [
      "a value with a variable as its name",
      `helm install karmada karmada/karmada ${both} \\\n  --set $KEY=x`,
      unknown("$KEY=x", 2),
    ],
    [
      "a file that is edited before",
      `cat > v.yaml <<EOF\napiServer: {oidc: {usernamePrefix: "a:"}}\nEOF\nyq -i .x=1 v.yaml\nhelm install karmada karmada/karmada -f v.yaml ${both}\n`,
      unknown("v.yaml", 5),
    ],
    [
      "another chart",
      `helm install x ./charts/portal ${both}`,
      "The values are written as those of another chart, and what portal makes of them is not known: open what it renders (helm template).",
    ],
    [
      "a comma whose backslash the shell took",
      `helm install karmada karmada/karmada ${both} --set apiServer.oidc.groupsPrefix=a\\,b`,
      'helm refuses the value apiServer.oidc.groupsPrefix=a,b: the key "b" has no value.',
    ],
    [
      "braces that bash expands",
      `helm install v1 loft/vcluster --set a={--oidc-issuer-url=https://sso.example.com,--oidc-client-id=k8s}`,
      "Without quotation marks bash makes several words of a={--oidc-issuer-url=https://sso.example.com,--oidc-client-id=k8s}: helm does not get the list.",
    ],
    [
      "a list without its end",
      `helm install v1 loft/vcluster --set '${extraArgs}={--oidc-issuer-url=https://sso.example.com'`,
      `helm refuses the value ${extraArgs}={--oidc-issuer-url=https://sso.examp: a list must end with }.`,
    ],
    [
      "a file as a value",
      "helm upgrade -i v1 loft/vcluster --set-file controlPlane.authenticationConfig=authn.yaml",
      "This text only names another file: open authn.yaml, which the API server reads.",
    ],
    [
      "a product of its own",
      "helm upgrade -i x ./x --set oidc.issuerUrl=https://sso.example.com --set oidc.clientId=x --set oidc.redirectUrl=https://x.example.com",
      undefined,
    ],
  ])("nothing is offered: %s", (_, text, want) => {
    const { refused, configuration } = open(text);
    expect([refused, configuration]).toEqual([want, undefined]);
  });
});

describe("helm_release of Terraform", () => {
  const release = (body: string, chart = "karmada") =>
    `resource "helm_release" "a" {\n  name  = "a"\n  chart = "${chart}"\n${body}\n}\n`;
  const set = (name: string, value: string, more = "") =>
    `  set {\n    name  = "${name}"\n    value = ${value}\n${more}  }`;
  const url = set("apiServer.oidc.issuerUrl", '"https://sso.example.com"');
  const client = set("apiServer.oidc.clientId", '"k8s"');

  test.each<[string, string, string, unknown]>([
    ["blocks", release(`${url}\n${client}`), "karmada", entry(byUrl)],
    [
      "a list of objects",
      release(
        '  set = [\n    { name = "apiServer.oidc.issuerUrl", value = "https://sso.example.com" },\n    { name = "apiServer.oidc.clientId", value = "k8s" },\n    { name = "apiServer.oidc.usernameClaim", value = "email" },\n  ]',
      ),
      "karmada",
      entry(email),
    ],
    [
      "yamlencode alone",
      release(
        '  values = [yamlencode({ apiServer = { oidc = { issuerUrl = "https://sso.example.com", clientId = "k8s" } } })]',
      ),
      "karmada",
      entry(byUrl),
    ],
    [
      "a here-document, and a value over it",
      release(
        `  values = [<<-EOT\n    apiServer:\n      oidc:\n        issuerUrl: https://sso.example.com\n        clientId: k8s\n        usernamePrefix: "a:"\n    EOT\n  ]\n${set("apiServer.oidc.usernamePrefix", '"b:"')}`,
      ),
      "karmada",
      entry({ claim: "sub", prefix: "b:" }),
    ],
    [
      "two values, of which the second is merged over the first",
      release(
        '  values = [\n    yamlencode({ apiServer = { oidc = { issuerUrl = "https://old.example.com", clientId = "k8s" } } }),\n    yamlencode({ apiServer = { oidc = { issuerUrl = "https://sso.example.com" } } }),\n  ]',
      ),
      "karmada",
      entry(byUrl),
    ],
    [
      "a dynamic block over a mapping",
      release(
        '  dynamic "set" {\n    for_each = {\n      "apiServer.oidc.issuerUrl" = "https://sso.example.com"\n      "apiServer.oidc.clientId"  = "k8s"\n    }\n    content {\n      name  = set.key\n      value = set.value\n    }\n  }',
      ),
      "karmada",
      entry(byUrl),
    ],
    [
      "a dynamic block over objects with an iterator",
      release(
        '  dynamic "set" {\n    for_each = [{ k = "issuerUrl", v = "https://sso.example.com" }, { k = "clientId", v = "k8s" }]\n    iterator = one\n    content {\n      name  = "apiServer.oidc.${one.value.k}"\n      value = one.value.v\n    }\n  }',
      ),
      "karmada",
      entry(byUrl),
    ],
    [
      "set_list",
      release(
        `  set_list {\n    name  = "${extraArgs}"\n    value = ["--oidc-issuer-url=https://sso.example.com", "--oidc-client-id=k8s"]\n  }`,
        "vcluster",
      ),
      "vcluster",
      entry(byUrl),
    ],
    [
      "an escaped comma, and a text",
      release(
        `${url}\n${set("apiServer.oidc.clientId", '"k8s"', '    type = "string"\n')}\n${set("apiServer.oidc.groupsClaim", '"a\\\\,b"')}`,
      ),
      "karmada",
      entry(byUrl, { groups: { claim: "a,b", prefix: "" } }),
    ],
    [
      "set_sensitive over set",
      release(
        `${url}\n  set_sensitive {\n    name  = "apiServer.oidc.clientId"\n    value = "k8s"\n  }\n${set("apiServer.oidc.clientId", '"no"')}`,
      ),
      "karmada",
      entry(byUrl),
    ],
  ])("%s", (_, text, target, want) => {
    const opened = open(text);
    expect([opened.refused, opened.target]).toEqual([undefined, target]);
    expect(parse(opened.configuration ?? "").jwt).toEqual([want]);
  });

  const unknown = (written: string, line: number) =>
    `What ${written} adds in line ${line} is not in the text: it may hold other values of the same chart. Open the result (helm get values RELEASE, or helm template).`;
  test.each<[string, string, string]>([
    [
      "a file before it",
      release(
        '  values = [file("values.yaml"), yamlencode({ apiServer = { oidc = { issuerUrl = "https://sso.example.com", clientId = "k8s" } } })]',
      ),
      unknown('file("values.yaml")', 4),
    ],
    ["values of a variable", release(`  values = var.v\n${url}\n${client}`), unknown("var.v", 4)],
    [
      "a dynamic block over a variable",
      release(
        `${url}\n${client}\n  dynamic "set" {\n    for_each = var.x\n    content { name = set.key }\n  }`,
      ),
      unknown("{ for_each = var.x content { name = set.key } }", 12),
    ],
    [
      "a dynamic block whose parts are not in the text",
      release(
        `${url}\n${client}\n  dynamic "set" {\n    for_each = ["x"]\n    content { name = set.value.y }\n  }`,
      ),
      unknown('{ for_each = ["x"] content { name = set.value.y } }', 12),
    ],
    [
      "values of the release",
      release(`  reuse_values = true\n${url}\n${client}`),
      unknown("reuse_values = true", 4),
    ],
    [
      "a directive in a here-document",
      release(
        `  values = [<<-EOT\n    apiServer:\n      oidc:\n        issuerUrl: https://sso.example.com\n        clientId: k8s\n    %{ if var.x }\n        usernamePrefix: a\n    %{ endif }\n    EOT\n  ]\n${url}\n${client}`,
      ),
      unknown("apiServer: oidc: issuerUrl: https://sso.example.com clientId…", 5),
    ],
    [
      "a comma without a backslash",
      release(`${url}\n${client}\n${set("apiServer.oidc.groupsClaim", '"a,b"')}`),
      'helm refuses the value of apiServer.oidc.groupsClaim in line 12: the key "b" has no value.',
    ],
    [
      "another chart",
      release(`${url}\n${client}`, "portal"),
      "The values are written as those of another chart, and what portal makes of them is not known: open what it renders (helm template).",
    ],
  ])("nothing is offered: %s", (_, text, want) => {
    const { refused, configuration } = open(text);
    expect([refused, configuration]).toEqual([want, undefined]);
  });

  test("one file of values is written back in its place", () => {
    const file = (prefix: string) =>
      `apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\njwt:\n- issuer: {url: "https://sso.example.com", audiences: [k8s]}\n  claimMappings: {username: {claim: sub, prefix: "${prefix}"}}\n`;
    const text = (prefix: string) =>
      release(
        `  values = [<<-EOT\n    authn: |\n${file(prefix).replaceAll(/^(?=.)/gm, "      ")}    EOT\n  ]`,
      );
    const opened = open(text("a:"));
    expect(opened.configuration).toBe(file("a:"));
    expect(opened.put?.(file("b:"))).toBe(text("b:"));
  });
});
