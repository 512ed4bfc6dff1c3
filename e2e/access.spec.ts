import { expect } from "@playwright/test";
import { findViolations } from "./axe.ts";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

const bindings = `kind: ClusterRole
apiVersion: rbac.authorization.k8s.io/v1
metadata:
  name: reader
rules:
- apiGroups: [""]
  resources: [pods, pods/log]
  verbs: [get, list]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get]
---
kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata:
  name: readers
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: reader
subjects:
- apiGroup: rbac.authorization.k8s.io
  kind: User
  name: jane
`;

const impersonators = `kind: ClusterRole
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: act-as-bob}
rules:
- {apiGroups: [authentication.k8s.io], resources: [users], resourceNames: [bob], verbs: ["impersonate:user-info"]}
- {apiGroups: [""], resources: [pods], verbs: ["impersonate-on:user-info:get"]}
---
kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: act-as-bob}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: act-as-bob}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}
`;

test.describe("by hand", () => {
  /** The bindings of this file, and jane who asks. */
  async function begin(workbench: Workbench): Promise<void> {
    await workbench.write("Role bindings", bindings);
    await workbench.access.getByLabel("Who asks").selectOption("a user typed by hand");
    await workbench.access.getByLabel("User name").fill("jane");
  }

  test("the matrix by keyboard, its filter, a binding as a test, and the form of the bindings", async ({
    page,
  }) => {
    const workbench = new Workbench(page);
    const { access } = workbench;
    await workbench.open();
    await begin(workbench);

    await test.step("the matrix by keyboard: to a cell, its rules, their line", async () => {
      const grid = access.getByRole("grid", { name: "Permissions" });
      const row = grid.getByRole("row", { name: /^pods\/log/ });
      await expect(row.getByRole("gridcell").first()).toHaveText("yes");
      await expect(row.getByRole("gridcell").nth(2)).toHaveText("no such verb");
      await expect(
        grid
          .getByRole("row", { name: /^pods (?!\/)/ })
          .getByRole("gridcell")
          .nth(2),
      ).toHaveText("no");
      await expect(grid.getByRole("row", { name: /^services/ })).toHaveCount(0);

      await grid.getByRole("rowheader", { name: /^core/ }).focus();
      // Closed and open again.
      await page.keyboard.press("Enter");
      await expect(row).toHaveCount(0);
      await page.keyboard.press("Enter");
      for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "Enter"]) {
        await page.keyboard.press(key);
      }
      const detail = access.getByRole("region", { name: "Rules for get pods/log" });
      await expect(detail).toContainText("1 rule grants it");
      await expect(detail).toContainText(
        "given by ClusterRoleBinding readers line 13 to User jane",
      );

      await detail.getByRole("button", { name: /^Line 6, the rule/ }).press("Enter");
      // The cursor is in that line of the editor.
      await page.keyboard.press("Home");
      await page.keyboard.type("# ");
      await expect(page.locator(".view-line", { hasText: "#" })).toHaveText(/^#\s-\sapiGroups/);
    });

    await test.step("filter and what is not granted; a binding is kept as a test", async () => {
      await begin(workbench);
      const grid = access.getByRole("grid", { name: "Permissions" });
      await access.getByLabel("Filter resources").fill("deployments");
      await expect(grid.getByRole("row")).toHaveCount(3);
      await access.getByLabel("only what is granted").uncheck();
      await expect(grid.getByRole("row", { name: /^deployments\/scale/ }).first()).toBeVisible();

      await workbench.showGrants();
      await access.getByRole("button", { name: /by ClusterRoleBinding readers/ }).click();
      await access.getByRole("button", { name: "Keep this binding as a test" }).click();
      await expect(access.getByText(/^Kept as a test: jane can /)).toBeVisible();
      await expect(page.getByRole("region", { name: "Tests" })).toContainText("1 of 1 as expected");
    });

    await test.step("the form of the bindings changes their text, by keyboard too", async () => {
      await begin(workbench);
      await workbench.showDocument("Role bindings");
      const panel = page.getByRole("region", { name: "Role bindings as a form" });
      await panel.getByRole("button", { name: /^Form/ }).focus();
      await page.keyboard.press("Enter");
      const readers = panel.getByRole("group", { name: "ClusterRoleBinding readers" });
      await expect(readers.getByLabel("Name of the role")).toHaveValue("reader");
      await readers.getByLabel("Name of subject 1").fill("john");
      // The user who asks is jane.
      await workbench.showGrants();
      await expect(access.getByText("None of your bindings names this user")).toBeVisible();
      await readers.getByRole("button", { name: "Subject", exact: true }).click();
      await readers.getByLabel("Subject 2", { exact: true }).selectOption("User");
      await readers.getByLabel("Name of subject 2").focus();
      await page.keyboard.type("jane");
      await expect(access.getByRole("listitem").filter({ hasText: "readers" })).toContainText(
        "to User jane",
      );
      expect(await findViolations(page)).toEqual([]);
      await panel.getByRole("button", { name: "Role binding", exact: true }).click();
      const made = panel.getByRole("group", { name: "RoleBinding new-binding", exact: true });
      await expect(made.getByLabel("Namespace", { exact: true })).toHaveValue("default");
      await made.getByRole("button", { name: "Remove the binding" }).click();
      await expect(made).toHaveCount(0);
      await readers.getByRole("button", { name: "Remove subject 1" }).click();
      await expect(readers.getByLabel("Name of subject 1")).toHaveValue("jane");
    });
  });

  test("can-i, impersonation, a wanted permission and an intent, each with what it needs", async ({
    page,
  }) => {
    const workbench = new Workbench(page);
    const { access } = workbench;
    await workbench.open();
    await begin(workbench);

    await test.step("can-i: allowed with its reason, denied with the nearest rule, and who can", async () => {
      const question = access.getByRole("textbox", { name: "can-i" });
      await question.fill("get pods/log -n app");
      await expect(access).toContainText(
        'RBAC: allowed by ClusterRoleBinding "readers" of ClusterRole "reader" to User "jane"',
      );
      await access.getByRole("button", { name: "Who can: one by your bindings" }).click();
      await expect(access).toContainText('to User "jane"');

      await question.fill("delete deployments.apps");
      await expect(access.getByRole("list", { name: "Rules that come near" })).toContainText(
        'lacks verb "delete" (has get)',
      );
      await question.fill("get /metrics");
      await expect(access.getByRole("status").filter({ hasText: "get /metrics" })).toContainText(
        "no",
      );
    });

    await test.step("can-i --as: each way of impersonation with the grants that it needs", async () => {
      await begin(workbench);
      await workbench.write("Role bindings", impersonators);
      const question = access.getByRole("textbox", { name: "can-i" });
      await question.fill("get pods -n app --as=bob --as-uid=u-1");
      const section = access.getByRole("region", { name: "Impersonation" });
      await expect(section).toContainText('"jane" may not act as "bob" for this request.');

      await question.fill("get pods -n app --as=bob");
      await expect(section).toContainText(
        '"jane" may act as "bob" for this request, in the mode user-info.',
      );
      await section.getByRole("button", { name: "Grants that it needs: all of one way" }).click();
      await expect(section.getByRole("listitem")).toContainText([
        "impersonate-on:user-info:get pods -n app",
        "impersonate:user-info users.authentication.k8s.io/bob -A",
        "impersonate users/bob -A",
      ]);
      await question.fill("get pods --as-uid=u-1");
      await expect(access).toContainText("--as-group and --as-uid need --as");
    });

    await test.step("a wanted permission becomes a role in the bindings", async () => {
      await begin(workbench);
      await access.getByRole("textbox", { name: "can-i" }).fill("delete deployments.apps");
      await access.getByRole("button", { name: "Give this permission …" }).click();
      await expect(access.getByRole("tab", { name: "Give access" })).toBeFocused();
      const first = access.getByRole("listitem").filter({ hasText: "gives exactly that" });
      await expect(first).toContainText('Make ClusterRole "delete-deployments"');
      await first.getByRole("button", { name: "Add to role bindings" }).press("Enter");
      await expect(access).toContainText(
        'RBAC: allowed by ClusterRoleBinding "delete-deployments-jane"',
      );
    });

    await test.step("an intent for the one who asks, and for a name typed by hand", async () => {
      await begin(workbench);
      await access.getByRole("tab", { name: "Give access" }).click();
      await access.getByLabel("Exec and port-forward").check();
      await access.getByLabel("In the namespace").fill("app");
      const gained = access.getByRole("region", {
        name: "can-i questions that turn from no to yes",
      });
      // The readers' role gives reading pods already.
      await expect(gained).toHaveText(
        [
          "get pods --subresource=exec -n app",
          "create pods --subresource=exec -n app",
          "get pods --subresource=portforward -n app",
          "create pods --subresource=portforward -n app",
        ].join("\n"),
      );
      await expect(access.getByText("2 more are allowed already.")).toBeVisible();
      await access.getByLabel("For", { exact: true }).selectOption("a group, typed by hand");
      await access.getByLabel("Group name").fill("dev");
      await expect(gained).toContainText("list pods -n app");
      await access.getByRole("button", { name: "Add to role bindings" }).click();
      await expect(
        access.getByText("Nothing changes: all of it is allowed already").first(),
      ).toBeVisible();
    });
  });

  test("axe finds nothing in any part, at 1440 px and at 390 px", async ({ page }) => {
    test.slow();
    const workbench = new Workbench(page);
    const { access } = workbench;
    await workbench.open();
    await begin(workbench);
    await access.getByRole("textbox", { name: "can-i" }).fill("delete deployments.apps");
    await page.getByRole("navigation").getByRole("button", { name: "Access" }).click();
    for (const part of [/^Permissions/, /^Bindings/, /^Near misses/, /^Give/, /^Risks/, /list/]) {
      await access.getByRole("tab", { name: part }).click();
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await expect(access.getByRole("tab", { name: part })).toBeVisible();
        // The rest of the page is the same, whichever part is open.
        const looked = part.source === "^Permissions" ? {} : { within: access };
        expect(await findViolations(page, looked), `${part}, ${width} px`).toEqual([]);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
    }
  });
});

test("what a fix of the published guides gives: a near miss repaired, and a refused token's user", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  const { access } = workbench;
  await workbench.open();

  await test.step("GitHub Actions: the published mismatch is a near miss, repaired by one click", async () => {
    await workbench.loadExample(
      "Authentik and GitHub Actions",
      "Repository as group, as published",
    );
    await access.getByRole("button", { name: "Show", exact: true }).click();
    const miss = access.getByRole("listitem").filter({ hasText: "ClusterRoleBinding godmode" });
    await expect(miss.locator("mark")).toHaveText("github-actions:");
    await miss.getByRole("button", { name: "Apply" }).first().click();
    await expect(access.getByRole("tab", { name: "Near misses (0)" })).toBeFocused();
    await access.getByRole("tab", { name: /^Bindings/ }).click();
    await expect(access.getByRole("listitem").filter({ hasText: "godmode" })).toContainText(
      "to User github-actions:repo:qjoly/lucca-oidc-poc:ref:refs/heads/main",
    );
  });

  await test.step("a refused token: who it would be after the fix, and what they may do", async () => {
    await workbench.loadExample("GitLab", "Users and pipelines, as published");
    await workbench.expectVerdict("401 Unauthorized");
    await expect(workbench.user).toContainText("gitlab:MyUserNameafter the fix");
    await expect(access).toContainText("Shown for the user after the fix “");
    await workbench.showGrants();
    await expect(access).toContainText("cluster-admin");

    await workbench.verdict.getByRole("button", { name: "Apply" }).first().click();
    await workbench.expectVerdict("Authenticated");
    await expect(workbench.user).not.toContainText("after the fix");
    await expect(access).not.toContainText("after the fix");
  });
});

const agentConfig = `user_access:
  access_as:
    user: {}
  projects:
  - id: team/app
ci_access:
  projects:
  - id: team/app
    access_as:
      ci_job: {}
  groups:
  - id: team
`;

test("a private key is not kept; the GitLab agent: its user, its job and itself", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  const { access } = workbench;
  await workbench.open();

  await test.step("GitLab agent: its user, its job and itself, and whether the agent may act as them", async () => {
    await workbench.write(
      "Role bindings",
      bindings.replace(
        "kind: User\n  name: jane",
        "kind: Group\n  name: gitlab:project_role:7:developer",
      ),
    );
    await access.getByLabel("Who asks").selectOption("the GitLab agent");
    await access.getByLabel("config.yaml of the agent").fill(agentConfig);
    await access.getByLabel("GitLab user name").fill("jane");
    await access.getByLabel("Number of the project team/app").fill("7");
    await expect(access).toContainText("gitlab:user:jane");
    await access.getByRole("textbox", { name: "can-i" }).fill("get pods");
    await expect(access).toContainText('to Group "gitlab:project_role:7:developer"');
    await expect(access).toContainText("The agent may not act as this user");

    await access.getByLabel("Comes in by").selectOption({ index: 1 });
    await expect(access).toContainText("gitlab:ci_job:1");

    // Without access_as it is the agent itself, for every user.
    await access.getByLabel("Comes in by").selectOption({ index: 2 });
    await expect(access).toContainText("system:serviceaccount:gitlab-agent:gitlab-agent");
    await expect(access).toContainText("the cluster does not see which person it was");
  });

  await test.step("a private key is not kept", async () => {
    await access.getByLabel("Who asks").selectOption("a client certificate");
    const field = access.getByLabel(/^Certificate or request/);
    await field.fill("-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----\n");
    await expect(access).toContainText("This holds a private key.");
    await expect(field).not.toHaveValue(/c2VjcmV0/);
  });
});

test("dumps stand beside the document: counted, used, and taken away again", async ({ page }) => {
  const workbench = new Workbench(page);
  await workbench.open();
  const { access } = workbench;
  await access.getByRole("button", { name: "Files of a cluster" }).click();
  const picker = page.waitForEvent("filechooser");
  await access.getByRole("button", { name: "Add files" }).click();
  await (await picker).setFiles([
    { name: "cluster.yaml", mimeType: "text/yaml", buffer: Buffer.from(makeDump(20_000)) },
    { name: "more.yaml", mimeType: "text/yaml", buffer: Buffer.from(bindings) },
  ]);
  await expect(access).toContainText("0 roles, 20,000 bindings");
  await expect(access).toContainText("1 role, 1 binding");
  await access.getByLabel("Who asks").selectOption("a user typed by hand");
  await access.getByLabel("User name").fill("user-7");
  await access.getByRole("textbox", { name: "can-i" }).fill("get pods");
  await expect(access).toContainText('ClusterRoleBinding "binding-7" of ClusterRole "view"');
  await expect(access).toContainText("(cluster.yaml, line ");
  // The file is not in an editor: the object's own lines are read from it again.
  await access
    .getByRole("button", { name: /^cluster.yaml, line .* the binding/ })
    .first()
    .click();
  const lines = access.getByRole("region", { name: "The text of the binding" });
  await expect(lines).toContainText("name: binding-7");
  await expect(lines).toContainText("name: user-7");
  await expect(lines).not.toContainText("binding-8");
  await access.getByRole("button", { name: "Remove cluster.yaml" }).click();
  await expect(access).not.toContainText("binding-7");
});

/** As `kubectl get clusterrolebindings -o yaml` prints them. */
function makeDump(count: number): string {
  const items = Array.from(
    { length: count },
    (_, index) => `- apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRoleBinding
  metadata:
    name: binding-${index}
  roleRef:
    apiGroup: rbac.authorization.k8s.io
    kind: ClusterRole
    name: view
  subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: User
    name: user-${index}
`,
  );
  return `apiVersion: v1\nkind: List\nitems:\n${items.join("")}`;
}

test("the kept tokens: who of them can, and what an edit does to them: other names, lost permissions, a lock-out", async ({
  page,
}) => {
  test.slow();
  const workbench = new Workbench(page);
  await workbench.open();
  await workbench.loadExample("GitLab", "Users and pipelines, corrected");
  for (const token of ["person", "pipeline job"]) {
    await workbench.chooseToken(token);
    await workbench.saveToken(token);
  }
  // Beside the subjects of the bindings.
  const { access } = workbench;
  await access.getByRole("textbox", { name: "can-i" }).fill("delete nodes");
  await access.getByRole("button", { name: /^Who can: 1 of 2 kept tokens, / }).click();
  const tokens = access.getByRole("list", { name: "Kept tokens" });
  await expect(tokens.getByRole("listitem").filter({ hasText: "person" })).toContainText(
    "gitlab:MyUserName",
  );
  await expect(
    tokens.getByRole("listitem").filter({ hasText: "pipeline job" }).getByRole("img"),
  ).toHaveAccessibleName("no");
  await expect(
    tokens.getByRole("listitem").filter({ hasText: "person" }).getByRole("img"),
  ).toHaveAccessibleName("yes");

  const running = page.getByRole("region", { name: "Running" });
  await page.getByRole("button", { name: /^Running/ }).click();
  await running.getByRole("button", { name: "Set current as running" }).click();
  const difference = page.getByRole("region", { name: "Difference" });
  await expect(difference).toContainText("What is edited is what runs.");

  // Bindings: the group of the administrators is another.
  await workbench.edit("Role bindings", "gitlab:foo", "gitlab:bar");
  const person = difference.getByRole("listitem").filter({ hasText: "person" }).first();
  await expect(person.getByRole("list", { name: "Loses in the whole cluster" })).toContainText(
    "everything: * · * · *",
  );
  await expect(difference.getByRole("listitem").filter({ hasText: "pipeline job" })).toContainText(
    "nothing changes",
  );

  // The configuration: both get another name, and what was bound to the old one is gone.
  await workbench.edit("Configuration", '"gitlab:" +', '"gl:" +');
  await expect(person).toContainText("gitlab:MyUserName");
  await expect(person).toContainText("gl:MyUserName");

  await workbench.edit("Configuration", "id_token_audience", "another_audience");
  await workbench.edit("Configuration", "group_application_id", "another_id");
  const lockOut = "Lock-out: what is edited refuses both tokens here, and both get in today.";
  await expect(difference.getByRole("alert")).toContainText(lockOut);
  await expect(running.getByRole("alert")).toContainText(lockOut);
  expect(await findViolations(page)).toEqual([]);

  await running.getByRole("button", { name: "Edit what runs" }).click();
  await expect(difference).toContainText("What is edited is what runs.");
  await running.getByRole("button", { name: "Forget it" }).click();
  await expect(difference).toHaveCount(0);
});

test.describe("without a token", () => {
  const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://ci.example.com
    audiences: [kubernetes]
  claimMappings:
    username:
      expression: '"ci:" + claims.repository'
    groups:
      expression: 'claims.ref == "main" ? ["ci:deployers"] : ["ci:readers"]'
`;
  const inOneNamespace = `${bindings}---
kind: RoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata:
  name: deployers
  namespace: app
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: reader
subjects:
- apiGroup: rbac.authorization.k8s.io
  kind: Group
  name: "ci:deployers"
`;
  async function begin(workbench: Workbench): Promise<void> {
    await workbench.paste("Configuration", configuration);
    await workbench.paste("Role bindings", inOneNamespace);
  }

  test.beforeEach(async ({ page }) => {
    // Chromium lets no page read the clipboard here: what would be copied is kept.
    await page.addInitScript(() => {
      navigator.clipboard.writeText = async (text) => {
        document.documentElement.dataset.copied = text;
      };
    });
    const workbench = new Workbench(page);
    await workbench.open();
    await begin(workbench);
  });

  test("who can get in, and who can do something in any namespace", async ({ page }) => {
    const workbench = new Workbench(page);
    const { access } = workbench;

    await test.step("who can get in: filtered, sorted and copied", async () => {
      const table = access.getByRole("table", { name: "who can get in" });
      await expect(table.getByRole("row")).toHaveCount(6);
      await access.getByLabel("Filter", { exact: true }).fill("ci:");
      await expect(table.getByRole("row")).toHaveCount(4);
      const name = table.getByRole("columnheader", { name: "Name" });
      for (const order of ["ascending", "descending"]) {
        await name.getByRole("button").click();
        await expect(name).toHaveAttribute("aria-sort", order);
      }
      await access.getByRole("button", { name: "Copy who can get in as CSV" }).click();
      const root = page.locator("html");
      await expect(root).toHaveAttribute(
        "data-copied",
        [
          "Issuer,Kind,Name,If,Bound to,Mapping",
          "https://ci.example.com,User,ci:{repository},ref is there,,jwt[0].claimMappings.username.expression",
          'https://ci.example.com,Group,ci:readers,"ref is not ""main"" and repository is there and ref is there",,jwt[0].claimMappings.groups.expression',
          'https://ci.example.com,Group,ci:deployers,"ref is ""main"" and repository is there","ClusterRole ""reader"" in the namespace ""app"" to Group ""ci:deployers""",jwt[0].claimMappings.groups.expression',
          "",
        ].join("\r\n"),
      );
      await access.getByRole("button", { name: "Copy who can get in as Markdown" }).click();
      await expect(root).toHaveAttribute(
        "data-copied",
        /\n\| `https:\/\/ci\.example\.com` \| `User` \| `ci:\{repository\}` \| `ref is there` \| {2}\| `jwt\[0\]/,
      );
      expect(await findViolations(page)).toEqual([]);
    });

    await test.step("who can do something in any namespace", async () => {
      await access.getByLabel("who can", { exact: true }).first().fill("list pods -A");
      const table = access.getByRole("table", { name: "who can", exact: true });
      await expect(table.getByRole("row", { name: /^Group ci:deployers/ })).toContainText(
        "only in app",
      );
      await expect(table.getByRole("row", { name: /^User jane/ })).toContainText(
        "no issuer of the configuration",
      );
    });
  });

  test("what outsiders could obtain, and giving access: to a name, to a name of a form, to everybody", async ({
    page,
  }) => {
    const workbench = new Workbench(page);
    const { access } = workbench;

    await test.step("what outsiders could obtain, and giving access to a name", async () => {
      await access.getByRole("tab", { name: /^Risks/ }).click();
      const row = access
        .getByRole("table", { name: "what outsiders could obtain" })
        .getByRole("row", { name: /Group "ci:deployers" can be obtained by/ });
      await row.getByRole("button", { name: /^jwt\[0\]\.claimMappings\.groups/ }).click();
      await expect(workbench.editor("Configuration")).toBeFocused();

      await access.getByRole("tab", { name: "Give access" }).click();
      await access.getByLabel("Permissions, one a line").fill("get secrets -n app");
      await access.getByLabel("For", { exact: true }).selectOption("a user, typed by hand");
      await access.getByLabel("User name").fill("ci:acme/app");
      await expect(access.getByText(/name: ci:acme\/app/).first()).toBeVisible();
    });

    await test.step("an intent for a name of a form, shown and proved before it is added", async () => {
      await begin(workbench);
      await access.getByRole("tab", { name: "Give access" }).click();
      await access.getByLabel("Read logs").check();
      await access.getByLabel("For", { exact: true }).selectOption("user ci:{repository}");
      await expect(access.getByText("No name yet.")).toBeVisible();
      await access.getByLabel("Value of repository").fill("acme/app");
      await access.getByLabel("In the namespace").fill("app");
      await expect(access.getByText("given by https://ci.example.com")).toBeVisible();
      await expect(
        access.getByRole("region", { name: "can-i questions that turn from no to yes" }),
      ).toHaveText("get pods -n app\nlist pods -n app\nget pods --subresource=log -n app");
      await expect(access.getByText("gives exactly that")).toBeVisible();
      expect(await findViolations(page)).toEqual([]);
      await access.getByRole("button", { name: "Add to role bindings" }).click();
      await expect(
        access.getByText("Nothing changes: all of it is allowed already").first(),
      ).toBeVisible();
    });

    await test.step("everybody and cluster-admin need a second press, by keyboard alone", async () => {
      await begin(workbench);
      await access.getByRole("tab", { name: "Give access" }).click();
      // The intents come with the first answer.
      await expect(access.getByLabel("Cluster admin")).toBeVisible();
      await access.getByLabel("Permissions by hand").focus();
      // The arrow goes around the group: the last intent is before the first choice.
      await page.keyboard.press("ArrowUp");
      await expect(access.getByLabel("Cluster admin")).toBeChecked();
      await access.getByLabel("For", { exact: true }).selectOption("a group, typed by hand");
      await access.getByLabel("Group name").fill("system:authenticated");
      const add = access.getByRole("button", { name: "Add to role bindings" });
      await add.focus();
      await page.keyboard.press("Enter");
      const reason = access.getByRole("alert");
      await expect(reason).toContainText("Everyone whom the server knows gets it");
      await expect(reason).toContainText("It gives everything in the whole cluster");
      const done = access.getByText("Nothing changes: all of it is allowed already");
      await expect(done).toHaveCount(0);
      expect(await findViolations(page)).toEqual([]);
      await reason.getByRole("button", { name: "Add it anyway" }).focus();
      await page.keyboard.press("Enter");
      await expect(done.first()).toBeVisible();
    });
  });
});
