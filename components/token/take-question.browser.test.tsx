import "@/app/styles/base.css";
import { expect, test } from "vitest";
import { render } from "vitest-browser-react";
import { WorkspaceContext } from "../workspace/context.ts";
import { createWorkspace } from "../workspace/workspace.ts";
import { TakeQuestion } from "./take-question.tsx";

const question = "list pods -n app --as jane";

test.each([
  {
    name: "the question alone stays with who asks now",
    user: undefined,
    button: `Ask: can-i ${question}`,
    asker: { kind: "token" },
  },
  {
    name: "a named user asks it",
    user: { username: "bob", groups: ["dev"] },
    button: `Ask for bob: can-i ${question}`,
    asker: { kind: "manual", username: "bob", groups: "dev" },
  },
])("a command becomes a question about access: $name", async ({ user, button, asker }) => {
  const workspace = createWorkspace();
  const screen = await render(
    <WorkspaceContext value={workspace}>
      <TakeQuestion user={user} question={question} />
    </WorkspaceContext>,
  );
  const found = screen.getByRole("button");
  expect(found.element().textContent).toBe(button);
  await found.click();
  expect(workspace.state.getState().inputs.access).toMatchObject({ question, asker });
});
