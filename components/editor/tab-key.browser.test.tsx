import { useState } from "react";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { CodeEditor } from "./code-editor.tsx";

const text = { now: "" };

/** An editor of "a: 1" between two buttons. */
function Page() {
  const [value, setValue] = useState("a: 1");
  text.now = value;
  return (
    <>
      <button type="button">before</button>
      <div style={{ width: 400, height: 200 }}>
        <CodeEditor
          document="configuration"
          label="Configuration"
          value={value}
          onChange={setValue}
          diagnostics={[]}
          onFix={() => {}}
        />
      </div>
      <button type="button">after</button>
    </>
  );
}

/** Comes into the editor with Tab, from the button before it. */
async function enter() {
  const screen = await render(<Page />);
  await expect
    .element(screen.getByRole("textbox", { name: /Escape, then Tab, leaves the editor/ }))
    .toBeInTheDocument();
  screen.getByRole("button", { name: "before" }).element().focus();
  await userEvent.keyboard("{Tab}");
  const inside = () => document.activeElement?.closest(".monaco-editor") !== null;
  expect(inside()).toBe(true);
  return { screen, inside };
}

test("Tab goes through an editor in which nothing was typed, in both directions", async () => {
  const { screen } = await enter();
  const after = screen.getByRole("button", { name: "after" });
  await userEvent.keyboard("{ArrowRight}{Tab}");
  await expect.element(after).toHaveFocus();
  await userEvent.keyboard("{Shift>}{Tab}{Tab}{/Shift}");
  await expect.element(screen.getByRole("button", { name: "before" })).toHaveFocus();
  expect(text.now).toBe("a: 1");
});

test("Tab indents while one types, and leaves after Escape and after coming back", async () => {
  const { screen, inside } = await enter();
  const after = screen.getByRole("button", { name: "after" });
  await userEvent.keyboard("b{Tab}");
  expect(inside()).toBe(true);
  await expect.poll(() => text.now).toMatch(/^b +a: 1$/);
  const typed = text.now;
  await userEvent.keyboard("{Escape}{Tab}");
  await expect.element(after).toHaveFocus();
  await userEvent.keyboard("{Shift>}{Tab}{/Shift}");
  expect(inside()).toBe(true);
  await userEvent.keyboard("{Tab}");
  await expect.element(after).toHaveFocus();
  expect(text.now).toBe(typed);
});

test("Escape closes a list of suggestions first", async () => {
  const { inside } = await enter();
  await userEvent.keyboard("{Control>}{Home}{/Control}x");
  await userEvent.keyboard("{Control>} {/Control}");
  const list = () => document.querySelector(".suggest-widget.visible");
  await expect.poll(list).not.toBeNull();
  await userEvent.keyboard("{Escape}");
  await expect.poll(list).toBeNull();
  await userEvent.keyboard("{Tab}");
  expect(inside()).toBe(true);
  await expect.poll(() => text.now).toMatch(/^x +a: 1$/);
});
