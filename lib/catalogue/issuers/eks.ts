import { textOf } from "../answers.ts";
import { caveats, documentation } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { workloadEntry } from "../workload.ts";
import {
  kubernetesDocs,
  serviceAccountAnswers,
  serviceAccountFacts,
  serviceAccountInputs,
} from "./service-accounts.ts";

const guide = documentation(
  "Amazon EKS: service account tokens",
  "https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html",
);

const url =
  /^https:\/\/oidc\.eks\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws)\/id\/[0-9A-F]+$/;

/** Service accounts of an EKS cluster. */
export const eks = workloadEntry({
  id: "eks",
  title: "Service accounts of an EKS cluster",
  words: ["Amazon EKS", "AWS", "IRSA"],
  inputs: [
    issuerInput({
      label: "OpenID Connect provider URL",
      example: "https://oidc.eks.eu-west-1.amazonaws.com/id/3A2F5B1C7D4E4F6A9B8C0D1E2F3A4B5C",
      help: "aws eks describe-cluster --name NAME --query cluster.identity.oidc.issuer",
      pattern: url,
      wrong: "https://oidc.eks.REGION.amazonaws.com/id/ID",
    }),
    ...serviceAccountInputs,
  ],
  url: (answers) => textOf(answers, "url"),
  prefix: "eks:",
  ...serviceAccountFacts(kubernetesDocs),
  recognise: (clues) => (url.test(clues.issuer) ? serviceAccountAnswers(clues) : undefined),
  caveats: [
    ...caveats(guide, "The issuer and its keys are public: the API server can reach them."),
    ...caveats(
      kubernetesDocs,
      "A user who can create pods or tokens in the namespace can act as the service account.",
    ),
  ],
});
