import "@/app/styles/base.css";
import { expect, test } from "vitest";
import { render } from "vitest-browser-react";
import type { ClaimDescription } from "@/lib/token/describe.ts";
import { WorkspaceContext } from "../workspace/context.ts";
import { createWorkspace } from "../workspace/workspace.ts";
import { ClaimsTable } from "./claims-table.tsx";

/** Claims with values that have no blank to break at, a long name, and a meaning of two words with a hyphen. */
const claims: readonly ClaimDescription[] = [
  {
    name: "email",
    text: `"${"a".repeat(120)}@example.com"`,
    type: "string",
    meaning: "E-mail",
    expression: "claims.email",
  },
  {
    name: `https://example.com/${"a-long-name/".repeat(8)}`,
    text: `["${"team-with-a-long-name ".repeat(20)}"]`,
    type: "array",
    meaning: "Groups",
    expression: "claims['https://example.com']",
    range: "dyn(claims['https://example.com'])",
  },
  { name: "sub", text: '"7"', type: "string", meaning: "Subject", expression: "claims.sub" },
];

test.each([
  { name: "a phone", width: 358 },
  { name: "a small phone", width: 288 },
  { name: "a column beside the editor", width: 560 },
])("long values stay inside of the table and meanings stay whole: $name", async ({ width }) => {
  const screen = await render(
    <WorkspaceContext value={createWorkspace()}>
      <div style={{ width, container: "right / inline-size" }} data-testid="pane">
        <ClaimsTable claims={claims} />
      </div>
    </WorkspaceContext>,
  );
  const pane = screen.getByTestId("pane").element();
  const table = screen.getByRole("table").element();
  const scroll = table.parentElement as HTMLElement;
  expect(scroll.scrollWidth).toBeLessThanOrEqual(scroll.clientWidth);
  const right = pane.getBoundingClientRect().right + 1;
  for (const element of table.querySelectorAll("*"))
    expect(element.getBoundingClientRect().right).toBeLessThanOrEqual(right);
  for (const word of ["E-mail", "Groups", "Subject"])
    expect(linesOf(screen.getByText(word, { exact: true }).element()), word).toBe(1);
});

/** How many lines a text is drawn in. */
function linesOf(element: Element): number {
  const range = document.createRange();
  range.selectNodeContents(element);
  return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
}
