import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { WorkspaceContext } from "../workspace/context.ts";
import { createWorkspace } from "../workspace/workspace.ts";
import { BindingsPanel } from "./bindings-panel.tsx";

const bindings = ["one", "two"]
  .map(
    (name) => `# ${name}
kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: ${name}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: jane}]
`,
  )
  .join("---\n");

async function open(text: string) {
  const workspace = createWorkspace();
  workspace.dispatch({ kind: "edit", document: "bindings", text });
  const screen = await render(
    <WorkspaceContext value={workspace}>
      <BindingsPanel />
    </WorkspaceContext>,
  );
  await screen.getByRole("button", { name: /^Form/ }).click();
  return { screen, workspace, read: () => workspace.readInputs().documents.bindings };
}

test("bindings are duplicated, moved and removed; the focus stays with them, and undo takes each back", async () => {
  const { screen, workspace, read } = await open(bindings);
  const [one = "", two = ""] = bindings.split("---\n");
  const group = (name: string) =>
    screen.getByRole("group", { name: `ClusterRoleBinding ${name}`, exact: true });

  await group("two").getByRole("button", { name: "Move two up" }).click();
  expect(read()).toBe(`${two}---\n${one}`);
  await expect.element(group("two").getByRole("button", { name: "Move two up" })).toHaveFocus();
  // The first one stays, and so does the focus.
  await userEvent.keyboard("{Enter}");
  expect(read()).toBe(`${two}---\n${one}`);

  await group("two").getByRole("button", { name: "Duplicate" }).click();
  expect(read()).toBe(`${two}---\n${two.replace("{name: two}", "{name: two-copy}")}---\n${one}`);
  await expect.element(group("two-copy").getByLabelText("Name of the role")).toHaveFocus();

  await group("two").getByRole("button", { name: "Remove the binding" }).click();
  expect(read()).toBe(`${two.replace("{name: two}", "{name: two-copy}")}---\n${one}`);
  await expect
    .element(group("two-copy").getByRole("button", { name: "Remove the binding" }))
    .toHaveFocus();

  for (const want of ["Remove a binding", "Duplicate a binding", "Move a binding"]) {
    expect(workspace.state.getState().past.at(-1)?.title).toBe(want);
    workspace.dispatch({ kind: "undo" });
  }
  expect(read()).toBe(bindings);
});

test("roles of the text and of Kubernetes are offered", async () => {
  const role = `---
kind: Role
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: own, namespace: app}
rules: []
---
kind: RoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata: {name: local, namespace: app}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ""}
subjects: []
`;
  const { screen } = await open(bindings + role);
  const offered = (name: string) => {
    const field = screen
      .getByRole("group", { name })
      .getByLabelText("Name of the role")
      .element() as HTMLInputElement;
    return [...(field.list?.options ?? [])].map(({ value }) => value);
  };
  expect(offered("ClusterRoleBinding one")).toEqual(["view", "edit", "admin", "cluster-admin"]);
  expect(offered("RoleBinding local")).toEqual(["own"]);
});

test("a part that cannot be read is named, and a press leads to its line", async () => {
  const { screen, workspace } = await open(bindings.replace("subjects: [", "subjects: [["));
  await expect
    .element(screen.getByRole("alert"))
    .toHaveTextContent(
      "A part of the text cannot be read, and is not in the form. yaml: line 6: did not find expected ',' or ']'",
    );
  await expect
    .element(screen.getByRole("group", { name: "ClusterRoleBinding two" }))
    .toBeInTheDocument();
  await screen.getByRole("button", { name: "Show it in the text" }).click();
  expect(workspace.pointing.getState().target?.document).toBe("bindings");
});
