import { expect } from "@playwright/test";
import { test } from "./test.ts";
import { Workbench } from "./workbench.ts";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://keycloak.example.com/realms/main
    audiences: [kubernetes]
  claimMappings:
    username:
      claim: email
      prefix: "oidc:"
`;

/** A login of Keycloak as a draft of its claims, which counts as signed. */
function login(change: (now: number) => object): string {
  const now = Math.floor(Date.now() / 1000);
  return JSON.stringify({
    iss: "https://keycloak.example.com/realms/main",
    aud: "kubernetes",
    azp: "kubernetes",
    typ: "ID",
    sub: "5f1c",
    preferred_username: "jane",
    email: "jane@example.com",
    email_verified: true,
    iat: now - 60,
    exp: now + 3600,
    ...change(now),
  });
}

const failures: readonly {
  readonly name: string;
  readonly change: (now: number) => object;
  readonly code: string;
  /** The first change that is offered, and the user that it makes. */
  readonly fix?: readonly [title: string, user: string];
}[] = [
  {
    name: "for another client",
    change: () => ({ aud: "grafana", azp: "grafana" }),
    code: "token-audience",
    fix: ["Add grafana to issuer.audiences", "oidc:jane@example.com"],
  },
  {
    name: "with an address that is not verified",
    change: () => ({ email_verified: false }),
    code: "email-unverified",
    fix: ["Name users by sub (bindings must follow)", "oidc:5f1c"],
  },
  {
    name: "without an address",
    change: () => ({ email: undefined, email_verified: undefined }),
    code: "claim-missing",
    fix: ["Name users by sub (bindings must follow)", "oidc:5f1c"],
  },
  { name: "expired", change: (now) => ({ exp: now - 60 }), code: "token-expired" },
  {
    name: "not valid yet",
    change: (now) => ({ nbf: now + 3000 }),
    code: "token-not-yet-valid",
  },
  {
    name: "of an issuer with http",
    change: () => ({ iss: "http://keycloak.example.com/realms/main" }),
    code: "token-issuer-differs",
  },
  ...[
    ["with /auth in the issuer's path", "https://keycloak.example.com/auth/realms/main"],
    ["of another host", "https://sso.example.org/realms/main"],
    ["of another realm", "https://keycloak.example.com/realms/master"],
    ["with a slash at the end of the issuer", "https://keycloak.example.com/realms/main/"],
  ].map(([name = "", iss = ""]) => ({
    name,
    change: () => ({ iss }),
    code: "token-issuer-differs",
    fix: [`Set issuer.url to the token's iss, ${iss}`, "oidc:jane@example.com"] as const,
  })),
  {
    name: "that is an access token",
    change: () => ({ typ: "Bearer", aud: "account" }),
    code: "token-access",
  },
];

test("eleven tokens of Keycloak that are refused: cause, remedy and fix; and one that loses its groups", async ({
  page,
}) => {
  test.slow();
  const workbench = new Workbench(page);
  const { verdict, user } = workbench;
  await workbench.open();
  for (const { name, change, code, fix } of failures)
    await test.step(name, async () => {
      await workbench.paste("Configuration", configuration);
      // The verdict that is read is of this token, and not of the one before.
      await workbench.pasteToken("");
      await workbench.expectVerdict("No token yet");
      await workbench.pasteToken(login(change));
      await workbench.expectVerdict("401 Unauthorized");
      await expect(verdict.getByRole("link", { name: `More about ${code}` })).toBeVisible();
      await expect(verdict.getByRole("heading", { name: "What to do" })).toBeVisible();
      const apply = verdict.getByRole("button", { name: "Apply" });
      if (fix === undefined) {
        await expect(apply).toHaveCount(0);
        return;
      }
      const [title, made] = fix;
      await expect(verdict.getByText(title, { exact: true }).first()).toBeVisible();
      await expect(verdict.getByText(new RegExp(`^accepted as ${made} `)).first()).toBeVisible();
      await apply.first().click();
      // A draft has no signature.
      await workbench.expectVerdict("Would be authenticated");
      await expect(user).toContainText(made);
    });

  await workbench.paste(
    "Configuration",
    `${configuration}    groups:\n      claim: roles\n      prefix: "oidc:"\n`,
  );
  await workbench.pasteToken(login(() => ({ groups: ["platform"] })));
  await expect(workbench.user).toContainText(
    "This token has no claim roles, so no groups are mapped.",
  );
});
