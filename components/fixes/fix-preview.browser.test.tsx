import "@/app/styles/tokens.css";
import "@/app/styles/base.css";
import { expect, test } from "vitest";
import { render } from "vitest-browser-react";
import { WorkspaceContext } from "../workspace/context.ts";
import { createWorkspace } from "../workspace/workspace.ts";
import { FixPreview } from "./fix-preview.tsx";

test.each([
  { name: "beside each other", width: 520, below: false },
  { name: "below the title", width: 250, below: true },
])("the two buttons of a fix stay together: $name", async ({ width, below }) => {
  const fix = { id: "x", title: "Write apiVersion: apiserver.config.k8s.io/v1beta1", edits: [] };
  const screen = await render(
    <WorkspaceContext value={createWorkspace()}>
      <div style={{ width }}>
        <FixPreview fix={fix} onApply={() => {}} />
      </div>
    </WorkspaceContext>,
  );
  const boxOf = (name: string) =>
    screen.getByRole("button", { name }).element().getBoundingClientRect();
  expect(boxOf("Preview").top).toBe(boxOf("Apply").top);
  const title = linesOf(screen.getByText(/^Fix:/).element()).at(-1);
  expect(boxOf("Apply").top >= (title?.bottom ?? 0)).toBe(below);
  await screen.getByRole("button", { name: "Preview" }).click();
  // A word in front of the verdict is not squeezed into a column of letters.
  await expect.element(screen.getByText("Then", { exact: true })).toBeInTheDocument();
  expect(linesOf(screen.getByText("Then", { exact: true }).element())).toHaveLength(1);
});

/** The lines that a text is drawn in. */
function linesOf(element: Element): DOMRect[] {
  const range = document.createRange();
  range.selectNodeContents(element);
  return [...range.getClientRects()];
}
