import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { Popover } from "./popover.tsx";

/** A popover with a field, between two buttons. */
async function open() {
  const screen = await render(
    <>
      <button type="button">before</button>
      <Popover button={{}} title="Options" label="All options">
        {(close) => (
          <>
            <input aria-label="inside" />
            <button type="button" onClick={close}>
              Done
            </button>
          </>
        )}
      </Popover>
      <button type="button">after</button>
    </>,
  );
  const button = screen.getByRole("button", { name: "Options" });
  const panel = screen.getByRole("dialog", { name: "All options" });
  await expect.element(button).toHaveAttribute("aria-expanded", "false");
  await button.click();
  await expect.element(panel).toBeVisible();
  await expect.element(button).toHaveAttribute("aria-expanded", "true");
  return { screen, button, panel };
}

test("the button says what it opens, and closes it with a second press", async () => {
  const { button, panel } = await open();
  expect(button.element().getAttribute("aria-haspopup")).toBe("dialog");
  expect(button.element().getAttribute("aria-controls")).toBe(panel.element().id);
  await button.click();
  await expect.element(panel).not.toBeInTheDocument();
});

test("Escape in a field closes it, and the focus returns to the button", async () => {
  const { screen, button, panel } = await open();
  await screen.getByLabelText("inside").click();
  await userEvent.keyboard("{Escape}");
  await expect.element(panel).not.toBeInTheDocument();
  await expect.element(button).toHaveFocus();
});

test("what is in it can close it, and the focus returns to the button", async () => {
  const { screen, button, panel } = await open();
  await screen.getByRole("button", { name: "Done" }).click();
  await expect.element(panel).not.toBeInTheDocument();
  await expect.element(button).toHaveFocus();
});

test("a press outside closes it, and the focus goes where the press was", async () => {
  const { screen, panel } = await open();
  await screen.getByRole("button", { name: "before" }).click();
  await expect.element(panel).not.toBeInTheDocument();
  await expect.element(screen.getByRole("button", { name: "before" })).toHaveFocus();
});

test("it is where the focus goes if what had it inside is gone", async () => {
  const { panel } = await open();
  expect(panel.element().getAttribute("tabindex")).toBe("-1");
  expect(panel.element().matches("[data-home]")).toBe(true);
});

test("Tab beyond its last control closes it", async () => {
  const { screen, panel } = await open();
  await screen.getByLabelText("inside").click();
  await userEvent.keyboard("{Tab}");
  await expect.element(screen.getByRole("button", { name: "Done" })).toHaveFocus();
  await expect.element(panel).toBeVisible();
  await userEvent.keyboard("{Tab}");
  await expect.element(panel).not.toBeInTheDocument();
});
