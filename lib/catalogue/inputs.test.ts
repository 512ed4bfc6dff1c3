import { expect, test } from "vitest";
import { catalogue } from "./catalogue.ts";

test.each([
  { entry: "keycloak", url: "https://sso.example.com/realms/main", want: undefined },
  {
    entry: "keycloak",
    url: "https://sso.example.com/realms/main/",
    want: "Without the slash at the end, as in the iss of the tokens.",
  },
  {
    entry: "keycloak",
    url: "https://sso.example.com/auth/admin",
    want: "It ends with /realms/ and the realm's name.",
  },
  {
    entry: "auth0",
    url: "https://acme.eu.auth0.com",
    want: "With a slash at the end, as in the iss of the tokens.",
  },
  { entry: "keycloak", url: "http://sso.example.com", want: "It starts with https://." },
  {
    entry: "keycloak",
    url: " https://sso.example.com/realms/main",
    want: "No spaces around it.",
  },
])("what is wrong with the URL $url of $entry", ({ entry, url, want }) => {
  const input = catalogue.find(({ id }) => id === entry)?.inputs.find(({ id }) => id === "url");
  expect(input?.validate(url)).toBe(want);
});
