import { listOf, textOf } from "../answers.ts";
import { claimOf, known, listed } from "../clues.ts";
import { claimText, isOneOf } from "../expressions.ts";
import { caveats, claimFacts, documentation } from "../facts.ts";
import { textInput } from "../inputs.ts";
import { refusal, workloadEntry } from "../workload.ts";

const guide = documentation(
  "AWS IAM: outbound identity federation, token claims",
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html",
);

const host = /^https:\/\/([0-9a-f-]{36})\.tokens\.sts\.global\.api\.aws$/;
const sts = "https://sts.amazonaws.com/";
const account = `claims[?"${sts}"].?aws_account.orValue("")`;

const messages = { account: "not our AWS account", principal: "not one of our roles" } as const;

/** Roles and users of an AWS account, by tokens of STS. */
export const awsOutbound = workloadEntry({
  id: "aws-outbound",
  title: "AWS workloads",
  words: ["Amazon", "IAM", "STS", "Lambda", "EC2", "ECS", "outbound identity federation"],
  openTo: "every principal of the AWS account that may call sts:GetWebIdentityToken",
  inputs: [
    textInput({
      id: "issuer",
      label: "Issuer ID of the account",
      help: "aws iam get-outbound-web-identity-federation-info: the UUID in the issuer's host.",
      example: "a1b2c3d4-5678-4abc-9def-0123456789ab",
      pattern: /^[0-9a-f-]{36}$/,
      wrong: "A UUID in lower case.",
    }),
    textInput({
      id: "account",
      label: "AWS account",
      example: "123456789012",
      pattern: /^\d{12}$/,
      wrong: "Twelve digits.",
    }),
    textInput({
      id: "principals",
      kind: "list",
      label: "ARNs of roles",
      example: ["arn:aws:iam::123456789012:role/deployer"],
      help: "As in sub: without the session.",
      pattern: /^arn:aws[a-z-]*:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+$/,
      wrong: "The ARN of a role or user of IAM.",
    }),
  ],
  url: (answers) => `https://${textOf(answers, "issuer")}.tokens.sts.global.api.aws`,
  audience: { example: "https://k8s.example.com", help: "--audience of the call." },
  prefix: "aws:",
  rules: (answers) => [
    { expression: isOneOf(account, [textOf(answers, "account")]), message: messages.account },
    {
      expression: isOneOf(claimText("sub"), listOf(answers, "principals")),
      message: messages.principal,
    },
  ],
  name: () => claimText("sub"),
  token: (answers) => {
    const [principal = ""] = listOf(answers, "principals");
    return {
      title: "A workload with the role",
      claims: {
        jti: "e4fbcd5d-4ba8-4c41-a8ee-57e9e6fbb1d6",
        sub: principal,
        [sts]: {
          aws_account: textOf(answers, "account"),
          source_region: "eu-west-1",
          org_id: "o-abc1234567",
          principal_tags: { team: "platform" },
          request_tags: { job: "deploy" },
        },
      },
      name: principal,
    };
  },
  variants: (answers) => [
    refusal(
      "other-role",
      "Another role of the account",
      { sub: `arn:aws:iam::${textOf(answers, "account")}:role/other` },
      messages.principal,
    ),
    refusal(
      "other-account",
      "Another account",
      { [sts]: { aws_account: "999999999999" } },
      messages.account,
    ),
    refusal(
      "no-account",
      "A token without the claims of AWS",
      { [sts]: undefined },
      messages.account,
    ),
    {
      id: "request-tags",
      title: "Another role that puts the account and role into its request tags",
      claims: {
        sub: "arn:aws:iam::999999999999:role/other",
        [sts]: {
          aws_account: "999999999999",
          request_tags: { aws_account: textOf(answers, "account") },
        },
      },
      want: { refused: messages.account },
    },
  ],
  source: guide,
  recognise: (clues) => {
    const issuer = host.exec(clues.issuer)?.[1];
    if (issuer === undefined) return undefined;
    const nested = clues.claims[sts];
    const id =
      typeof nested === "object" && nested !== null
        ? Reflect.get(nested, "aws_account")
        : undefined;
    return known({
      issuer,
      account: typeof id === "string" ? id : undefined,
      principals: listed(claimOf(clues, "sub")),
    });
  },
  claims: claimFacts(guide, [
    ["sub", "The ARN of the role or user."],
    [
      sts,
      "aws_account, source_region, org_id, ou_path, principal_tags, request_tags and more.",
      "object",
    ],
  ]),
  caveats: caveats(
    guide,
    "The caller who asks for the token chooses request_tags: never take groups or names from them.",
    "A role can be deleted and made again under the same name; the account cannot.",
    "Tokens are signed with RS256 or, if asked for, ES384. Both are accepted.",
  ),
  setup: [
    {
      title: "Turn it on, allow it, ask for a token",
      steps: [
        {
          kind: "code",
          language: "sh",
          text: `aws iam enable-outbound-web-identity-federation
aws sts get-web-identity-token --audience https://k8s.example.com --signing-algorithm RS256 --query WebIdentityToken --output text
`,
        },
        {
          kind: "do",
          text: "The role needs a policy that allows sts:GetWebIdentityToken, with a condition on the audience.",
        },
      ],
      source: guide,
    },
  ],
});
