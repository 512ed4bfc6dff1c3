import { useEffect, useRef, useState } from "react";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { Section } from "../ui/section.tsx";
import { keepFocus } from "./keep-focus.ts";

/** A column with two sections, and a notice outside of it. What is pressed goes away. */
function Page() {
  const [gone, setGone] = useState<readonly string[]>([]);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => (frame.current === null ? undefined : keepFocus(frame.current)), []);
  const button = (name: string) =>
    !gone.includes(name) && (
      <button type="button" onClick={() => setGone((all) => [...all, name])}>
        {name}
      </button>
    );
  return (
    <div ref={frame}>
      {button("dismiss")}
      <main>
        <div>
          <Section title="Token">
            <div>{button("read")}</div>
          </Section>
          <Section title="Claims">
            <div key={gone.length}>
              <div>{button("apply")}</div>
            </div>
          </Section>
          <div key={`doors-${gone.length}`} id="part">
            <Section title={gone.includes("paste") ? "Answer" : "Doors"}>{button("paste")}</Section>
          </div>
        </div>
      </main>
    </div>
  );
}

test.each([
  ["apply", "Claims"],
  ["read", "Token"],
  ["paste", "Answer"],
])("%s goes away: the heading of its part has the focus", async (name, heading) => {
  const screen = await render(<Page />);
  screen.getByRole("button", { name }).element().focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByRole("heading", { name: heading })).toHaveFocus();
});

test("a notice of the page goes away: nothing else is jumped to", async () => {
  const screen = await render(<Page />);
  screen.getByRole("button", { name: "dismiss" }).element().focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByRole("button", { name: "dismiss" })).not.toBeInTheDocument();
  await new Promise(requestAnimationFrame);
  expect(document.activeElement).toBe(document.body);
});

test("who left the focus by themselves is not called back", async () => {
  const screen = await render(<Page />);
  const button = screen.getByRole("button", { name: "apply" });
  button.element().focus();
  button.element().blur();
  await Promise.resolve();
  (button.element() as HTMLElement).click();
  await expect.element(button).not.toBeInTheDocument();
  await new Promise(requestAnimationFrame);
  expect(document.activeElement).toBe(document.body);
});

/** One column at a time: the press brings the document. */
function Narrow() {
  const [view, setView] = useState("access");
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => (frame.current === null ? undefined : keepFocus(frame.current)), []);
  const hiddenUnless = (one: boolean) => (one ? {} : { display: "none" });
  return (
    <div ref={frame} data-view={view}>
      <main>
        <div id="documents" style={hiddenUnless(view === "configuration")}>
          <div role="tabpanel">
            <textarea aria-label="Role bindings" />
          </div>
        </div>
        <div style={hiddenUnless(view === "access")}>
          <button type="button" onClick={() => setView("configuration")}>
            add
          </button>
        </div>
      </main>
    </div>
  );
}

test("a key that brings a document in place of its column leads into the document", async () => {
  const screen = await render(<Narrow />);
  await userEvent.keyboard("{Tab}{Enter}");
  await expect.element(screen.getByRole("textbox", { name: "Role bindings" })).toHaveFocus();
});

test("a press with the mouse does not", async () => {
  const screen = await render(<Narrow />);
  await screen.getByRole("button", { name: "add" }).click();
  await expect.element(screen.getByRole("textbox", { name: "Role bindings" })).toBeVisible();
  await new Promise(requestAnimationFrame);
  await expect.element(screen.getByRole("textbox", { name: "Role bindings" })).not.toHaveFocus();
});
