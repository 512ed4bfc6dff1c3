import { expect, type Locator, type Page } from "@playwright/test";
import { findViolations, findViolationsInThemes } from "./axe.ts";
import { test } from "./test.ts";
import { briefly, Workbench } from "./workbench.ts";

const configuration = `# Who may enter.
apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
# People and jobs.
- issuer:
    url: 'https://gitlab.example.com' # no slash
    audiences: [group_application_id]
  claimMappings:
    username:
      claim: sub # never changes
      prefix: "gitlab:"
    groups: {claim: groups_direct, prefix: "gitlab:"}
# Another one.
- issuer:
    url: https://other.example.com
    audiences:
    - kubernetes
  claimMappings:
    username:
      expression: |-
        "other:" +
        claims.sub
`;

/** The form of the configuration. */
class Form {
  readonly page: Page;
  readonly workbench: Workbench;

  constructor(page: Page) {
    this.page = page;
    this.workbench = new Workbench(page);
  }

  async open(text = configuration): Promise<void> {
    await this.workbench.open();
    await this.begin(text);
  }

  /** The form of a text. */
  async begin(text = configuration): Promise<void> {
    await this.show("YAML");
    await this.workbench.write("Configuration", text);
    await this.show("Form");
    await expect(this.page.getByRole("navigation", { name: "Issuers" })).toBeVisible();
  }

  async show(view: "Form" | "YAML"): Promise<void> {
    await this.page
      .getByRole("group", { name: "View of the configuration" })
      .getByRole("button", { name: view })
      .filter({ visible: true })
      .click();
  }

  /** The control with a name; of several the first. */
  field(name: string): Locator {
    return this.page.locator("[data-form]").getByLabel(name, { exact: true }).first();
  }

  button(name: string | RegExp): Locator {
    return this.page.locator("[data-form]").getByRole("button", { name, exact: true });
  }

  expression(name: string): Locator {
    return this.page.locator("[data-form]").getByRole("textbox", { name, exact: true });
  }

  async chooseIssuer(number: number): Promise<void> {
    await this.page
      .getByRole("navigation", { name: "Issuers" })
      .getByRole("button", { name: new RegExp(`Issuer ${number}:`) })
      .click();
  }

  /** What the text is now. */
  async expectText(want: string): Promise<void> {
    await this.show("YAML");
    const editor = this.workbench.editor("Configuration");
    await expect(editor).toBeVisible();
    await expect(async () => {
      expect(await this.workbench.readEditor(editor)).toBe(want);
    }).toPass();
    await this.show("Form");
  }
}

test("each kind of field changes its own part of the text and nothing else", async ({ page }) => {
  test.slow();
  const form = new Form(page);
  await form.open();
  let want = configuration;
  const change = (from: string, to: string) => {
    want = want.replace(from, to);
  };

  await expect(form.field("URL")).toHaveValue("https://gitlab.example.com");
  await form.field("URL").fill("https://gitlab.example.com/it's");
  change("gitlab.example.com'", "gitlab.example.com/it''s'");
  await form.field("Discovery URL").fill("https://inside.example.com/d");
  change("# no slash\n", "# no slash\n    discoveryURL: https://inside.example.com/d\n");
  await form.field("Audience 1").fill("one, two");
  change("[group_application_id]", '["one, two"]');
  await form.button("Add audience").click();
  await expect(form.field("Audience 2")).toBeFocused();
  await page.keyboard.type("third");
  change('["one, two"]', '["one, two", third]');
  await form.field("Audience match policy").selectOption("MatchAny");
  change("third]\n", "third]\n    audienceMatchPolicy: MatchAny\n");
  await form.field("Certificate authority").fill("-----BEGIN CERTIFICATE-----\nMIIB\n");
  change(
    "example.com/d\n",
    "example.com/d\n    certificateAuthority: |\n      -----BEGIN CERTIFICATE-----\n      MIIB\n",
  );
  await form.field("Prefix").fill("people:");
  change('prefix: "gitlab:"\n', 'prefix: "people:"\n');
  await form.button("Add a claim with its value").click();
  await expect(form.field("Claim validation rule 1")).toHaveCount(0);
  await page.keyboard.type("hd");
  await form.field("Required value").fill("example.com");
  change(
    '    groups: {claim: groups_direct, prefix: "gitlab:"}\n',
    '    groups: {claim: groups_direct, prefix: "gitlab:"}\n  claimValidationRules:\n  - claim: hd\n    requiredValue: example.com\n',
  );
  await form.expectText(want);

  // An expression in a block, and the file's own fields.
  await form.chooseIssuer(2);
  await form.workbench.writeExpression(form.expression("Expression"), '"b:" + claims.sub');
  change('|-\n        "other:" +\n        claims.sub', '|-\n        "b:" + claims.sub');
  await page.getByRole("button", { name: /^The file/ }).click();
  await form.field("API version").selectOption("apiserver.config.k8s.io/v1");
  change("k8s.io/v1beta1", "k8s.io/v1");
  await form.button("Set anonymous here").click();
  await form.field("Enabled").check();
  want += "anonymous:\n  enabled: true\n";
  await form.expectText(want);
});

test("issuers are moved, undo takes changes back, an alias and a text that cannot be read are not changed", async ({
  page,
}) => {
  const form = new Form(page);
  await form.open();

  await test.step("issuers are added, duplicated, moved and removed with their comments", async () => {
    const [head = "", one = "", two = ""] = configuration.split(/(?=^# (?:People|Another))/m);

    await form.button("Move Issuer 1 down").click();
    await form.expectText(head + two + one);
    await form.chooseIssuer(2);
    await form.button("Move Issuer 2 up").click();
    await form.button("Duplicate Issuer 1").click();
    await expect(page.getByRole("heading", { name: "Issuer 2 of 3" })).toBeVisible();
    await form.expectText(head + one + one + two);
    await form.chooseIssuer(2);
    await form.button("Remove Issuer 2").click();
    await form.expectText(head + one + two);
    await form.button("Empty issuer").click();
    await expect(form.field("URL")).toBeFocused();
    await page.keyboard.type("https://third.example.com");
    await form.expectText(
      `${configuration}- issuer:\n    url: 'https://third.example.com'\n    audiences:\n    - ""\n  claimMappings:\n    username:\n      claim: sub\n      prefix: ""\n`,
    );
  });

  await test.step("undo takes the form's changes back, one field a step, with what was typed in the text", async () => {
    await form.begin();
    await form.field("URL").fill("https://a.example.com");
    await form.field("Prefix").fill("p:");
    await form.button("Add audience").click();
    await page.keyboard.type("mine");
    await page.keyboard.press("ControlOrMeta+Z");
    await page.keyboard.press("ControlOrMeta+Z");
    await expect(form.field("Audience 2")).toHaveCount(0);
    await form.field("Prefix").focus();
    await page.keyboard.press("ControlOrMeta+Z");
    await expect(form.field("Prefix")).toHaveValue("gitlab:");
    await page.keyboard.press("ControlOrMeta+Z");
    await expect(form.field("URL")).toHaveValue("https://gitlab.example.com");
    await page.keyboard.press("ControlOrMeta+Shift+Z");
    await expect(form.field("URL")).toHaveValue("https://a.example.com");
  });

  await test.step("what an alias shares is not changed in two places, and the form says so", async () => {
    await form.begin(
      configuration
        .replace("url: 'https://gitlab.example.com'", "url: &url https://gitlab.example.com")
        .replace("    - kubernetes", "    - *url"),
    );
    await form.field("URL").pressSequentially("x");
    await expect(page.getByRole("alert").filter({ hasText: "Not changed" })).toContainText(
      "has the anchor &url",
    );
    await expect(form.field("URL")).toHaveValue("https://gitlab.example.com");
  });

  await test.step("a text that cannot be read is shown, cannot be changed, and says where", async () => {
    await form.begin();
    await form.show("YAML");
    await form.workbench.write("Configuration", configuration.replace("[group", "[[group"));
    await form.show("Form");
    await expect(page.getByRole("alert").filter({ hasText: "cannot be read" })).toContainText(
      /Line \d+: yaml:/,
    );
    await page.getByRole("button", { name: /^Go to line/ }).click();
    await expect(form.workbench.editor("Configuration")).toBeFocused();
  });
});

test("the fields show what the token makes of them, and each finding once", async ({ page }) => {
  const form = new Form(page);
  await form.open();
  const username = page.locator('[data-path="jwt[0].claimMappings.username"]');
  await expect(username).toContainText("→ gitlab:2");
  await form.field("Prefix").fill("");
  await expect(username).toContainText("→ 2");
  await form.field("URL").fill("http://gitlab.example.com");
  const url = page.locator('[data-path="jwt[0].issuer.url"]').last();
  await expect(url).toContainText("URL scheme must be https");
  await expect(page.getByRole("region", { name: "Findings" })).toHaveCount(0);
  await expect(page.getByText("URL scheme must be https").filter({ visible: true })).toHaveCount(2);
  // What leads to a place leads to its field while the form is shown; what has no field is shown in the text.
  await page.getByRole("button", { name: "Show the error in the configuration" }).click();
  await expect(form.field("URL")).toBeFocused();
  await form.button("About Discovery URL").click();
  await expect(page.getByText("The URL of the discovery document, if it differs")).toBeVisible();
  await page.reload();
  await expect(page.locator("[data-form]")).toBeVisible();
});

test("claim and expression change places without a change of meaning, or say why not", async ({
  page,
}) => {
  test.slow();
  const form = new Form(page);
  await form.open();
  const from = page.getByRole("group", { name: "Username from" });
  await from.getByRole("button", { name: "Expression" }).click();
  await expect(page.getByText("The engine gave the same for all")).toBeVisible();
  const exact = '"gitlab:" + (claims.sub == null ? "" : dyn(claims.sub))';
  await form.expectText(
    configuration.replace(
      'claim: sub # never changes\n      prefix: "gitlab:"',
      `expression: '${exact}' # never changes`,
    ),
  );
  await from.getByRole("button", { name: "Claim" }).click();
  await expect(page.getByText("The engine gave the same for all")).toBeVisible();
  await expect(form.field("Prefix")).toHaveValue("gitlab:");

  // What the usual expression does with null is not what a claim does.
  await from.getByRole("button", { name: "Expression" }).click();
  await form.button("Use the shorter one").click();
  await from.getByRole("button", { name: "Claim" }).click();
  await expect(page.getByText("does not mean the same for 1 of")).toBeVisible();
  await expect(form.button("Switch anyway")).toBeVisible();
  await form.workbench.writeExpression(
    form.expression("Expression").first(),
    '"a:" + claims.sub + claims.iss',
  );
  await from.getByRole("button", { name: "Claim" }).click();
  await expect(page.getByText("The expression does more than a claim")).toBeVisible();

  // A rule is switched as well.
  await form.button("Add a claim with its value").click();
  await form.field("Claim").last().fill("hd");
  await form.field("Required value").fill("example.com");
  const rule = page.locator('li[data-path="jwt[0].claimValidationRules[0]"]');
  await rule.getByRole("button", { name: "Expression", exact: true }).click();
  await expect(rule).toContainText("The engine gave the same for all");
  await expect(form.field("Required value")).toHaveCount(0);
  await rule.getByRole("button", { name: "Claim", exact: true }).click();
  await expect(form.field("Required value")).toHaveValue("example.com");
});

test("the keyboard alone: choose an issuer, move it, type in the middle of a field", async ({
  page,
}) => {
  test.slow();
  const form = new Form(page);
  await form.open();
  const first = page
    .getByRole("navigation", { name: "Issuers" })
    .getByRole("button", { name: /Issuer 1:/ });
  await first.focus();
  await page.keyboard.press("Alt+ArrowDown");
  const second = page
    .getByRole("navigation", { name: "Issuers" })
    .getByRole("button", { name: /Issuer 2:/ });
  await expect(second).toBeFocused();
  await expect(second).toContainText("gitlab.example.com");
  await page.keyboard.press("Enter");
  await form.field("URL").focus();
  await page.keyboard.press("Home");
  for (let i = 0; i < "https://".length; i++) await page.keyboard.press("ArrowRight");
  await page.keyboard.type("my-");
  await expect(form.field("URL")).toHaveValue("https://my-gitlab.example.com");
  // The caret stayed where it was while the page was analysed.
  await page.waitForTimeout(400);
  await page.keyboard.type("own-");
  await expect(form.field("URL")).toHaveValue("https://my-own-gitlab.example.com");
  // Into an expression and out of it with Tab.
  await form.chooseIssuer(1);
  await form.expression("Expression").first().focus();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type(" + claims.");
  await page.keyboard.press("ControlOrMeta+Space");
  await expect(page.getByRole("option", { name: /^sub/ }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(form.expression("Expression").first()).not.toBeFocused();
});

test("a configuration out of another file is written back by the form", async ({ page }) => {
  const form = new Form(page);
  const wrap = (text: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: authn # ours\ndata:\n  config.yaml: |\n${text.replaceAll(/^(?=.)/gm, "    ")}`;
  await form.workbench.open();
  await form.workbench.write("Configuration", wrap(configuration));
  await form.show("Form");
  await expect(page.getByText("and this is a ConfigMap")).toBeVisible();
  await page.locator("[data-form]").getByRole("button", { name: "Apply" }).first().click();
  await form.field("Prefix").fill("map:");
  const opened = form.workbench.exports.getByText(/^As it was opened/);
  await form.workbench.showExports(() => expect(opened).toBeVisible(briefly));
  expect(await form.workbench.download("as-it-was-opened.txt")).toBe(
    wrap(configuration.replace('prefix: "gitlab:"\n', 'prefix: "map:"\n')),
  );
});

test("axe finds nothing in the form, and nothing runs over, at four widths, light and dark", async ({
  page,
}) => {
  test.slow();
  await page.setViewportSize({ width: 320, height: 900 });
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.showDocument("Configuration");
  const form = new Form(page);
  await form.show("Form");
  await expect(form.field("URL")).toBeVisible();
  await form.button("About URL").click();
  for (const width of [320, 390, 1024, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await expect(form.field("URL")).toBeVisible();
    const found = await (width === 320 || width === 1440
      ? findViolationsInThemes(page)
      : findViolations(page));
    expect(found, `${width} px`).toEqual([]);
    const over = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(over, `${width} px`).toBe(0);
  }
});
