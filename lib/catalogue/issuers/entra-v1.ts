import { caveats, documentation } from "../facts.ts";
import { peopleEntry } from "../people.ts";
import { entraFacts } from "./entra.ts";

const tokens = documentation(
  "Microsoft identity platform: access tokens, token formats",
  "https://learn.microsoft.com/entra/identity-platform/access-tokens#token-formats",
);

/** Microsoft Entra ID, tokens of version 1.0: those of an API that asks for no other version. */
export const entraV1 = peopleEntry(
  entraFacts({
    id: "entra-v1",
    title: "Microsoft Entra ID, version 1.0 tokens",
    words: ["Azure AD v1", "sts.windows.net"],
    version: "1.0",
    url: (tenant) => `https://sts.windows.net/${tenant}/`,
    pattern: /^https:\/\/sts\.windows\.net\/([0-9a-f-]{36})\/$/,
    caveats: caveats(
      tokens,
      "The issuer ends with a slash. The version follows from the manifest of the application that the token is for, not from the endpoint at which it was asked.",
    ),
  }),
);
