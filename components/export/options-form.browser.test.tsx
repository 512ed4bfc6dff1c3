import { useState } from "react";
import { expect, test } from "vitest";
import { render } from "vitest-browser-react";
import { type ExportOptions, emptyOptions } from "../workspace/export-options.ts";
import { OptionsForm } from "./options-form.tsx";

function Example({ target, first }: { readonly target: string; readonly first?: ExportOptions }) {
  const [options, setOptions] = useState(first ?? emptyOptions);
  const ignore = () => undefined;
  return (
    <>
      <OptionsForm
        {...{ target, options, minor: 37 }}
        onTarget={ignore}
        onMinor={ignore}
        onChange={setOptions}
      />
      <output aria-label="options">{JSON.stringify(options)}</output>
    </>
  );
}

test("a target whose commands name an object asks for it, and shows what was opened", async () => {
  const first = { ...emptyOptions, namespace: "tenants", object: "t1" };
  const screen = await render(<Example target="kamaji" first={first} />);
  await expect.element(screen.getByLabelText("Namespace")).toHaveValue("tenants");
  const name = screen.getByLabelText("TenantControlPlane’s name");
  await expect.element(name).toHaveValue("t1");
  await name.fill("t2");
  await expect
    .element(screen.getByLabelText("options"))
    .toHaveTextContent(JSON.stringify({ ...first, object: "t2" }));
});

test.each([
  ["cluster-api", 1, "KubeadmControlPlane’s name"],
  ["kubermatic", 0, "Cluster’s name"],
  ["kubeadm", 0, "Cluster’s name"],
])("%s has %i fields for a namespace, and one for the name", async (target, namespaces, label) => {
  const screen = await render(<Example target={target} />);
  expect(screen.getByLabelText("Namespace").elements()).toHaveLength(namespaces);
  expect(screen.getByLabelText(label, { exact: true }).elements()).toHaveLength(1);
});
