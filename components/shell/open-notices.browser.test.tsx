import { afterEach, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { WorkspaceContext } from "../workspace/context.ts";
import { createWorkspace } from "../workspace/workspace.ts";
import { LeftExampleNotice } from "./example-notices.tsx";
import { OpenNotices } from "./open-notices.tsx";
import { ReloadNotice } from "./reload-notice.tsx";

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://own.example.com
    audiences: [own]
`;
const bindings = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: own}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}]
`;

afterEach(() => vi.restoreAllMocks());

/** The notices, with a button, a field and a verdict beside them, over an example. */
async function open() {
  const workspace = createWorkspace();
  workspace.dispatch({
    kind: "load-example",
    example: {
      ...{ id: "guide", title: "A guide", configuration: "example", bindings: "" },
      ...{ tokens: [], keys: {}, now: 1_790_000_000 },
    },
  });
  const screen = await render(
    <WorkspaceContext value={workspace}>
      <button type="button">before</button>
      <LeftExampleNotice />
      <OpenNotices />
      <input aria-label="field" />
      <h2 data-place="verdict" tabIndex={-1}>
        verdict
      </h2>
    </WorkspaceContext>,
  );
  return { screen, workspace };
}

test("a paste beside every field asks, and Enter answers: the focus goes on to the verdict", async () => {
  const { screen, workspace } = await open();
  await workspace.opener.offerPaste(configuration);
  await expect.element(screen.getByRole("button", { name: "Open it" })).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByRole("heading", { name: "verdict" })).toHaveFocus();
  expect(workspace.state.getState().inputs.documents.configuration).toBe(configuration);
});

test("who says no has the focus back; a field keeps it", async () => {
  const { screen, workspace } = await open();
  const before = screen.getByRole("button", { name: "before" });
  before.element().focus();
  await workspace.opener.offerPaste(configuration);
  await workspace.opener.offerPaste(bindings);
  await expect.element(screen.getByRole("button", { name: "Open it" })).toHaveFocus();
  await userEvent.keyboard("{Tab}{Enter}");
  await expect.element(before).toHaveFocus();
  const field = screen.getByRole("textbox", { name: "field" });
  field.element().focus();
  await workspace.opener.offerPaste(configuration);
  await expect.element(screen.getByRole("button", { name: "Open it" })).toBeVisible();
  await expect.element(field).toHaveFocus();
});

test("a file over an example: one notice with one Undo, later with the way back, and one Dismiss", async () => {
  const { screen, workspace } = await open();
  const alerts = () => screen.getByRole("alert").elements();
  const actions = () =>
    screen
      .getByRole("alert")
      .getByRole("button")
      .elements()
      .map((one) => one.textContent || one.ariaLabel);
  const file = (path: string, text: string) => ({ path, content: new Blob([text]) });
  await workspace.opener.openFiles([file("a.yaml", configuration)]);
  await expect.poll(alerts).toHaveLength(1);
  await expect.element(screen.getByRole("alert")).toHaveTextContent("from a.yaml");
  await expect.element(screen.getByRole("alert")).toHaveTextContent("The example is closed");
  expect(actions()).toEqual(["Undo", "Dismiss"]);
  await workspace.opener.openFiles([file("b.yaml", bindings)]);
  await expect.element(screen.getByRole("alert")).toHaveTextContent("from b.yaml");
  expect(actions()).toEqual(["Undo", "Back to the example", "Dismiss"]);
  await screen.getByRole("button", { name: "Dismiss" }).click();
  await expect.poll(alerts).toHaveLength(0);
});

test("a reload is offered once the browser is online", async () => {
  const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const screen = await render(<ReloadNotice message="A part could not be loaded." />);
  await expect.element(screen.getByRole("alert")).toBeVisible();
  expect(screen.getByRole("button").elements()).toEqual([]);
  online.mockReturnValue(true);
  window.dispatchEvent(new Event("online"));
  await expect.element(screen.getByRole("button", { name: "Reload" })).toBeVisible();
});
