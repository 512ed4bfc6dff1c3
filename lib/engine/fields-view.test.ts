import { describe, expect, test } from "vitest";
import { loadConfiguration } from "../authn/load.ts";
import { joinPieces, listClaimReaders, listExpressionPlaces } from "./fields-view.ts";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://issuer.example.com
    audiences: [a]
  claimValidationRules:
  - claim: hd
    requiredValue: example.com
  - expression: 'claims.email_verified == true'
  claimMappings:
    username:
      claim: email
      prefix: ""
    groups:
      expression: |
        dyn(claims.roles)
          .map(r, "r:" + r)
    extra:
    - key: example.com/team
      valueExpression: claims['team:name']
  userValidationRules:
  - expression: "!user.username.startsWith('system:')"
`;
const loaded = loadConfiguration(configuration, { minor: 37 });

test("each field says which claims it reads and what becomes of them", () => {
  const { decoded, compilations } = loaded;
  const readers = decoded && compilations ? listClaimReaders(decoded, compilations) : [];
  expect(readers.map(({ claim, path, effect }) => [claim, path, effect])).toEqual([
    ["iss", "jwt[0].issuer.url", "picks the issuer"],
    ["aud", "jwt[0].issuer.audiences", "must name an audience"],
    ["exp", "jwt[0].issuer", "makes the token expire"],
    ["nbf", "jwt[0].issuer", "begins the token"],
    ["email", "jwt[0].claimMappings.username.claim", "becomes the username"],
    ["email_verified", "jwt[0].claimMappings.username.claim", "must not be false"],
    ["roles", "jwt[0].claimMappings.groups.expression", "becomes groups"],
    [
      "team:name",
      "jwt[0].claimMappings.extra[0].valueExpression",
      "becomes extra example.com/team",
    ],
    ["hd", "jwt[0].claimValidationRules[0].claim", "must have a value"],
    ["email_verified", "jwt[0].claimValidationRules[1].expression", "decides a claim rule"],
  ]);
});

test("every expression has the places of its text", () => {
  const places = loaded.decoded ? listExpressionPlaces(loaded.decoded) : [];
  expect(places.map(({ path, variable }) => [path, variable])).toEqual([
    ["jwt[0].claimMappings.groups.expression", "claims"],
    ["jwt[0].claimMappings.extra[0].valueExpression", "claims"],
    ["jwt[0].claimValidationRules[1].expression", "claims"],
    ["jwt[0].userValidationRules[0].expression", "user"],
  ]);
  for (const { source, pieces } of places) {
    const written = pieces.map(({ at, length }) => configuration.slice(at, at + length)).join("");
    expect(written.trimEnd()).toBe(source.trimEnd());
  }
});

describe("joinPieces", () => {
  const cases = [
    { name: "an empty expression", input: [7], want: [{ start: 0, at: 7, length: 0 }] },
    { name: "one stretch", input: [3, 4, 5, 6], want: [{ start: 0, at: 3, length: 3 }] },
    {
      name: "an indentation between",
      input: [3, 4, 9, 10],
      want: [
        { start: 0, at: 3, length: 2 },
        { start: 2, at: 9, length: 1 },
      ],
    },
  ];
  test.each(cases)("$name", ({ input, want }) => {
    expect(joinPieces(input)).toEqual(want);
  });
});
