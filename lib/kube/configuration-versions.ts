import type { Minor } from "./minor.ts";

/** The API group of kube-apiserver's configuration files. */
export const configurationGroup = "apiserver.config.k8s.io";

/** One version of the API in which an AuthenticationConfiguration can be written. */
export interface ConfigurationVersion {
  readonly version: "v1alpha1" | "v1beta1" | "v1";
  /** The first minor version of Kubernetes that reads it. */
  readonly since: Minor;
}

/** The versions of AuthenticationConfiguration, newest first. None was removed up to 1.37. */
export const configurationVersions: readonly ConfigurationVersion[] = [
  { version: "v1", since: 34 },
  { version: "v1beta1", since: 30 },
  { version: "v1alpha1", since: 30 },
];

/** Fields that are younger than 1.30, by their path without indices. All versions of the API got them at once. */
export const fieldIntroductions: readonly { readonly path: string; readonly since: Minor }[] = [
  { path: "anonymous", since: 31 },
  { path: "jwt.issuer.egressSelectorType", since: 34 },
];

/** From when on a feature gate's field may be used: it is decoded before that, and then refused. */
export const anonymousUsableSince: Minor = 32;

/** From when on keys of `extra` under k8s.io and kubernetes.io are refused. */
export const reservedExtraKeysSince: Minor = 32;

/** The version of the API to write for a cluster of that minor version: the newest that it reads. */
export function newestConfigurationVersion(minor: Minor): ConfigurationVersion["version"] {
  return minor >= 34 ? "v1" : "v1beta1";
}
