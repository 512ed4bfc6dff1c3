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
  "Azure Kubernetes Service: create an OpenID Connect provider",
  "https://learn.microsoft.com/azure/aks/use-oidc-issuer",
);

const url = /^https:\/\/[a-z0-9-]+\.oic\.prod-aks\.azure\.com\/.+\/$/;

/** Service accounts of an AKS cluster. */
export const aks = workloadEntry({
  id: "aks",
  title: "Service accounts of an AKS cluster",
  words: ["Azure Kubernetes Service", "workload identity"],
  inputs: [
    issuerInput({
      label: "OIDC issuer URL",
      example:
        "https://westeurope.oic.prod-aks.azure.com/72f988bf-86f1-41af-91ab-2d7cd011db47/5b3a0c9e-2d1f-4e8a-9c7b-1a2b3c4d5e6f/",
      help: "az aks show --name NAME --resource-group GROUP --query oidcIssuerProfile.issuerUrl. It ends with a slash.",
      pattern: url,
      wrong: "https://REGION.oic.prod-aks.azure.com/TENANT/ID/, with a slash at the end.",
    }),
    ...serviceAccountInputs,
  ],
  url: (answers) => textOf(answers, "url"),
  prefix: "aks:",
  ...serviceAccountFacts(kubernetesDocs),
  recognise: (clues) => (url.test(clues.issuer) ? serviceAccountAnswers(clues) : undefined),
  caveats: [
    ...caveats(guide, "The issuer has to be turned on: az aks update --enable-oidc-issuer."),
    ...caveats(
      kubernetesDocs,
      "A user who can create pods or tokens in the namespace can act as the service account.",
    ),
  ],
});
