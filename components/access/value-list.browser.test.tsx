import { afterEach, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { ValueList } from "./value-list.tsx";

/** As a provider with many teams gives them; one group twice, as the server keeps it. */
const groups = [...Array.from({ length: 299 }, (_, index) => `oidc:team-${index}`), "oidc:team-7"];

afterEach(() => vi.restoreAllMocks());

/** The list, and what its button copies. */
async function open() {
  const copied: string[] = [];
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (text) => {
    copied.push(text);
  });
  const screen = await render(<ValueList name="groups" values={groups} />);
  const texts = () =>
    [...screen.container.querySelectorAll("li code")].map(({ textContent }) => textContent);
  return { screen, copied, texts };
}

test("300 groups are folded, and all of them are copied in the server's order, duplicates too", async () => {
  const { screen, copied, texts } = await open();
  expect(texts()).toEqual(groups.slice(0, 12));
  await screen.getByRole("button", { name: "Copy all groups, one a line" }).click();
  expect(copied).toEqual([groups.join("\n")]);
  await expect.element(screen.getByRole("button", { name: "Copy all: Copied" })).toBeVisible();
});

test("a filter finds groups whatever their case, and copies those only", async () => {
  const { screen, copied, texts } = await open();
  await screen.getByLabelText("Filter groups").fill(" TEAM-29 ");
  const found = groups.filter((group) => group.includes("team-29"));
  await expect.element(screen.getByRole("status")).toHaveTextContent("10 of 300");
  await vi.waitFor(() => expect(texts()).toEqual(found));
  await screen.getByRole("button", { name: "Copy found groups, one a line" }).click();
  expect(copied).toEqual([found.join("\n")]);
});

test("an opened list draws the rows in sight, and scrolls to the last one", async () => {
  const { screen, texts } = await open();
  await screen.getByRole("button", { name: "Show 288 more" }).click();
  const area = screen.getByRole("region", { name: "All groups" });
  await expect.element(area).toBeVisible();
  expect(texts().length).toBeLessThan(60);
  await userEvent.click(area);
  await userEvent.keyboard("{End}");
  await vi.waitFor(() => expect(texts().at(-1)).toBe("oidc:team-7"));
  const last = screen.container.querySelector("li:last-child");
  expect([last?.ariaPosInSet, last?.ariaSetSize]).toEqual(["300", "300"]);
  await screen.getByRole("button", { name: "Show fewer" }).click();
  expect(texts()).toEqual(groups.slice(0, 12));
});
