import { expect } from "@playwright/test";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

/** Each guide's story: from the example to the verdict, the user, what it may do, and the file to download. */

test("GitLab: a first visit shows it; as published a person is refused, corrected they are an administrator; the agent", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  await expect(page.getByRole("button", { name: /^Example/ })).toContainText("GitLab");
  await workbench.expectVerdict("401 Unauthorized");

  await workbench.loadExample("GitLab", "Users and pipelines, as published");
  await workbench.expectVerdict("401 Unauthorized");
  await expect(workbench.verdict).toContainText(
    `"Unable to authenticate the request" err="[invalid bearer token, oidc: error evaluating group claim expression: expression 'has(claims.groups_direct) ? \\"gitlab:\\" + claims.groups_direct : \\"gitlab-ci:\\" + claims.namespace_path' resulted in error: no such overload]"`,
  );
  await expect(workbench.verdict).toContainText(
    "error: You must be logged in to the server (Unauthorized)",
  );
  // The signature was checked before the mapping failed, and what follows was not reached.
  await workbench.steps.getByRole("button", { name: /checks passed.*signature/ }).click();
  await expect(workbench.steps).toContainText("The signature fits the key");
  await expect(workbench.steps.getByRole("img", { name: "not reached" })).not.toHaveCount(0);

  await workbench.chooseToken("pipeline job");
  await workbench.expectVerdict("Authenticated");
  await expect(workbench.user).toContainText(
    "gitlab-ci:project_path:foo/bar:ref_type:branch:ref:main",
  );

  // The person is gitlab:MyUserName in gitlab:foo and a cluster administrator.
  await workbench.loadExample("GitLab", "Users and pipelines, corrected");
  await workbench.expectVerdict("Authenticated");
  await workbench.user.getByRole("tab", { name: "kubectl auth whoami" }).click();
  await expect(workbench.user).toContainText(
    "Username    gitlab:MyUserName\nUID         gitlab:MyUserName\nGroups      [gitlab:foo system:authenticated]",
  );
  await workbench.showGrants();
  await expect(workbench.access).toContainText("cluster-admin");
  const manifest = await workbench.download("authentication-config.yaml");
  expect(manifest).toContain(`dyn(claims.groups_direct).map(g, "gitlab:" + g)`);

  // The agent's bearer is none of kube-apiserver's.
  await workbench.loadExample("GitLab", "Through the GitLab agent");
  await expect(workbench.token).toContainText("agent");
  expect(await workbench.download("rbac.yaml")).toContain("kind:");
});

test("Authentik and GitHub Actions, EMK and Kanidm: as published, corrected, and the file to download", async ({
  page,
}) => {
  const workbench = new Workbench(page);
  await workbench.open();
  // Without a list every repository gets in, with it a stranger does not.
  await workbench.loadExample("Authentik and GitHub Actions", "Workflows of every repository");
  await workbench.chooseToken("stranger’s workflow");
  await workbench.expectVerdict("Authenticated");
  await expect(workbench.user).toContainText(
    "github-actions:repo:mallory/miner:ref:refs/heads/main",
  );

  await workbench.loadExample("Authentik and GitHub Actions", "Workflows of listed repositories");
  await workbench.chooseToken("stranger’s workflow");
  await workbench.expectVerdict("401 Unauthorized");
  await expect(workbench.verdict).toContainText("repository must be in the allowed list");
  await workbench.chooseToken("workflow on main");
  await workbench.expectVerdict("Authenticated");
  expect(await workbench.download("authentication-config.yaml")).toContain(
    "token.actions.githubusercontent.com",
  );

  // EMK: the published fields do not exist; corrected, the operator is a cluster administrator.
  await workbench.loadExample("EMK (Gardener)", "Basic, as published");
  await workbench.expectVerdict("No verdict");
  await expect(
    page
      .getByText('strict decoding error: unknown field "jwt[0].claimMappings.groups.claims"')
      .first(),
  ).toBeVisible();

  await workbench.loadExample("EMK (Gardener)", "Basic, corrected");
  await workbench.chooseToken("person in operations");
  await workbench.expectVerdict("Authenticated");
  await workbench.user.getByRole("tab", { name: "kubectl auth whoami" }).click();
  await expect(workbench.user).toContainText("[oidc:operations system:authenticated]");
  await workbench.showGrants();
  await expect(workbench.access).toContainText("cluster-admin");
  expect(await workbench.download("authentication-config.yaml")).toContain("claim: groups");
  expect(await workbench.download("rbac.yaml")).toContain("oidc:operations");

  // Kanidm: the placeholder is no host name; corrected, the group may view.
  await workbench.loadExample("Kanidm", "As published");
  await workbench.expectVerdict("No verdict");
  await expect(page.getByText("invalid character").first()).toBeVisible();

  await workbench.loadExample("Kanidm", "With the address filled in");
  await workbench.expectVerdict("Authenticated");
  await workbench.showGrants();
  await expect(workbench.access).toContainText("view");
  expect(await workbench.download("authentication-config.yaml")).toContain(
    "https://kanidm.example.com/oauth2/openid/k8s",
  );
});
