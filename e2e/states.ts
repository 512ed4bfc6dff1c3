import { expect } from "@playwright/test";
import type { Workbench } from "./workbench.ts";

/** A state of the page that its arrangement is looked at in. */
export interface PageState {
  readonly name: string;
  /** Leads there from the page as it opens; at a wide window. */
  readonly reach: (workbench: Workbench) => Promise<void>;
  /** A dialog lies over the page. */
  readonly modal?: boolean;
}

/** The twelve states whose geometry is held, and of which pictures are made. */
export const states: readonly PageState[] = [
  { name: "first-visit", reach: async () => {} },
  {
    name: "authenticated",
    reach: async (workbench) => {
      await workbench.loadExample("GitLab", "Users and pipelines, corrected");
      await workbench.expectVerdict("Authenticated");
      await expect(workbench.access.getByRole("grid")).toBeVisible();
    },
  },
  {
    name: "every-permission",
    reach: async ({ access }) => {
      await access.getByLabel("only what is granted").uncheck();
      await expect(access.getByRole("row", { name: /^pods / })).toBeVisible();
    },
  },
  {
    name: "give-access",
    reach: async ({ access }) => {
      await access.getByRole("tab", { name: "Give access" }).click();
    },
  },
  {
    name: "kept-tokens",
    reach: async (workbench) => {
      await workbench.saveToken("jane from the platform team");
      await workbench.chooseToken("pipeline job");
      await workbench.saveToken("the pipeline of the main branch");
      await expect(workbench.page.getByRole("region", { name: "Kept tokens" })).toBeVisible();
    },
  },
  {
    name: "example-own-token",
    reach: async (workbench) => {
      await workbench.pasteToken(JSON.stringify(expired));
      await workbench.expectVerdict("401 Unauthorized");
    },
  },
  {
    name: "long-and-many",
    reach: async (workbench) => {
      await workbench.paste("Configuration", longConfiguration);
      await workbench.pasteToken(JSON.stringify(longClaims));
      await workbench.expectVerdict("Would be authenticated");
      await workbench.claims.getByRole("button", { name: /^Claims/ }).click();
      // 300 groups and system:authenticated: folded, found by a word, and opened.
      const { user } = workbench;
      await expect(user.getByRole("list", { name: "groups" }).getByRole("listitem")).toHaveCount(
        12,
      );
      await user.getByLabel("Filter groups").fill("TEAM-29");
      await expect(user.getByRole("status")).toHaveText("11 of 301");
      await expect(user.getByRole("button", { name: /^Copy found groups/ })).toBeVisible();
      await user.getByLabel("Filter groups").fill("");
      await user.getByRole("button", { name: "Show 289 more" }).click();
      await expect(user.getByRole("region", { name: "All groups" })).toBeVisible();
    },
  },
  {
    name: "errors",
    reach: async (workbench) => {
      await workbench.paste("Configuration", longConfiguration.replace("https:", "http:"));
      await workbench.expectVerdict("No verdict");
    },
  },
  {
    name: "unfinished",
    reach: async (workbench) => {
      await workbench.page.getByRole("button", { name: "New", exact: true }).click();
      await workbench.write("Configuration", "apiVersion: apiserver.config.k8s.io/v1\n");
      await workbench.expectVerdict("Not finished yet");
    },
  },
  {
    name: "review",
    reach: async (workbench) => {
      // The notice of what was opened has several lines, beside the one about the example.
      const chooser = workbench.page.waitForEvent("filechooser");
      await workbench.page.getByRole("button", { name: "Open", exact: true }).click();
      await (await chooser).setFiles(
        [
          { name: "config.yaml", text: longConfiguration },
          ...[1, 2, 3].map((number) => ({ name: `notes-${number}.txt`, text: "Nothing of it." })),
        ].map(({ name, text }) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) })),
      );
      await expect(workbench.page.getByRole("list", { name: "What was opened" })).toBeVisible();
      await workbench.expectVerdict("No token yet");
      await expect(workbench.access.getByRole("tab", { name: /^Who can get in/ })).toBeVisible();
    },
  },
  {
    name: "empty",
    reach: async (workbench) => {
      await workbench.page.getByRole("button", { name: "New", exact: true }).click();
      await workbench.expectEmpty();
    },
  },
  {
    name: "commands",
    modal: true,
    reach: async ({ page }) => {
      await page.keyboard.press("F1");
      await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
    },
  },
];

const expired = {
  iss: "https://gitlab.example.com",
  aud: "group_application_id",
  sub: "7",
  preferred_username: "jane",
  groups_direct: ["a"],
  exp: 1_700_000_000,
};

const longConfiguration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://login.a-company-with-a-long-name.example.com/realms/platform-engineering/v2.0
    audiences: [kubernetes]
  claimMappings:
    username:
      claim: sub
      prefix: "platform-engineering:"
    groups:
      claim: groups
      prefix: "platform-engineering:"
`;

const longClaims = {
  iss: "https://login.a-company-with-a-long-name.example.com/realms/platform-engineering/v2.0",
  aud: "kubernetes",
  sub: `${"a-name-without-a-blank-".repeat(6)}@example.com`,
  exp: 4_000_000_000,
  email: `${"a".repeat(120)}@example.com`,
  groups: Array.from({ length: 300 }, (_, index) => `team-${index}-with-a-long-name`),
};
