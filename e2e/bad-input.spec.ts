import { expect } from "@playwright/test";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

/** Every bad input gets a clear statement at its place; the rest of the page goes on working. */

test.describe("configuration", () => {
  const cases = [
    {
      name: "not YAML",
      text: "kind: AuthenticationConfiguration\n\tjwt: []\nfoo: b\nbar: c\n",
      says: /yaml: line/,
    },
    {
      name: "YAML of another kind",
      text: "apiVersion: v1\nkind: ConfigMap\ndata: {}\n",
      says: /no kind "ConfigMap" is registered/,
    },
    {
      name: "a list",
      text: "- a\n- b\n",
      says: /cannot unmarshal array|couldn't get version\/kind/,
    },
  ];
  test("what is no configuration, nothing, and five megabytes: the page says so and stays responsive", async ({
    page,
  }) => {
    const workbench = new Workbench(page);
    await workbench.open();
    for (const { name, text, says } of cases)
      await test.step(name, async () => {
        await workbench.write("Configuration", text);
        await expect(page.getByText(says).first()).toBeVisible();
        await workbench.expectVerdict("No verdict");
      });

    await workbench.write("Configuration", "");
    await workbench.expectVerdict("No configuration yet");

    await workbench.write("Configuration", `# ${"x".repeat(98)}\n`.repeat(50_000));
    await expect(async () => {
      const start = Date.now();
      await workbench.signature.getByRole("button", { name: /^Keys/ }).click();
      expect(Date.now() - start).toBeLessThan(1000);
    }).toPass({ timeout: 20_000 });
    await expect(page.locator(".view-lines").first()).toContainText("xxxx");
  });
});

test.describe("token", () => {
  const cases = [
    { name: "no JWT", text: "hello world", says: /neither a token nor a JSON object/ },
    { name: "claims that are no JSON", text: '{"iss": ', says: /The claims are no JSON/ },
    {
      name: "a JWE",
      text: `${part({ alg: "RSA-OAEP", enc: "A256GCM" })}.a.b.c.d`,
      says: /encrypted/i,
    },
    { name: "an opaque token", text: "ya29.a0AfH6SMBx", says: /Google|opaque|only its issuer/i },
    {
      name: "the bearer of a GitLab agent",
      text: "pat:42:glpat-xxxxxxxxxxxxxxxxxxxx",
      says: /agent/i,
    },
    {
      name: "a refresh token",
      text: "0.AXoA-refresh-token-of-somebody",
      says: /only its issuer|opaque|refresh/i,
    },
  ];
  test("what is no token, and five megabytes: the page says what it is", async ({ page }) => {
    const workbench = new Workbench(page);
    await workbench.open();
    for (const { name, text, says } of cases)
      await test.step(name, async () => {
        // What is said is of this text, and not of the one before.
        await workbench.pasteToken("");
        await expect(workbench.token.getByText(says)).toHaveCount(0);
        await workbench.pasteToken(text);
        await expect(workbench.token.getByText(says).first()).toBeVisible();
        // The configuration is still there and still judged.
        await expect(page.getByText(/^kube-apiserver [\d.]+ loads it$/)).toBeVisible();
      });

    await workbench.pasteToken("x".repeat(5_000_000));
    await expect(workbench.token.getByText(/takes at most/).first()).toBeVisible();
  });
});

test("claims are untrusted text and never markup", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  let alerted = false;
  page.on("dialog", () => {
    alerted = true;
  });
  const untrusted = '<img src=x onerror="alert(1)">';
  await workbench.pasteToken(
    JSON.stringify({
      iss: "https://gitlab.example.com",
      sub: untrusted,
      aud: "group_application_id",
      preferred_username: untrusted,
      exp: 1790000600,
    }),
  );
  await workbench.token.getByRole("button", { name: "Done" }).click();
  await expect(workbench.token).toContainText("draft, unsigned");
  await expect(page.locator('img[src="x"]')).toHaveCount(0);
  expect(alerted).toBe(false);
});

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
