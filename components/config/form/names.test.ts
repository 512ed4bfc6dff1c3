import { expect, test } from "vitest";
import { findFieldDoc } from "@/lib/authn/field-docs.ts";
import { hintsOf, itemInWords, nameInWords, shortIssuer } from "./names.ts";

test.each<{ name: string; want: string }>([
  { name: "url", want: "URL" },
  { name: "discoveryURL", want: "Discovery URL" },
  { name: "audienceMatchPolicy", want: "Audience match policy" },
  { name: "uid", want: "UID" },
  { name: "apiVersion", want: "API version" },
  { name: "valueExpression", want: "Value expression" },
])("a field in words: $name", ({ name, want }) => {
  expect(nameInWords(name)).toBe(want);
});

test.each<{ name: string; want: string }>([
  { name: "claimValidationRules", want: "Claim validation rule 2" },
  { name: "audiences", want: "Audience 2" },
  { name: "extra", want: "Extra attribute 2" },
])("an item in words: $name", ({ name, want }) => {
  expect(itemInWords(name, 1)).toBe(want);
});

test.each<{ name: string; path: string; want: readonly string[] }>([
  {
    name: "with the first version",
    path: "jwt[0].issuer.egressSelectorType",
    want: ["If it is left out: the issuer is reached directly.", "Since Kubernetes 1.34."],
  },
  {
    name: "with a default that is a value, and what it needs",
    path: "jwt[0].issuer.discoveryURL",
    want: [
      "If it is left out: issuer.url + /.well-known/openid-configuration",
      "https only; unique in the file; different from url.",
    ],
  },
])("the hints of a field: $name", ({ path, want }) => {
  const field = findFieldDoc(path);
  expect(field && hintsOf(field)).toEqual(want);
});

test.each<{ name: string; url: string; want: { name: string; rest: string } }>([
  { name: "empty", url: "", want: { name: "No URL yet", rest: "" } },
  { name: "a host", url: "https://a.example.com/", want: { name: "a.example.com", rest: "" } },
  {
    name: "a host and a path",
    url: "https://sso.example.com/realms/x",
    want: { name: "sso.example.com", rest: "/realms/x" },
  },
  { name: "no URL", url: "issuer", want: { name: "issuer", rest: "" } },
])("an issuer in a list: $name", ({ url, want }) => {
  expect(shortIssuer(url)).toEqual(want);
});
