import "@/app/styles/tokens.css";
import "@/app/styles/base.css";
import { expect, test } from "vitest";
import { render } from "vitest-browser-react";
import { ReviewTable } from "./review-table.tsx";

interface Row {
  readonly kind: string;
  readonly name: string;
}

const rows: readonly Row[] = [
  { kind: "ServiceAccount", name: "kube-system/device-taint-eviction-controller ".repeat(6) },
  { kind: "Group", name: "https://login.a-company-with-a-long-name.example.com/realms/main#dev" },
];

test.each([{ width: 800 }, { width: 358 }])(
  "a word that has one meaning is not broken, and nothing runs over, at $width px",
  async ({ width }) => {
    const screen = await render(
      <div style={{ width, container: "right / inline-size" }} data-testid="pane">
        <ReviewTable
          label="who can"
          columns={[
            { title: "Kind", text: ({ kind }: Row) => kind, words: true },
            { title: "Name", text: ({ name }: Row) => name },
          ]}
          rows={rows}
          none="Nothing."
        />
      </div>,
    );
    const range = document.createRange();
    range.selectNodeContents(screen.getByText("ServiceAccount", { exact: true }).element());
    expect(range.getClientRects()).toHaveLength(1);
    const region = screen.getByRole("region", { name: "who can" }).element();
    expect(region.scrollWidth).toBeLessThanOrEqual(region.clientWidth);
    await expect.element(screen.getByRole("status")).toHaveTextContent("2 rows");
    // The tools are in one row.
    const tops = ["Copy who can as Markdown", "Copy who can as CSV"].map(
      (name) => screen.getByRole("button", { name }).element().getBoundingClientRect().top,
    );
    expect(new Set(tops).size).toBe(1);
  },
);
