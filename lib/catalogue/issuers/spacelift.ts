import { quoteText } from "../../cel/quote-text.ts";
import { listOf, textOf } from "../answers.ts";
import { claimOf, known, listed } from "../clues.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { caveats, claimFacts, documentation } from "../facts.ts";
import { choiceInput, slugInput, textInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";

const guide = documentation(
  "Spacelift: OpenID Connect",
  "https://docs.spacelift.io/integrations/cloud-providers/oidc",
);

const host = /^https:\/\/([a-z0-9-]+)\.app\.spacelift\.io$/;

const messages = {
  space: "not our space",
  stack: "not one of our stacks",
  scope: "not a scope that may enter",
} as const;

/** Runs of Spacelift. */
export const spacelift = workloadEntry({
  id: "spacelift",
  title: "Spacelift",
  words: ["stack", "OpenTofu"],
  inputs: [
    slugInput({
      id: "account",
      label: "Account",
      help: "What is before .app.spacelift.io.",
      example: "acme",
    }),
    textInput({
      id: "space",
      label: "Space ID",
      example: "production-01HAG0Q3J6Z1Z8W6M4T1Q9E1RZ",
      pattern: /^[\w-]+$/,
      wrong: "The ID of the space.",
    }),
    textInput({
      id: "stacks",
      kind: "list",
      label: "Stack IDs",
      example: ["cluster"],
      pattern: /^[\w-]+$/,
      wrong: "The ID of the stack, as in its URL.",
    }),
    choiceInput({
      id: "scopes",
      kind: "choices",
      label: "Scopes",
      default: ["read", "write"],
      options: [
        { value: "read", label: "read (proposed runs)" },
        { value: "write", label: "write (tracked runs and tasks)" },
      ],
    }),
  ],
  url: (answers) => `https://${textOf(answers, "account")}.app.spacelift.io`,
  audience: {
    example: "acme.app.spacelift.io",
    help: "Fixed: the host of your account, without https://.",
  },
  prefix: "spacelift:",
  rules: (answers) => [
    {
      expression: isOneOf(claimText("spaceId"), [textOf(answers, "space")]),
      message: messages.space,
    },
    {
      expression: `${isOneOf(claimText("callerType"), ["stack"])} && ${isOneOf(claimText("callerId"), listOf(answers, "stacks"))}`,
      message: messages.stack,
    },
    { expression: isOneOf(claimText("scope"), listOf(answers, "scopes")), message: messages.scope },
  ],
  name: () => `${claimText("spaceId")} + ":" + ${claimText("callerId")}`,
  groups: (answers) =>
    `[${quoteText(`${textOf(answers, "prefix")}scope:`)} + ${claimText("scope")}]`,
  token: (answers) => {
    const [stack = ""] = listOf(answers, "stacks");
    const [scope = ""] = listOf(answers, "scopes");
    const space = textOf(answers, "space");
    return {
      title: `A run of the stack with the scope ${scope}`,
      claims: {
        jti: "01HAG0Q3J6Z1Z8W6M4T1Q9E1RZ",
        sub: `space:${space}:stack:${stack}:run_type:TRACKED:scope:${scope}`,
        spaceId: space,
        callerType: "stack",
        callerId: stack,
        runType: "TRACKED",
        runId: "01HAG0R7N5K2B3C4D5E6F7G8H9",
        scope,
      },
      name: `${space}:${stack}`,
      groups: [`${textOf(answers, "prefix")}scope:${scope}`],
    };
  },
  variants: (answers) => {
    const { name } = { name: `${textOf(answers, "space")}:${listOf(answers, "stacks")[0]}` };
    return [
      {
        id: "proposed",
        title: "A proposed run, as of a pull request",
        claims: { runType: "PROPOSED", scope: "read" },
        want: listOf(answers, "scopes").includes("read")
          ? { name, groups: [`${textOf(answers, "prefix")}scope:read`] }
          : { refused: messages.scope },
      },
      refusal("other-stack", "Another stack of the space", { callerId: "other" }, messages.stack),
      refusal("module", "A module of the same name", { callerType: "module" }, messages.stack),
      refusal("other-space", "Another space", { spaceId: "root" }, messages.space),
      refusal("no-scope", "A token without scope", { scope: undefined }, messages.scope),
    ];
  },
  source: guide,
  recognise: (clues) => {
    const account = host.exec(clues.issuer)?.[1];
    if (account === undefined) return undefined;
    const stack = claimOf(clues, "callerId");
    return known({
      account,
      audience: `${account}.app.spacelift.io`,
      space: claimOf(clues, "spaceId"),
      stacks: listed(stack),
    });
  },
  claims: claimFacts(guide, [
    ["sub", "space:…:stack:…:run_type:…:scope:…"],
    ["spaceId", "The space."],
    ["callerType", "stack or module."],
    ["callerId", "The stack or module."],
    ["runType", "PROPOSED, TRACKED, TASK, TESTING or DESTROY."],
    ["runId", "The run."],
    ["scope", "read or write."],
  ]),
  caveats: caveats(
    guide,
    "The audience is fixed: every service that trusts the account's tokens has the same.",
    "The scope is a group here: bind scope:read to view, scope:write to what runs have to change.",
  ),
  setup: [
    {
      title: "Use the token in a run",
      steps: [
        {
          kind: "code",
          language: "sh",
          text: 'kubectl --token="$SPACELIFT_OIDC_TOKEN" auth whoami\n',
        },
      ],
      source: guide,
    },
  ],
});
