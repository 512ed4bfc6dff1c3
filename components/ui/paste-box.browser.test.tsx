import { useState } from "react";
import { expect, test } from "vitest";
import { render } from "vitest-browser-react";
import { PasteBox } from "./paste-box.tsx";

function Example({ first = "" }: { readonly first?: string }) {
  const [text, setText] = useState(first);
  return (
    <>
      <PasteBox label="Token" value={text} onChange={setText} placeholder="eyJ…" rows={3} />
      <output aria-label="length">{text.length}</output>
    </>
  );
}

/** A paste event with plain text, without the system's clipboard. */
function paste(target: Element, text: string): boolean {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  return target.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
  );
}

test("a text of the limit stays in the field, and the browser pastes it", async () => {
  const screen = await render(<Example />);
  const field = screen.getByLabelText("Token");
  expect(paste(field.element(), "x".repeat(100_000))).toBe(true);
  await field.fill("typed");
  await expect.element(screen.getByLabelText("length")).toHaveTextContent("5");
});

for (const { name, first, characters, at, size, total } of [
  {
    name: "into an empty field",
    first: "",
    characters: 100_001,
    at: 0,
    size: "100 kB",
    total: 100_001,
  },
  {
    name: "between two letters",
    first: "ab",
    characters: 200_000,
    at: 1,
    size: "200 kB",
    total: 200_002,
  },
  {
    name: "of megabytes",
    first: "",
    characters: 3_000_000,
    at: 0,
    size: "3.0 MB",
    total: 3_000_000,
  },
]) {
  test(`a longer text never comes into the field: ${name}`, async () => {
    const screen = await render(<Example first={first} />);
    const field = screen.getByLabelText("Token").element() as HTMLTextAreaElement;
    field.setSelectionRange(at, at);
    expect(paste(field, "x".repeat(characters))).toBe(false);
    await expect
      .element(screen.getByText(`A text of ${size}.`))
      .toHaveTextContent(`A text of ${size}. It is used as a whole; only its beginning is shown.`);
    await expect.element(screen.getByLabelText("Token")).not.toBeInTheDocument();
    await expect.element(screen.getByLabelText("length")).toHaveTextContent(String(total));
    const glimpse = screen.container.querySelector("pre")?.textContent ?? "";
    expect(glimpse.length).toBeLessThan(700);
    await screen.getByRole("button", { name: "Clear" }).click();
    await expect.element(screen.getByLabelText("Token")).toHaveValue("");
  });
}

test("what the browser would complete or correct is not touched", async () => {
  const screen = await render(<Example />);
  const field = screen.getByLabelText("Token").element();
  expect(
    ["spellcheck", "autocomplete", "autocapitalize", "autocorrect"].map((name) =>
      field.getAttribute(name),
    ),
  ).toEqual(["false", "off", "off", "off"]);
});
