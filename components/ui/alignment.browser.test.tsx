import "@/app/styles/tokens.css";
import "@/app/styles/base.css";
import { expect, test } from "vitest";
import { render } from "vitest-browser-react";
import { CodeBlock } from "./code-block.tsx";
import { Notice } from "./notice.tsx";

/** The lines that a text is drawn in. */
function linesOf(element: Element): DOMRect[] {
  const range = document.createRange();
  range.selectNodeContents(element);
  return [...range.getClientRects()];
}

function middleOf({ top, height }: DOMRect): number {
  return top + height / 2;
}

test.each(["checkbox", "radio"])("a %s is level with the first line of its words", async (type) => {
  const screen = await render(
    <div style={{ width: 160 }}>
      <label>
        <input type={type} />
        <span>I know these errors and want the files as they are</span>
      </label>
    </div>,
  );
  const box = screen
    .getByRole(type as "checkbox")
    .element()
    .getBoundingClientRect();
  const lines = linesOf(screen.getByText(/^I know/).element());
  expect(new Set(lines.map(({ top }) => top)).size).toBeGreaterThan(1);
  expect(Math.abs(middleOf(box) - middleOf(lines[0] ?? box))).toBeLessThanOrEqual(1.5);
  // Nothing moves it to the right of what is above.
  expect(box.left).toBe(
    screen
      .getByText(/^I know/)
      .element()
      .closest("div")
      ?.getBoundingClientRect().left,
  );
});

test("the button of a block of code covers no line, however long it is", async () => {
  const screen = await render(
    <div style={{ width: 240 }}>
      <CodeBlock text={`${"long ".repeat(40)}\nshort\n`} label="the commands" />
    </div>,
  );
  const scroll = screen.getByRole("region", { name: "the commands" }).element();
  const button = screen.getByRole("button", { name: "Copy the commands" }).element();
  expect(scroll.scrollWidth).toBeGreaterThan(scroll.clientWidth);
  expect(scroll.getBoundingClientRect().right).toBeLessThanOrEqual(
    button.getBoundingClientRect().left,
  );
});

test("the button of a notice is beside a short text", async () => {
  const screen = await render(
    <div style={{ width: 340 }}>
      <Notice kind="unsure" actions={<button type="button">Show</button>}>
        3 bindings almost name this user.
      </Notice>
    </div>,
  );
  const text = screen
    .getByText(/^3 bindings/)
    .element()
    .getBoundingClientRect();
  const button = screen.getByRole("button", { name: "Show" }).element().getBoundingClientRect();
  expect(button.top).toBeLessThan(text.bottom);
});
