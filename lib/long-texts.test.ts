import { expect, test } from "vitest";
import { parseReloadMetrics } from "./authn/reload-metrics.ts";
import { compileExpression } from "./cel/compile.ts";
import { completeExpression } from "./cel/editor/complete.ts";
import { readStaticToken } from "./identity/static-token.ts";
import { openText } from "./import/open.ts";
import { newestMinor } from "./kube/minor.ts";
import { createNameComparer } from "./rbac/compare-names.ts";
import { decodePolicy } from "./rbac/manifest/decode.ts";
import { parseQuestion } from "./rbac/parse-question.ts";
import { splitList } from "./remote/hosts.ts";
import { judgeAddress, parseAllowedNetworks } from "./remote/networks.ts";
import { findSecrets } from "./secrets/find-secrets.ts";
import { detectIssuerKind } from "./token/issuer-kinds.ts";
import { readToken } from "./token/read.ts";
import { readValues, replaceInBindings } from "./workspace/share/replace-values.ts";
import { readWorkspaceFile } from "./workspace/workspace-file.ts";
import { replaceScalar } from "./yaml/edit.ts";

/**
 * Texts of 100 kB in shapes that took time by the square of their length. The runner's limit for a test fails a reader
 * that takes them slowly; what is asserted is the answer.
 */

const size = 100_000;
const fill = (part: string) => part.repeat(Math.ceil(size / part.length));

const cases: readonly { name: string; read: () => unknown; want: unknown }[] = [
  {
    name: "labels of metrics",
    read: () =>
      parseReloadMetrics(
        `apiserver_authentication_config_controller_last_config_info{${fill("a")}} 1\n`,
      ),
    want: [{ server: "" }],
  },
  {
    name: "metrics with bare carriage returns",
    read: () => parseReloadMetrics(fill("apiserver_authentication_config_controller_x{\r")),
    want: [],
  },
  {
    name: "a long word in front of the cursor",
    read: () =>
      completeExpression(`${fill("a")}.`, size + 1, { minor: newestMinor, variable: "claims" }),
    want: [],
  },
  {
    name: "quotes in a line of a token file",
    read: () => readStaticToken(`${fill('""')}x`).kind,
    want: "unreadable",
  },
  {
    name: "blanks in a line of a token file",
    read: () => readStaticToken(`t,u,1,${fill(" ")}"`).kind,
    want: "unreadable",
  },
  {
    name: "blank lines",
    read: () => openText(fill("\n"), { version: newestMinor }).kind,
    want: "none",
  },
  {
    name: "blocks of Terraform with bare carriage returns",
    read: () => openText(fill('a "\r'), { version: newestMinor }).kind,
    want: "none",
  },
  {
    name: "signs and blanks in Terraform",
    read: () => openText(`a = 1 +${fill(" ")}`, { version: newestMinor }).kind,
    want: "none",
  },
  {
    name: "colons in Nix",
    read: () => openText(`{ a = ${fill("b")} ${fill(" ")};\n}`, { version: newestMinor }).kind,
    want: "none",
  },
  {
    name: "more variables than there are characters to hide them",
    read: () =>
      openText(`echo ${"$a ".repeat(6400)}\necho \${x oidc}\n`, { version: newestMinor }).kind,
    want: "none",
  },
  {
    name: "brackets in Nix",
    read: () => openText(`a = ${fill("[")};`, { version: newestMinor }).kind,
    want: "none",
  },
  {
    name: "beginnings of keys without an end",
    read: () => findSecrets(fill("BEGIN PRIVATE KEY x y\n"), "document").length > 0,
    want: true,
  },
  {
    name: "JSON as deep as its reader goes, in a text that is no YAML",
    read: () =>
      findSecrets(
        `\t{"a":${"[".repeat(9990)}"glpat-0123456789abcdef"${"]".repeat(9990)}}`,
        "document",
      ).length,
    want: 1,
  },
  {
    name: "a value in each of many lists in lists",
    read: () => findSecrets(`${"[x,".repeat(9990)}${"]".repeat(9990)}`, "document").length,
    want: 0,
  },
  {
    name: "a mapping of many fields, merged again and again",
    read: () =>
      findSecrets(
        `a: &a {${Array.from({ length: 5000 }, (_, i) => `k${i}: v`).join(", ")}}\nb:\n${"- {<<: *a, kind: Secret}\n".repeat(2000)}`,
        "document",
      ).length,
    want: 0,
  },
  {
    name: "aliases of aliases in the data of a Secret",
    read: () =>
      findSecrets(
        `a0: &a0 [x, x]\n${Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`).join("")}kind: Secret\ndata: *a60\n`,
        "document",
      ).length,
    want: 0,
  },
  {
    name: "marks of comments in comments",
    read: () => findSecrets(fill("# "), "document").length,
    want: 0,
  },
  {
    name: "comments that go deeper with each line",
    read: () =>
      findSecrets(
        Array.from({ length: 440 }, (_, i) => `#${" ".repeat(i)}a:\n`).join(""),
        "document",
      ).length,
    want: 0,
  },
  ...["{", "}", '"', "*", "&a ", "- ", "a: b\n"].map((part) => ({
    name: `${JSON.stringify(part)} as tests and role bindings of a link`,
    read: () => [
      readValues(fill(part)),
      replaceInBindings(fill(part), new Map([["jane", "x"]])).length,
      readWorkspaceFile(
        `apiVersion: claimcheck/v1alpha1\nkind: Workspace\ntests:\n- ${fill(part)}`,
      ),
    ],
    want: [undefined, fill(part).length, undefined],
  })),
  {
    name: "a name in many quotes",
    read: () => createNameComparer([])(fill('"'), "dev"),
    want: undefined,
  },
  {
    name: "a name of beginnings of classes",
    read: () => createNameComparer([])("dev", fill("[^")),
    want: undefined,
  },
  {
    name: "a line of bindings with blanks and a carriage return",
    read: () => decodePolicy(`kind: ${fill(" ")}\r x\n`).diagnostics.length,
    want: 0,
  },
  {
    name: "a question of letters",
    read: () => parseQuestion(fill("a"), [], "").kind,
    want: "unreadable",
  },
  {
    name: "a question of quotes",
    read: () => parseQuestion(fill("a='"), [], "").kind,
    want: "unreadable",
  },
  { name: "a list of hosts", read: () => splitList(`a${fill(" ")}b`), want: ["a", "b"] },
  {
    name: "an address of percent signs",
    read: () => judgeAddress(fill("%"), 443, []).kind,
    want: "refused",
  },
  {
    name: "a network of colons",
    read: () => parseAllowedNetworks(`${fill(":")}!`).networks,
    want: [],
  },
  {
    name: "an issuer of AKS",
    read: () => detectIssuerKind(`https://a.oic.${fill("aks")}`, new Set()),
    want: undefined,
  },
  {
    name: "an issuer of Vault",
    read: () => detectIssuerKind(`https://a${fill("/v1/")}`, new Set()),
    want: undefined,
  },
  {
    name: "headers without a token",
    read: () => readToken(`${fill("authorization: bearer ")}\u0000`).kind,
    want: "unreadable",
  },
  {
    name: "prefixes of tokens in one word",
    read: () => findSecrets(fill("axoxb-"), "plain").length,
    want: 1,
  },
  {
    name: "a class of an expression that does not end",
    read: () =>
      compileExpression(`claims.a.matches("[${fill("[:")}")`, {
        minor: newestMinor,
        variable: "claims",
      }).kind,
    want: "failed",
  },
  {
    name: "a value behind many brackets",
    read: () => replaceScalar(`${fill("[")}a`, { start: size, end: size + 1 }, "b").newText,
    want: "b",
  },
];

test.each(cases)("takes time in proportion to the text: $name", ({ read, want }) => {
  expect(read()).toEqual(want);
});
