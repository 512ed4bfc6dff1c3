import { describe, expect, test } from "vitest";
import type { Minor } from "../kube/minor.ts";
import { loadConfiguration } from "./load.ts";

const head = "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\n";

describe("advice on a field that the server does not know", () => {
  const cases: { name: string; rest: string; minor?: Minor; hint: string; fixed?: string }[] = [
    {
      name: "claims for claim",
      rest: "jwt: [{claimMappings: {groups: {claims: g}}}]",
      hint: "Did you mean claim?",
      fixed: "jwt: [{claimMappings: {groups: {claim: g}}}]",
    },
    {
      name: "expression for valueExpression",
      rest: "jwt: [{claimMappings: {extra: [{'expression': g}]}}]",
      hint: "Did you mean valueExpression?",
      fixed: "jwt: [{claimMappings: {extra: [{'valueExpression': g}]}}]",
    },
    {
      name: "another case",
      rest: "jwt: [{issuer: {URL: x}}]",
      hint: "Did you mean url?",
      fixed: "jwt: [{issuer: {url: x}}]",
    },
    {
      name: "one letter",
      rest: "jwt: [{isuer: {}}]",
      hint: "Did you mean issuer?",
      fixed: "jwt: [{issuer: {}}]",
    },
    {
      name: "singular",
      rest: "jwt: [{issuer: {audience: x}}]",
      hint: "Did you mean audiences?",
      fixed: "jwt: [{issuer: {audiences: x}}]",
    },
    {
      name: "nothing near",
      rest: "jwt: [{claimMappings: {username: {template: x}}}]",
      hint: "Known here: claim, prefix, expression.",
    },
    {
      name: "too young",
      rest: "anonymous: {enabled: true}",
      minor: 30,
      hint: "The field came with 1.31; this is 1.30.",
    },
  ];
  test.each(cases)("$name", ({ rest, minor = 37, hint, fixed }) => {
    const text = head + rest;
    const [found] = loadConfiguration(text, { minor }).diagnostics;
    expect(found?.hint).toBe(hint);
    const edit = found?.fixes?.[0]?.edits[0];
    const after = edit && text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
    expect(after).toBe(fixed && head + fixed);
  });
});
