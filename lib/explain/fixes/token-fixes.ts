import type { Fix } from "../../diagnostics/diagnostic.ts";
import { findData, findMember } from "../../yaml/data.ts";
import { appendItem, insertMember, replaceScalar, type TextEdit } from "../../yaml/edit.ts";
import { compareIssuers } from "../causes/issuer-distance.ts";
import { graphAudiences } from "../causes/token.ts";
import { type FixContext, issuerPathOf, makeFix, objectAt, showValue } from "./fix-context.ts";

/** Writes the token's iss into the entries whose URL is almost equal to it. */
export function fixIssuer({
  text,
  root,
  claims,
  loaded,
}: FixContext): readonly (Fix | undefined)[] {
  const claimed = claims?.iss;
  if (typeof claimed !== "string" || !claimed.startsWith("https://")) return [];
  const entries = loaded.decoded?.configuration.jwt ?? [];
  return entries.map(({ issuer }, index) => {
    const url = findData(root, `jwt[${index}].issuer.url`);
    if (url?.kind !== "string" || compareIssuers(claimed, issuer.url) === undefined) {
      return undefined;
    }
    const title = `Set issuer.url to the token's iss, ${showValue(claimed)}`;
    return makeFix(`issuer/${index}`, title, [replaceScalar(text, url.span, claimed)]);
  });
}

/** Adds the token's audience. Never offered for an access token: its audience represents another service. */
export function fixAudience({
  text,
  root,
  claims,
  cause,
}: FixContext): readonly (Fix | undefined)[] {
  const path = issuerPathOf(cause.path);
  if (cause.code !== "token-audience" || path === undefined) return [];
  const issuer = objectAt(root, `${path}.issuer`);
  const audiences = findMember(issuer, "audiences")?.value;
  if (issuer === undefined || audiences?.kind !== "array") return [];
  const wanted = audiencesOf(claims?.aud).filter(
    (name) => !graphAudiences.has(name) && name !== "account",
  );
  const policy = findMember(issuer, "audienceMatchPolicy")?.value;
  return wanted.map((name) => {
    const edits: TextEdit[] = [appendItem(text, audiences, name)];
    if (audiences.items.length > 0 && policy === undefined) {
      edits.push(insertMember(text, issuer, "audienceMatchPolicy", "MatchAny"));
    }
    return makeFix(`audience/${path}/${name}`, `Add ${showValue(name)} to issuer.audiences`, edits);
  });
}

function audiencesOf(aud: unknown): readonly string[] {
  if (typeof aud === "string") return aud === "" ? [] : [aud];
  return Array.isArray(aud) ? aud.filter((each) => typeof each === "string" && each !== "") : [];
}
