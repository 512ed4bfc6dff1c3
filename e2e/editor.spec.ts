import { expect, type Page } from "@playwright/test";
import { beginComment, countKeyPress, countRenders } from "../scripts/count-renders.ts";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

/** The list that Ctrl+Space opens, first entry first. */
function suggestions(page: Page) {
  return page.locator(".suggest-widget").getByRole("option");
}

async function expectFirst(page: Page, names: readonly RegExp[]): Promise<void> {
  await page.keyboard.press("Control+Space");
  for (const [index, name] of names.entries()) {
    await expect(suggestions(page).nth(index)).toHaveAccessibleName(name);
  }
}

/** Puts the cursor behind a text of the editor that has the focus, counted from its beginning. */
async function moveBehind(page: Page, text: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+Home");
  for (let at = 0; at < text.length; at++) await page.keyboard.press("ArrowRight");
}

test("completion: an empty page, a half-typed line, a call and its claims; expressions have their colours", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();

  await test.step("an empty page offers a file, and Tab goes through what is to be filled in", async () => {
    await workbench.write("Configuration", "");
    const editor = workbench.editor("Configuration");
    await editor.focus();
    await expectFirst(page, [
      /^A file with one issuer/,
      /^apiVersion.*required/,
      /^kind.*required/,
    ]);
    await page.keyboard.press("Enter");
    await page.keyboard.type("https://a.example.com");
    await page.keyboard.press("Tab");
    await page.keyboard.type("cluster");
    await page.keyboard.press("Escape");
    expect(await workbench.readEditor(editor)).toBe(
      `apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n- issuer:\n    url: https://a.example.com\n    audiences:\n    - cluster\n  claimMappings:\n    username:\n      claim: sub\n      prefix: "oidc:"\n`,
    );
  });

  await test.step("a half-typed line is completed, around lines that do not parse", async () => {
    await workbench.write("Configuration", `${head}jwt:\n- issuer:\n    url: ["https\n    au`);
    await expectFirst(page, [/^audiences.*required/, /^audienceMatchPolicy/]);
    await page.keyboard.press("Enter");
    expect(await workbench.readEditor(workbench.editor("Configuration"))).toBe(
      `${head}jwt:\n- issuer:\n    url: ["https\n    audiences:\n    - `,
    );
  });

  await test.step("a call shows its parameters, claims come with their types, and Enter stays a new line", async () => {
    await workbench.write(
      "Configuration",
      `${head}jwt:\n- issuer:\n    url: https://token.actions.githubusercontent.com\n    audiences: [k]\n  claimMappings:\n    username:\n      expression: 'claims.sub.startsWith'`,
    );
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.type("(");
    await expect(page.locator(".parameter-hints-widget")).toContainText(
      "string.startsWith(string) -> bool",
    );
    // A list that comes by itself has nothing chosen.
    await page.keyboard.type('"a") && claims.');
    await expect(suggestions(page).filter({ hasText: "repository_owner" }).first()).toBeVisible();
    await expect(suggestions(page).first()).toHaveAccessibleName(/string/);
    await page.keyboard.press("Enter");
    expect(await workbench.readEditor(workbench.editor("Configuration"))).toMatch(
      /claims\.\n\s*'$/,
    );
  });

  await test.step("expressions have their colours in every scalar", async () => {
    const expression = "claims.sub == dyn(1)";
    for (const scalar of [
      expression,
      `'${expression}'`,
      `"${expression}"`,
      `|-\n      ${expression}`,
      `>-\n      ${expression}`,
    ]) {
      await workbench.write(
        "Configuration",
        `${head}jwt:\n- issuer: {url: "https://a.example.com", audiences: [k]}\n  claimMappings:\n    username: {claim: sub, prefix: "a:"}\n  claimValidationRules:\n  - expression: ${scalar}\n`,
      );
      for (const [text, kind] of [
        ["claims", "celKeyword"],
        ["sub", "celField"],
        ["==", "celOperator"],
        ["dyn", "celFunction"],
        ["1", "celNumber"],
      ] as const) {
        await expect(
          page.locator(`.view-line [class*="${kind}"]`).getByText(text, { exact: true }).first(),
        ).toBeVisible();
      }
    }
  });
});

test("names and roles of a binding, what keys mean, and the light bulb's fixes of findings", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();

  await test.step("a binding is offered the names that the configuration gives, its roles and verbs", async () => {
    await workbench.loadExample("GitLab", "Users and pipelines, corrected");
    await workbench.write(
      "Role bindings",
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: a\nsubjects:\n- kind: User\n  name: gitlab-",
    );
    await expectFirst(page, [/^gitlab-ci:\{sub\}/]);
    await page.keyboard.press("Enter");
    await page.keyboard.type("jane");
    await page.keyboard.press("Escape");
    expect(await workbench.readEditor(workbench.editor("Role bindings"))).toContain(
      "  name: gitlab-ci:jane",
    );
    await workbench.write(
      "Role bindings",
      "kind: ClusterRoleBinding\nroleRef:\n  kind: ClusterRole\n  name: ",
    );
    await expectFirst(page, [/^view/, /^edit/, /^admin/, /^cluster-admin/]);
  });

  await test.step("keys, values and claims say what they mean", async () => {
    await workbench.loadExample("GitLab", "Users and pipelines, corrected");
    await workbench.chooseToken("person");
    await workbench.expectVerdict("Authenticated");
    const hover = page.locator(".monaco-hover").filter({ visible: true });
    await page.locator(".view-line").getByText("audiences", { exact: true }).hover();
    await expect(hover.first()).toContainText(
      "Audiences of which the token's aud must hold at least one",
    );
    await page.mouse.move(2, 2);
    await page.locator(".view-line").getByText("username", { exact: true }).hover();
    await expect(hover.first()).toContainText("For this token: gitlab:MyUserName");
  });

  await test.step("the light bulb holds the fixes of findings", async () => {
    await workbench.loadExample("EMK (Gardener)", "Basic, as published");
    const editor = workbench.editor("Configuration");
    // The lines of Monaco are in no order in the document.
    const line = page.locator(".view-line").filter({ hasText: /claims:\s*email/ });
    await line.getByText("claims", { exact: true }).click();
    const actions = page.locator(".action-widget").first();
    // Before the findings are there, the light bulb has nothing.
    await expect(async () => {
      await page.keyboard.press("ControlOrMeta+.");
      await expect(actions).toBeVisible({ timeout: 2000 });
    }).toPass();
    await page.keyboard.press("Enter");
    await expect(actions).toBeHidden();
    expect(await workbench.readEditor(editor)).toContain("claim: email");
  });
});

test("the light bulb holds what the verdict and near misses offer elsewhere on the page", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  const issuer = "https://idp.example.com";
  const mapping = "  claimMappings: {username: {claim: sub, prefix: 'a:'}}\n";
  await workbench.paste(
    "Configuration",
    `${head}jwt:\n- issuer:\n    url: ${issuer}\n    audiences: [kubernetes]\n${mapping}`,
  );
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: "grafana", sub: "jane", iat: now - 60, exp: now + 3600 };
  await workbench.pasteToken(JSON.stringify(claims));
  const title = "Add grafana to issuer.audiences";
  await expect(workbench.verdict).toContainText(title);
  const actions = page.locator(".action-widget").first();
  await page.locator(".view-line").getByText("kubernetes", { exact: true }).first().click();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ControlOrMeta+.");
  await expect(actions).toContainText(title);
  await page.keyboard.press("Escape");

  await workbench.loadExample("Authentik and GitHub Actions", "Repository as group, as published");
  await workbench.showDocument("Role bindings");
  await page
    .locator(".view-line")
    .getByText("repo:qjoly/lucca-oidc-poc:ref:refs/heads/main")
    .first()
    .click();
  // A bulb that was opened before the near misses are known has none of them.
  await expect(async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("ControlOrMeta+.");
    await expect(actions).toContainText(
      'Change the binding to User "github-actions:repo:qjoly/lucca-oidc-poc:ref:refs/heads/main"',
      { timeout: 2000 },
    );
  }).toPass();
});

test("a binding leads to its role and to the mapping of a subject, an expression to the claim", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  const bindings =
    "kind: ClusterRoleBinding\nroleRef: {kind: ClusterRole, name: reader}\n---\nkind: ClusterRole\nmetadata:\n  name: reader\n";
  await workbench.write("Role bindings", bindings);
  await moveBehind(page, "kind: ClusterRoleBinding\nroleRef: {kind: ClusterRole, name: rea");
  await page.keyboard.press("ControlOrMeta+F12");
  await expect(async () =>
    expect(await workbench.readSelection(workbench.editor("Role bindings"))).toBe("reader"),
  ).toPass();
  await page.keyboard.type("viewer");
  expect(await workbench.readEditor(workbench.editor("Role bindings"))).toBe(
    bindings.replace("  name: reader", "  name: viewer"),
  );

  await workbench.showDocument("Configuration");
  await page.locator(".view-line").getByText("preferred_username", { exact: true }).first().click();
  await page.keyboard.press("ControlOrMeta+F12");
  await expect(
    workbench.claims.getByRole("button", { name: "Insert claims.preferred_username" }),
  ).toBeFocused();

  await workbench.write(
    "Role bindings",
    "kind: ClusterRoleBinding\nsubjects:\n- kind: User\n  name: gitlab:2\n",
  );
  await moveBehind(page, "kind: ClusterRoleBinding\nsubjects:\n- kind: User\n  name: gitl");
  await expect(async () => {
    await page.keyboard.press("ControlOrMeta+F12");
    await expect(workbench.editor("Configuration")).toBeFocused({ timeout: 1000 });
  }).toPass();
  await expect(async () =>
    expect(await workbench.readSelection(workbench.editor("Configuration"))).toContain("gitlab:"),
  ).toPass();
});

test("a key press draws what it changes, and no panel besides", async ({ page }) => {
  await page.addInitScript(countRenders);
  const workbench = new Workbench(page);
  await workbench.open();
  await beginComment(page);
  const counts = [];
  for (let key = 0; key < 3; key += 1) counts.push(await countKeyPress(page));
  // A slow answer draws "Analysing …" too: the quickest key tells what there is.
  expect(Math.min(...counts.map((count) => count["first commit"]))).toBeLessThanOrEqual(8);
  expect(Math.min(...counts.map((count) => count["in all"]))).toBeLessThanOrEqual(50);
});
