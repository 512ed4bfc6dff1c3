import type { Minor } from "../kube/minor.ts";
import { findClusterTarget } from "../kube/targets.ts";
import type { Span } from "../source/span.ts";
import { decodeConfiguration } from "./decode.ts";
import { type Compile, createCompile } from "./load.ts";
import type { AuthenticationConfiguration } from "./types.ts";
import { validateConfiguration } from "./validate.ts";

/**
 * What Gardener's own admission makes of the configuration in a shoot's ConfigMap: it decodes loosely, so that fields
 * that it does not know vanish, knows no v1, and then runs the server's validation
 * (gardener/gardener pkg/admissioncontroller/webhook/admission/authenticationconfig).
 */
export interface GardenerAdmission {
  readonly verdict: "admitted" | "refused";
  /** Why it is refused. */
  readonly reasons: readonly string[];
  /** Fields that it drops without a word: the server then refuses the file for them. */
  readonly dropped: readonly { readonly path: string; readonly span: Span }[];
  /** What is left, where it can be decoded. */
  readonly kept?: AuthenticationConfiguration;
}

/** How a shoot's admission is asked. */
export interface AdmissionOptions {
  /** The shoot's own service-account issuers. */
  readonly disallowedIssuers?: readonly string[];
  /** Of the same version; one of its own if absent. */
  readonly compile?: Compile;
}

/** Answers for a shoot of the version. */
export function admitOnGardener(
  text: string,
  minor: Minor,
  { disallowedIssuers = [], compile = createCompile(minor) }: AdmissionOptions = {},
): GardenerAdmission {
  const result = decodeConfiguration(text, minor, "loose");
  if (result.kind === "failed") {
    return { verdict: "refused", reasons: [result.message], dropped: [] };
  }
  const { decoded } = result;
  const dropped = result.dropped
    .filter(({ code }) => code === "decode/unknown-field")
    .map(({ path, span }) => ({ path, span }));
  const version = decoded.apiVersion.split("/")[1] ?? "";
  const { admits = [] } = findClusterTarget("gardener");
  if (!admits.some((admitted) => admitted === version)) {
    const known = admits.join(" and ");
    const reason = `${decoded.apiVersion} is not among the versions that Gardener's admission reads, ${known}`;
    return { verdict: "refused", reasons: [reason], dropped };
  }
  const { errors } = validateConfiguration(decoded.configuration, {
    minor,
    disallowedIssuers,
    compile,
  });
  return {
    verdict: errors.length === 0 ? "admitted" : "refused",
    reasons: errors.map(({ error }) => error),
    dropped,
    kept: decoded.configuration,
  };
}
