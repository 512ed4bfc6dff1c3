import { textOf } from "../answers.ts";
import { hasClaim } from "../clues.ts";
import { caveats } from "../facts.ts";
import { issuerInput } from "../inputs.ts";
import { workloadEntry } from "../workload.ts";
import {
  kubernetesDocs,
  serviceAccountAnswers,
  serviceAccountFacts,
  serviceAccountInputs,
} from "./service-accounts.ts";

/** Service accounts of another cluster. */
export const kubernetes = workloadEntry({
  id: "kubernetes",
  title: "Service accounts of another cluster",
  words: ["Kubernetes", "OpenShift", "RKE2", "k3s", "Talos", "Argo CD"],
  inputs: [
    issuerInput({
      label: "Service account issuer of the other cluster",
      example: "https://api.staging.example.com:6443",
      help: "kubectl get --raw /.well-known/openid-configuration shows it. It must differ from this cluster's own.",
    }),
    ...serviceAccountInputs,
  ],
  url: (answers) => textOf(answers, "url"),
  prefix: "staging:",
  ...serviceAccountFacts(kubernetesDocs),
  recognise: (clues) =>
    clues.issuer !== "" &&
    (hasClaim(clues, "kubernetes.io") || clues.issuer.startsWith("https://kubernetes.default.svc"))
      ? serviceAccountAnswers(clues)
      : undefined,
  caveats: caveats(
    kubernetesDocs,
    "The default issuer https://kubernetes.default.svc is the same in many clusters, and a server refuses its own: give the other cluster an issuer of its own.",
    "A user who can create pods or tokens in the namespace can act as the service account.",
    "The discovery document and the keys must be readable: bind system:service-account-issuer-discovery to system:unauthenticated, or publish them.",
    "sub begins with system:serviceaccount: without a prefix it would be a service account of this cluster.",
  ),
});
