import { expect, type Locator, type Page } from "@playwright/test";
import { issuerPort, type OidcIssuer, startOidcIssuer } from "./oidc-issuer.ts";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

test.describe("the token's part of the page", () => {
  let workbench: Workbench;
  test.beforeEach(async ({ page }) => {
    workbench = new Workbench(page);
    await workbench.open();
  });

  test("a kept token's verdict follows the configuration, and the strip goes by keyboard", async ({
    page,
  }) => {
    const strip = page.getByRole("region", { name: "Kept tokens" });
    await keep(page, "person");
    await expect(strip.getByRole("button", { name: /^refused person/ })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    await workbench.chooseToken("pipeline job");
    await keep(page, "pipeline");
    const person = strip.getByRole("button", { name: /person 401/ });
    await expect(person).toHaveAttribute("aria-pressed", "false");

    await strip
      .getByRole("button", { name: /pipeline/ })
      .first()
      .focus();
    await page.keyboard.press("ArrowLeft");
    await expect(person).toBeFocused();
    await page.keyboard.press("Enter");
    await workbench.expectVerdict("401 Unauthorized");
    await workbench.verdict.getByRole("button", { name: "Apply" }).first().click();
    await workbench.expectVerdict("Authenticated");
    const repaired = strip.getByRole("button", { name: /^accepted person/ });
    await expect(repaired).toContainText("gitlab:MyUserName");

    await repaired.focus();
    await page.keyboard.press("F2");
    await page.keyboard.type("jane");
    await page.keyboard.press("Enter");
    await expect(strip.getByRole("button", { name: /^accepted jane/ })).toBeFocused();
    await page.keyboard.press("Delete");
    await expect(strip.getByRole("button", { name: /jane/ })).toHaveCount(0);
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(strip.getByRole("button", { name: /pipeline/ })).toHaveCount(0);
  });

  test("claims are edited as a draft, the slider sets the clock, and a line of the log is explained", async ({
    page,
  }) => {
    await test.step("claims are edited as an unsigned draft, and the signed token comes back", async () => {
      const { token } = workbench;
      await token.getByRole("button", { name: "Edit" }).click();
      await token.getByRole("button", { name: "Edit claims" }).click();
      const box = token.getByRole("textbox", { name: "Token", exact: true });
      await expect(box).toHaveValue(/"preferred_username": "MyUserName"/);
      const claims = JSON.parse(await box.inputValue());
      await box.fill(JSON.stringify({ ...claims, groups_direct: undefined, namespace_path: "n" }));
      await expect(token).toContainText("A draft");
      await expect(workbench.verdict.getByRole("heading", { level: 2 })).not.toHaveText(
        "Authenticated",
      );
      await token.getByRole("button", { name: "Back to the signed token" }).click();
      await workbench.expectVerdict("401 Unauthorized");
      await expect(token).not.toContainText("draft");
    });

    await test.step("the slider over the token's life sets the clock, and the verdict changes where it is marked", async () => {
      await workbench.loadExample("GitLab", "Users and pipelines, as published");
      await workbench.expectVerdict("401 Unauthorized");
      await workbench.verdict.getByRole("button", { name: "Apply" }).first().click();
      await workbench.expectVerdict("Authenticated");
      await workbench.token.getByRole("button", { name: /^Set the clock to exp/ }).click();
      await workbench.expectVerdict("401 Unauthorized");
      await expect(workbench.verdict).toContainText("token is expired");
      const slider = workbench.token.getByRole("slider", { name: /When the server looks/ });
      await expect(slider).toHaveAttribute("aria-valuetext", /the token is expired/);
      await slider.focus();
      await page.keyboard.press("ArrowLeft");
      await workbench.expectVerdict("Authenticated");
      await workbench.token.getByRole("button", { name: "Now" }).click();
      await expect(page.getByRole("button", { name: /^Clock now/ })).toBeVisible();
    });

    await test.step("a line of the server's log is explained, and leads to its expression", async () => {
      await workbench.loadExample("GitLab", "Users and pipelines, as published");
      await workbench.expectVerdict("401 Unauthorized");
      const { token } = workbench;
      await workbench.pasteToken(
        `"Unable to authenticate the request" err="[invalid bearer token, oidc: error evaluating group claim expression: expression 'has(claims.groups_direct) ? \\"gitlab:\\" + claims.groups_direct : \\"gitlab-ci:\\" + claims.namespace_path' resulted in error: no such overload]"`,
      );
      await expect(token).toContainText("A line of kube-apiserver’s log");
      await expect(token).toContainText("combines values of types that do not fit");
      await token.getByRole("button", { name: "Show jwt[0].claimMappings.groups" }).click();
      await expect(workbench.editor("Configuration")).toBeFocused();

      await workbench.pasteToken(
        'Error from server (Forbidden): pods is forbidden: User "oidc:jane" cannot list resource "pods" in API group "" in the namespace "app"',
      );
      await token.getByRole("button", { name: /^Ask for oidc:jane/ }).click();
      await expect(workbench.access.getByRole("textbox", { name: /can-i/ })).toHaveValue(
        "list pods -n app",
      );
      await expect(workbench.access.getByRole("combobox", { name: "Who asks" })).toHaveValue(
        "manual",
      );
    });
  });

  test("a claim is written at the cursor, and copied where no expression has it", async ({
    page,
    context,
  }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const { claims } = workbench;
    await claims.getByRole("button", { name: /^Claims/ }).click();
    await claims.getByRole("button", { name: "Insert claims.sub" }).click();
    await expect(claims).toContainText("No expression has the cursor, so claims.sub was copied.");
    await page.getByRole("tab", { name: "CEL" }).click();
    const pad = page.getByRole("textbox", { name: "Expression" });
    await workbench.writeExpression(pad, ".map(g, g)");
    await pad.press("Home");
    await claims.getByRole("button", { name: "Insert claims.groups_direct", exact: true }).click();
    expect(await workbench.readEditor(pad)).toBe("dyn(claims.groups_direct).map(g, g)");
    await workbench.write(
      "Configuration",
      "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n- issuer:\n    url: https://gitlab.example.com\n    audiences: [group_application_id]\n  claimMappings:\n    username:\n      expression: '\"x:\" + '",
    );
    await page.keyboard.press("ArrowLeft");
    const insert = claims.getByRole("button", { name: "Insert claims.sub" });
    await expect(insert).toBeVisible();
    await expect(async () => {
      await insert.click();
      await expect(claims).toContainText("Wrote claims.sub into", { timeout: 500 });
    }).toPass();
    await expect(workbench.user).toContainText("x:2");
  });
});

test.describe("inside of an expression", () => {
  test("the editor proposes the token's claims", async ({ page }) => {
    const workbench = new Workbench(page);
    await workbench.open();
    await workbench.write(
      "Configuration",
      `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://gitlab.example.com
    audiences: [group_application_id]
  claimMappings:
    username:
      expression: '"x:" + claims'`,
    );
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.type(".");
    const proposal = page.getByRole("option", { name: /preferred_username/ });
    await expect(proposal).toBeVisible();
    await page.keyboard.type("pref");
    // A list that opens by itself selects nothing, so that Enter stays a new line.
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(workbench.user).toContainText("x:MyUserName");
    await page.keyboard.type(".upperAscii()");
    await expect(workbench.user).toContainText("x:MYUSERNAME");
  });
});

test.describe("keys from a real OpenID provider", () => {
  test.describe.configure({ mode: "serial" });
  let issuer: OidcIssuer;
  let workbench: Workbench;
  test.beforeAll(async () => {
    issuer = await startOidcIssuer();
  });
  test.afterAll(() => issuer.close());
  test.beforeEach(async ({ page }) => {
    workbench = new Workbench(page);
    await workbench.open();
    await workbench.write("Configuration", configurationOf(issuer));
    await page.getByRole("button", { name: /^Clock/ }).click();
    await page.getByLabel("Now", { exact: true }).check();
    await page.keyboard.press("Escape");
  });

  async function showKeys(): Promise<void> {
    const keys = workbench.signature.getByRole("button", { name: /^Keys/ });
    if ((await keys.getAttribute("aria-expanded")) !== "true") await keys.click();
  }

  test("are fetched with the configured authority, verify a signature, and follow a rotation", async ({
    page,
  }) => {
    const { signature } = workbench;
    const requests: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/api/")) requests.push(request.postData() ?? "");
    });
    await workbench.pasteToken(await issuer.login("jane"));
    await workbench.expectVerdict("Would be authenticated");
    await signature.getByRole("button", { name: /^Keys/ }).click();
    await expect(signature).toContainText(
      `Claimcheck’s server asks ${issuer.url}/.well-known/openid-configuration`,
    );
    await fetchKeys(workbench);
    await expect(signature).toContainText("Fetched 1 key");
    await workbench.expectVerdict("Authenticated");
    await expect(workbench.user).toContainText("oidc:jane");
    await expect(
      keysOf(workbench).getByRole("list", { name: "Keys that were read" }),
    ).toContainText("the token’s");
    await signature.getByText("What was asked, and who answered").click();
    const report = signature.getByRole("region", { name: "Key set" });
    await expect(report).toContainText("Claimcheck test authority");
    await expect(report).toContainText("127.0.0.1");
    expect(requests.map((body) => Object.keys(JSON.parse(body)))).toEqual([
      ["issuer", "certificateAuthority"],
    ]);

    // Rotated: the new token's key is not among those that were fetched before.
    issuer.rotateKeys();
    await workbench.pasteToken(await issuer.login("jane"));
    await workbench.expectVerdict("401 Unauthorized");
    await expect(signature).toContainText("which is not among these");
    await fetchKeys(workbench);
    await workbench.expectVerdict("Authenticated");
  });

  test("are judged for every version as soon as they are fetched", async ({ page }) => {
    issuer.publishAlso([
      { kid: "chain", kty: "EC", crv: "secp256k1", x: "AQ", y: "AQ" },
      { kid: "long", kty: "RSA", n: Buffer.alloc(1024, 0xff).toString("base64url"), e: "AQAB" },
    ]);
    try {
      await workbench.pasteToken(await issuer.login("jane"));
      await workbench.expectVerdict("Would be authenticated");
      await workbench.signature.getByRole("button", { name: /^Keys/ }).click();
      await fetchKeys(workbench);
      const items = keysOf(workbench)
        .getByRole("list", { name: "Keys that were read" })
        .getByRole("listitem");
      await expect(items.filter({ hasText: "key-" })).toContainText("used on every version");
      await expect(items.filter({ hasText: "chain" })).toContainText(
        "breaks every token of the issuer up to 1.37",
      );
      await expect(items.filter({ hasText: "long" })).toContainText("left out from 1.38 on");
      await workbench.expectVerdict("401 Unauthorized");
      await page.getByLabel("Kubernetes version").selectOption("1.38 beta");
      await workbench.expectVerdict("Authenticated");
    } finally {
      issuer.publishAlso([]);
    }
  });

  test("are not taken from a page, a cancelled fetch or an address that is not allowed, and do not verify another kid", async ({
    page,
  }) => {
    await test.step("are not taken from a page, nor from an answer without end", async () => {
      const { signature } = workbench;
      await showKeys();
      for (const { body, says } of [
        { body: "<!doctype html><h1>Sign in</h1>", says: /HTML|JSON/ },
        { body: "x".repeat(3_000_000), says: /larger|more than|MB|kB/ },
      ]) {
        issuer.answerWith(body);
        await fetchKeys(workbench);
        await expect(signature.getByRole("region", { name: /^Keys of/ }).first()).toContainText(
          says,
        );
        await expect(keysOf(workbench).getByRole("textbox", { name: issuer.url })).toHaveValue("");
      }
      issuer.answerWith(undefined);
    });

    await test.step("are fetched with progress, and the fetch can be cancelled", async () => {
      issuer.slowDown(5000);
      await showKeys();
      await keysOf(workbench).getByRole("button", { name: "Fetch from the issuer" }).click();
      await expect(workbench.signature.getByRole("progressbar")).toBeVisible();
      await page.getByRole("button", { name: "Cancel" }).click();
      await expect(workbench.signature).toContainText("Cancelled. The keys are as they were.");
      issuer.slowDown(0);
    });

    await test.step("do not verify a token whose kid is of no key", async () => {
      await workbench.pasteToken(await withKid(issuer, "no-such-key"));
      await showKeys();
      await fetchKeys(workbench);
      await workbench.expectVerdict("401 Unauthorized");
      await expect(workbench.signature).toContainText("“no-such-key”, which is not among these");
      await expect(workbench.verdict).toContainText("failed to verify signature");
    });

    await test.step("are not asked of an address that is not allowed: the variable and commands stand instead", async () => {
      const closed = `https://127.0.0.1:${issuerPort + 1}`;
      await workbench.write(
        "Configuration",
        configurationOf(issuer).replaceAll(issuer.url, closed),
      );
      await showKeys();
      await expect(workbench.signature).toContainText(closed);
      await keysOf(workbench).getByRole("button", { name: "Fetch from the issuer" }).click();
      await expect(workbench.signature).toContainText("CLAIMCHECK_ALLOW_NETWORKS");
      await expect(workbench.signature).toContainText(
        `curl -sS --cacert ca.pem '${closed}/.well-known/openid-configuration'`,
      );
    });
  });

  test("verify the groups that another server answers with", async ({ page }) => {
    const { signature, steps } = workbench;
    const endpoint = "https://graph.example.com/groups/jane?x=1";
    await workbench.pasteToken(
      await issuer.login("jane", {
        _claim_names: { groups: "graph" },
        _claim_sources: { graph: { endpoint, access_token: "s3cret" } },
      }),
    );
    await signature.getByRole("button", { name: /^Keys/ }).click();
    await fetchKeys(workbench);
    await workbench.expectVerdict("Would be authenticated");
    await expect(workbench.verdict).toContainText("if its groups can be fetched");
    await steps.getByRole("button", { name: "Paste the answer" }).click();
    const answer = signature.getByRole("textbox", { name: `GET ${endpoint}` });

    await answer.fill("403 Forbidden");
    await workbench.expectVerdict("401 Unauthorized");
    await expect(workbench.verdict).toContainText(
      'oidc: could not expand distributed claims: while getting distributed claim \\"groups\\": error while getting distributed claim JWT: 403 Forbidden',
    );
    await answer.fill("<html>");
    await workbench.expectVerdict("401 Unauthorized");
    await expect(answer).toHaveValue("<html>");
    await answer.fill(await issuer.login("jane", { groups: ["admins"] }));
    await workbench.expectVerdict("Authenticated");
    await expect(workbench.user).toContainText("oidc:admins");

    // A reload forgets it, like the token itself.
    await page.reload();
    await expect(signature.getByText("Answers of other servers")).toHaveCount(0);
  });
});

async function keep(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: /^Keep this token/ }).click();
  await page.getByRole("textbox", { name: "Name of the token" }).fill(name);
  await page.keyboard.press("Enter");
}

/** The part of the keys that is about the first issuer of the configuration. */
function keysOf({ signature }: Workbench): Locator {
  return signature.getByRole("region", { name: /^Keys of/ }).first();
}

async function fetchKeys(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith("/api/discover")),
    keysOf(workbench).getByRole("button", { name: "Fetch from the issuer" }).click(),
  ]);
  expect(answer.status()).toBe(200);
}

/** A token of the issuer under the name of a key that it does not have. */
async function withKid(issuer: OidcIssuer, kid: string): Promise<string> {
  const [, claims, signature] = (await issuer.login("jane")).split(".");
  const header = Buffer.from(JSON.stringify({ alg: "RS256", kid })).toString("base64url");
  return `${header}.${claims}.${signature}`;
}

function configurationOf({ url, certificateAuthority }: OidcIssuer): string {
  const indented = certificateAuthority.trim().replaceAll("\n", "\n      ");
  return `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: ${url}
    audiences: [kubernetes]
    certificateAuthority: |
      ${indented}
  claimMappings:
    username:
      claim: preferred_username
      prefix: "oidc:"
    groups:
      claim: groups
      prefix: "oidc:"
`;
}
