import { useState } from "react";
import { expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { Tabs } from "./tabs.tsx";

const tabs = [
  { id: "one", title: "One" },
  { id: "two", title: "Two" },
  { id: "three", title: "Three" },
] as const;

function Example() {
  const [chosen, choose] = useState<(typeof tabs)[number]["id"]>("one");
  return (
    <Tabs label="Parts" tabs={tabs} chosen={chosen} onChoose={choose}>
      <p>panel of {chosen}</p>
    </Tabs>
  );
}

for (const { name, keys, want } of [
  { name: "ArrowRight goes to the next tab", keys: "{ArrowRight}", want: "two" },
  { name: "ArrowLeft goes round to the last tab", keys: "{ArrowLeft}", want: "three" },
  { name: "End goes to the last tab", keys: "{End}", want: "three" },
  { name: "ArrowRight goes round to the first tab", keys: "{End}{ArrowRight}", want: "one" },
  { name: "Home goes to the first tab", keys: "{End}{Home}", want: "one" },
  { name: "another key does nothing", keys: "x", want: "one" },
]) {
  test(`${name}, with the focus, the only stop of Tab, and its panel`, async () => {
    const screen = await render(<Example />);
    await screen.getByRole("tab", { name: "One" }).click();
    await userEvent.keyboard(keys);
    const title = tabs.find(({ id }) => id === want)?.title ?? "";
    const tab = screen.getByRole("tab", { name: title });
    await expect.element(tab).toHaveFocus();
    const row = [...screen.container.querySelectorAll('[role="tab"]')];
    expect(row.map((one) => one.getAttribute("aria-selected"))).toEqual(
      tabs.map(({ id }) => String(id === want)),
    );
    expect(row.map((one) => (one as HTMLElement).tabIndex)).toEqual(
      tabs.map(({ id }) => (id === want ? 0 : -1)),
    );
    // The panel has the name of the tab that shows it.
    await expect
      .element(screen.getByRole("tabpanel", { name: title }))
      .toHaveTextContent(`panel of ${want}`);
  });
}

test("a press on a tab shows its panel", async () => {
  const screen = await render(<Example />);
  await screen.getByRole("tab", { name: "Three" }).click();
  await expect
    .element(screen.getByRole("tabpanel", { name: "Three" }))
    .toHaveTextContent("panel of three");
});
