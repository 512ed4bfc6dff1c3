import { createSign, generateKeyPairSync } from "node:crypto";
import { expect } from "@playwright/test";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

const issuer = "https://issuer.example.com";
const configuration = `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: ${issuer}
    audiences: [kubernetes]
  claimMappings:
    username:
      claim: sub
      prefix: ""
`;

test("a set with keys that 1.37 and 1.38 read differently: the keys part says so before the verdict does", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.write("Configuration", configuration);
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const [header, claims] = [
    { alg: "RS256", kid: "current" },
    { iss: issuer, aud: "kubernetes", sub: "jane", exp: 4_102_444_800 },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signature = createSign("sha256")
    .update(`${header}.${claims}`)
    .sign(privateKey, "base64url");
  await workbench.pasteToken(`${header}.${claims}.${signature}`);
  await workbench.expectVerdict("Would be authenticated");

  const keys = [
    { kid: "current", ...publicKey.export({ format: "jwk" }) },
    { kid: "chain", kty: "EC", crv: "secp256k1", x: "AQ", y: "AQ" },
    { kid: "long", kty: "RSA", n: Buffer.alloc(1024, 0xff).toString("base64url"), e: "AQAB" },
  ];
  await workbench.signature.getByRole("button", { name: /^Keys/ }).click();
  await workbench.signature
    .getByRole("region", { name: /^Keys of/ })
    .getByRole("textbox", { name: issuer })
    .fill(JSON.stringify({ keys }));

  const list = workbench.signature.getByRole("list", { name: "Keys that were read" });
  const item = (id: string) => list.getByRole("listitem").filter({ hasText: id });
  await expect(item("current")).toContainText("used on every version");
  await expect(item("current")).toContainText("the signature is by this key");
  await expect(item("chain")).toContainText("breaks every token of the issuer up to 1.37");
  await expect(item("chain")).toContainText("ignored from 1.38 on");
  await expect(item("long")).toContainText("RSA 8192");
  await expect(item("long")).toContainText("used up to 1.37");
  await expect(item("long")).toContainText("left out from 1.38 on");

  await workbench.expectVerdict("401 Unauthorized");
  await expect(workbench.verdict).toContainText("unsupported elliptic curve 'secp256k1'");
  await page.getByLabel("Kubernetes version").selectOption("1.38 beta");
  await workbench.expectVerdict("Authenticated");
  await expect(workbench.user).toContainText("jane");
});
