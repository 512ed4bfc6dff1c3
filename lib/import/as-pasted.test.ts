import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { openText } from "./open.ts";

// What is around a text when it is copied: chats, pages, terminals, editors.

const open = (text: string) => openText(text, { version: 37 });
const file = `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://sso.example.com
    audiences: [k8s]
  claimMappings:
    username: {claim: sub, prefix: "kc:"}
`;
const margin = (mark: string) => file.replaceAll(/^(?=.)/gm, mark);
const numbered = (separator: string) =>
  file
    .replaceAll(/^(?=.)/gm, "#")
    .split("\n")
    .slice(0, -1)
    .map((line, i) => `${String(i + 1).padStart(3)}${separator}${line.slice(1)}\n`)
    .join("");

describe("the file is taken out as it is written", () => {
  test.each([
    ["indented code of Markdown", `Mine:\n\n${margin("    ")}\nWhat is wrong?\n`, true],
    [
      "a block of reStructuredText",
      `Use this:\n\n.. code-block:: yaml\n   :linenos:\n\n${margin("   ")}\nRestart.\n`,
      true,
    ],
    ["a listing of AsciiDoc", `.Example\n[source,yaml]\n----\n${file}----\n<1> The issuer\n`, true],
    ["lines with numbers, as nl prints them", numbered("\t"), false],
    ["lines with numbers, as editors copy them", numbered("  "), false],
    ["lines with numbers, as bat prints them", numbered(" │ "), false],
    [
      "base64, as kubectl get secret -o jsonpath prints it",
      Buffer.from(file).toString("base64"),
      true,
    ],
    ["a JSON string", `${JSON.stringify(file)}\n`, true],
  ])("%s", (_, text, writes) => {
    const { kind, configuration, put } = open(text);
    expect(kind).toBe("configuration");
    expect(configuration?.trimEnd()).toBe(file.trimEnd());
    const changed = put?.(file.replace("kc:", "other:"));
    const again = changed === undefined ? undefined : open(changed).configuration?.trimEnd();
    expect(again).toBe(writes ? file.replace("kc:", "other:").trimEnd() : undefined);
  });
});

describe("flags in what chats and terminals show", () => {
  test.each([
    [
      "a fence with its first and last line glued to it",
      "We use this:\n```  kubeAPIServer:\n    oidcClientID: k8s\n    oidcIssuerURL: https://sso.example.com\n    oidcUsernamePrefix: 'kc:'\n    anonymousAuth: false```\nThat is all.\n",
    ],
    [
      "a fence in the middle of a line",
      'why does this fail? ```kube-apiserver-arg:\n- oidc-issuer-url=https://sso.example.com\n- oidc-client-id=k8s\n- "oidc-username-prefix=kc:"``` we get 401\n',
    ],
    [
      "items of a manifest that grep found",
      "$ grep oidc /etc/kubernetes/manifests/kube-apiserver.yaml\n    - --oidc-client-id=k8s\n    - --oidc-issuer-url=https://sso.example.com\n    - '--oidc-username-prefix=kc:'\n",
    ],
    [
      "what K3s logs that it runs",
      'k3s[1234]: time="2025-03-01T10:00:00Z" level=info msg="Running kube-apiserver --anonymous-auth=false --oidc-client-id=k8s --oidc-issuer-url=https://sso.example.com --oidc-username-prefix=kc: --secure-port=6444"\n',
    ],
    [
      "the words of /proc/PID/cmdline",
      "kube-apiserver\0--oidc-issuer-url=https://sso.example.com\0--oidc-client-id=k8s\0--oidc-username-prefix=kc:\0",
    ],
    [
      "a here-document behind root's prompt",
      "# cat <<EOF > localhost.yml\napiserver_oidc:\n  client_id: k8s\n  issuer_url: https://sso.example.com\n  username_prefix: 'kc:'\nEOF\n",
    ],
  ])("%s", (_, text) => {
    const { configuration, refused } = open(text);
    expect(refused).toBeUndefined();
    expect(parse(configuration ?? "").jwt).toEqual([
      {
        issuer: { url: "https://sso.example.com", audiences: ["k8s"] },
        claimMappings: { username: { claim: "sub", prefix: "kc:" } },
      },
    ]);
  });
});

test("the parts of a token in one object are its claims", () => {
  const claims = { iss: "https://sso.example.com", sub: "jane", aud: ["k8s"] };
  const text = JSON.stringify({ header: { alg: "RS256" }, payload: claims, signature: "c2ln" });
  expect(open(text)).toMatchObject({ kind: "claims", claims });
});

test("an item of a kubeconfig's users is a client", () => {
  expect(
    open(
      "- name: jane\n  user:\n    auth-provider:\n      config: {client-id: k8s, idp-issuer-url: 'https://sso.example.com'}\n      name: oidc\n",
    ).client,
  ).toMatchObject({ issuer: "https://sso.example.com", clientId: "k8s" });
});

test("the source of a page is not taken for the file in it", () => {
  const html = `<pre><code>${file.replaceAll('"', "&quot;")}</code></pre>\n`;
  const { configuration, refused } = open(html);
  expect(configuration).toBeUndefined();
  expect(refused).toContain("in a form that is not read here");
});

test("names between angle brackets in a command are no redirection", () => {
  const { placeholders, configuration } = open(
    "kube-apiserver --oidc-issuer-url=https://<HOST>/realms/<my realm> --oidc-client-id <CLIENT> --oidc-username-claim=email\n",
  );
  expect(parse(configuration ?? "").jwt[0].issuer).toEqual({
    url: "https://<HOST>/realms/<my realm>",
    audiences: ["<CLIENT>"],
  });
  expect(placeholders).toEqual(["<HOST>", "<my realm>", "<CLIENT>"]);
});
