import { expect, test } from "vitest";
import { openText } from "../import/open.ts";
import { describeProof, proveImport } from "./prove-import.ts";

const base = "--oidc-issuer-url=https://idp.example.com --oidc-client-id=kubernetes";

test.each([
  { name: "issuer and client alone", flags: "" },
  { name: "an e-mail address", flags: "--oidc-username-claim=email --oidc-groups-claim=groups" },
  {
    name: "prefixes and required claims",
    flags:
      "--oidc-username-prefix=oidc: --oidc-groups-claim=roles --oidc-groups-prefix=- --oidc-required-claim=hd=example.com --oidc-required-claim=team=a=b,c",
  },
  { name: "no prefix", flags: "--oidc-username-prefix=- --oidc-username-claim=preferred_username" },
])("the converted flags make the same users: $name", async ({ flags }) => {
  const { legacy, configuration = "" } = openText(`${base} ${flags}`, { version: 37 });
  if (legacy === undefined) throw new Error("no settings");
  const proof = await proveImport(legacy, configuration, 37);
  expect(proof.kind).toBe("same");
  expect(describeProof(proof)).toMatch(
    /^Checked: the same user or the same refusal for \d{2,3} generated tokens\.$/,
  );
});

test("a file that means something else is found out, with the token", async () => {
  const { legacy, configuration = "" } = openText(`${base} --oidc-username-prefix=a:`, {
    version: 37,
  });
  if (legacy === undefined) throw new Error("no settings");
  const wrong = configuration.replace("a:", "b:");
  expect(await proveImport(legacy, wrong, 37)).toMatchObject({
    kind: "differs",
    before: { username: "a:a-1", groups: [] },
    after: { username: "b:a-1", groups: [] },
  });
});

test("a file with variables is not proved", async () => {
  const { legacy, configuration = "" } = openText(
    `kube-apiserver --oidc-issuer-url=$ISSUER --oidc-client-id=x`,
    { version: 37 },
  );
  if (legacy === undefined) throw new Error("no settings");
  expect(describeProof(await proveImport(legacy, configuration, 37))).toBe(
    "Not checked: the API server does not load the file as it is.",
  );
});
