import { type Certificate, parseCertificates } from "../../authn/certificate/x509.ts";
import type { LintContext, LintIssuer } from "../context.ts";
import type { LintFinding, LintRule } from "../rule.ts";
import { createStringPlace } from "../string-place.ts";

/** Certificates with which the issuer cannot be reached. */
export const certificate: LintRule = {
  id: "certificate",
  title: "A certificate authority that is not valid",
  explanation:
    "The server fetches the issuer's keys over TLS and trusts only what certificateAuthority holds. An expired certificate, " +
    "one that is not valid yet, or one that may not sign others makes the issuer unreachable, and all its tokens are refused.",
  check: (context) => context.issuers.flatMap((issuer) => checkIssuer(context, issuer)),
};

function checkIssuer(context: LintContext, { path, jwt }: LintIssuer): LintFinding[] {
  const pem = jwt.issuer.certificateAuthority;
  if (pem === "") return [];
  const parsed = parseCertificates(pem);
  if (parsed.kind === "error") return [];
  const field = `${path}.issuer.certificateAuthority`;
  const place = createStringPlace(context.text, context.locate(field), pem);
  return parsed.value.flatMap((each) => {
    const problem = describeProblem(each, context.now);
    if (problem === undefined) return [];
    return [{ severity: "warning", path: field, span: place.spanOf(each), ...problem }];
  });
}

function describeProblem(
  { subject, notBefore, notAfter, isCA }: Certificate,
  now: number,
): Pick<LintFinding, "message" | "hint"> | undefined {
  const name = subject === "" ? "The certificate" : subject;
  if (now > notAfter) {
    return {
      message: `${name} expired on ${formatDay(notAfter)}; the issuer cannot be reached with it.`,
    };
  }
  if (now < notBefore) {
    return { message: `${name} is not valid before ${formatDay(notBefore)}.` };
  }
  if (!isCA) {
    return {
      message: `${name} is no certificate authority, so it vouches at most for itself.`,
      hint: "Put the authority here that signed the issuer's certificate.",
    };
  }
  return undefined;
}

function formatDay(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? "an unknown day" : date.toISOString().slice(0, 10);
}
