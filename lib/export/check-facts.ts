import { findInvisible } from "./invisible.ts";
import type { ExportInput } from "./types.ts";

/** What cannot be right of what the cluster's owner said. Placeholders, in angle brackets, are not looked at. */
export function checkFacts({ cluster, options }: ExportInput, target: string): string[] {
  const said = (text: string) => !/<[^<>]+>/.test(text);
  const { namespace, shoot } = options?.gardener ?? { namespace: "", shoot: "" };
  return [
    ...(said(cluster.server) && !isAddress(cluster.server)
      ? [
          // Not repeated here: it may have a password in it.
          "The API server's address is no https URL such as https://api.example.com:6443.",
        ]
      : []),
    ...[cluster.name, cluster.server].flatMap((text) => {
      const found = findInvisible(text);
      return found === undefined
        ? []
        : [`What the cluster is called holds the invisible character ${found}.`];
    }),
    ...(target === "gardener" && namespace !== "" && said(namespace) && !label.test(namespace)
      ? [`“${namespace}” can be no namespace: Kubernetes takes small letters, digits and -.`]
      : []),
    ...(target === "gardener" && shoot !== "" && said(shoot) && !label.test(shoot)
      ? [`“${shoot}” can be no shoot: Kubernetes takes small letters, digits and -.`]
      : []),
  ];
}

/** RFC 1123 label, as k8s.io/apimachinery pkg/util/validation has it. */
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function isAddress(text: string): boolean {
  return /^https:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/.test(text);
}
