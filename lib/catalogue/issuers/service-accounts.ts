import { listOf, textOf } from "../answers.ts";
import { claimOf, known } from "../clues.ts";
import type { Answers, Clues, Setup, Source } from "../entry.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { claimFacts, documentation } from "../facts.ts";
import { choiceInput, textInput } from "../inputs.ts";
import type { Variant, WorkloadFacts } from "../workload.ts";
import { refusal } from "../workload.ts";

/** Kubernetes' own page about the tokens. */
export const kubernetesDocs = documentation(
  "Kubernetes: managing service accounts, the structure of tokens",
  "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/",
);

const namespace = 'claims[?"kubernetes.io"].?namespace.orValue("")';
const name = 'claims[?"kubernetes.io"].?serviceaccount.?name.orValue("")';

const refused = "not one of the service accounts that may enter";

const accountName = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** The questions about service accounts. */
export const serviceAccountInputs = [
  choiceInput({
    id: "who",
    label: "Who may enter",
    default: "accounts",
    options: [
      { value: "accounts", label: "These service accounts" },
      { value: "namespaces", label: "Every service account of these namespaces" },
    ],
  }),
  textInput({
    id: "accounts",
    kind: "list",
    label: "Service accounts",
    example: ["argocd/argocd-application-controller"],
    when: { input: "who", is: ["accounts"] },
    pattern: accountName,
    wrong: "NAMESPACE/NAME",
  }),
  textInput({
    id: "namespaces",
    kind: "list",
    label: "Namespaces",
    example: ["argocd"],
    when: { input: "who", is: ["namespaces"] },
    pattern: /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
    wrong: "The name of a namespace.",
  }),
];

/** What the service accounts of all clusters have in common. */
export function serviceAccountFacts(
  source: Source,
): Pick<
  WorkloadFacts,
  "rules" | "name" | "token" | "variants" | "claims" | "source" | "setup" | "audience"
> {
  return {
    source,
    audience: {
      example: "https://prod.example.com",
      help: "One that the other cluster does not use itself.",
    },
    rules: (answers) => [
      {
        expression:
          textOf(answers, "who") === "namespaces"
            ? isOneOf(namespace, listOf(answers, "namespaces"))
            : isOneOf(claimText("sub"), listOf(answers, "accounts").map(toSubject)),
        message: refused,
      },
    ],
    name: () => `${namespace} + ":" + ${name}`,
    token: (answers) => {
      const [inNamespace = "", account = ""] = accountOf(answers).split("/");
      return {
        title: `The service account ${inNamespace}/${account}`,
        claims: claimsOf(answers, inNamespace, account),
        name: `${inNamespace}:${account}`,
      };
    },
    variants: (answers) => {
      const [inNamespace = ""] = accountOf(answers).split("/");
      const open = textOf(answers, "who") === "namespaces";
      const variants: readonly Variant[] = [
        {
          id: "other-account",
          title: "Another service account of the namespace",
          claims: claimsOf(answers, inNamespace, "default"),
          want: open ? { name: `${inNamespace}:default` } : { refused },
        },
        refusal(
          "other-namespace",
          "A service account of the same name in another namespace",
          claimsOf(answers, "other", accountOf(answers).split("/")[1] ?? ""),
          refused,
        ),
        refusal(
          "system",
          "A controller of the other cluster's kube-system",
          claimsOf(answers, "kube-system", "node-controller"),
          refused,
        ),
        refusal(
          "no-claims",
          "A token without sub and kubernetes.io",
          { sub: undefined, "kubernetes.io": undefined },
          refused,
        ),
      ];
      return variants;
    },
    claims: claimFacts(kubernetesDocs, [
      ["sub", "system:serviceaccount:NAMESPACE:NAME"],
      [
        "kubernetes.io",
        "namespace, serviceaccount, pod and node, each with name and uid.",
        "object",
      ],
      ["jti", "The token's id."],
      ["nbf", "Not valid before.", "number"],
    ]),
    setup: tokenSetup,
  };
}

const tokenSetup: readonly Setup[] = [
  {
    title: "Get a token in the other cluster",
    steps: [
      {
        kind: "code",
        language: "sh",
        text: `kubectl create token argocd-application-controller --namespace argocd --audience https://prod.example.com
`,
      },
      {
        kind: "code",
        language: "yaml",
        text: `volumes:
  - name: token
    projected:
      sources:
        - serviceAccountToken:
            path: token
            audience: https://prod.example.com
            expirationSeconds: 3600
`,
      },
    ],
    source: kubernetesDocs,
  },
];

/** The answers that a service account's token gives. */
export function serviceAccountAnswers(clues: Clues): Answers {
  const [, inNamespace, account] =
    /^system:serviceaccount:([^:]+):([^:]+)$/.exec(claimOf(clues, "sub") ?? "") ?? [];
  return known({
    url: clues.issuer,
    accounts: account === undefined ? undefined : [`${inNamespace}/${account}`],
  });
}

function toSubject(account: string): string {
  return `system:serviceaccount:${account.replace("/", ":")}`;
}

function accountOf(answers: Answers): string {
  return textOf(answers, "who") === "namespaces"
    ? `${listOf(answers, "namespaces")[0]}/controller`
    : (listOf(answers, "accounts")[0] ?? "");
}

function claimsOf(answers: Answers, inNamespace: string, account: string) {
  return {
    aud: [textOf(answers, "audience")],
    jti: "ea28ed49-2e11-4280-9ec5-bc3d1d84661a",
    sub: toSubject(`${inNamespace}/${account}`),
    "kubernetes.io": {
      namespace: inNamespace,
      pod: { name: `${account}-0`, uid: "5e0bd49b-f040-43b0-99b7-22765a53f7f3" },
      serviceaccount: { name: account, uid: "14ee3fa4-a7e2-420f-9f9a-dbc4507c3798" },
    },
  };
}
