import { textOf } from "../answers.ts";
import { caveats, unproved } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { workloadEntry } from "../workload.ts";
import {
  kubernetesDocs,
  serviceAccountAnswers,
  serviceAccountFacts,
  serviceAccountInputs,
} from "./service-accounts.ts";

const shape = unproved("GKE: no page of the vendor shows a token with this issuer");

const url =
  /^https:\/\/container\.googleapis\.com\/v1\/projects\/[^/]+\/(?:locations|zones)\/[^/]+\/clusters\/[^/]+$/;

/** Service accounts of a GKE cluster. */
export const gke = workloadEntry({
  id: "gke",
  title: "Service accounts of a GKE cluster",
  words: ["Google Kubernetes Engine", "GCP"],
  inputs: [
    issuerInput({
      label: "Issuer of the cluster",
      example:
        "https://container.googleapis.com/v1/projects/acme/locations/europe-west1/clusters/staging",
      help: "kubectl get --raw /.well-known/openid-configuration shows it.",
      pattern: url,
      wrong:
        "https://container.googleapis.com/v1/projects/PROJECT/locations/LOCATION/clusters/NAME",
    }),
    ...serviceAccountInputs,
  ],
  url: (answers) => textOf(answers, "url"),
  prefix: "gke:",
  ...serviceAccountFacts(shape),
  recognise: (clues) => (url.test(clues.issuer) ? serviceAccountAnswers(clues) : undefined),
  caveats: [
    ...caveats(
      shape,
      "The name in the issuer can be used again for another cluster after this one is deleted.",
    ),
    ...caveats(
      kubernetesDocs,
      "A user who can create pods or tokens in the namespace can act as the service account.",
    ),
  ],
});
