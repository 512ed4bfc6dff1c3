import { maskClaims } from "../lib/secrets/mask-claims.ts";
import type { DiagnoseAnswer, FixAnswer } from "./answer/diagnose.ts";

/** A diagnosis without the values of claims. The user's names stay readable; so do the documents, which are the caller's own. */
export function maskDiagnosis(answer: DiagnoseAnswer, claims: string): DiagnoseAnswer {
  const names = [answer.user?.username ?? "", ...(answer.user?.groups ?? [])];
  const mask = (text: string) => maskClaims(text, claims, names);
  const maskFix = (fix: FixAnswer): FixAnswer => ({ ...fix, title: mask(fix.title) });
  return {
    ...answer,
    ...(answer.cause && { cause: { ...answer.cause, message: mask(answer.cause.message) } }),
    fixes: answer.fixes.map(maskFix),
    nearMisses: answer.nearMisses.map((miss) => ({
      ...miss,
      message: mask(miss.message),
      fixes: miss.fixes.map(maskFix),
    })),
    findings: answer.findings.map((finding) => ({
      ...finding,
      message: mask(finding.message),
      ...(finding.fixes && { fixes: finding.fixes.map(maskFix) }),
    })),
  };
}
