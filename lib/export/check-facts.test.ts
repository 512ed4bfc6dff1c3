import { describe, expect, test } from "vitest";
import { checkFacts } from "./check-facts.ts";

describe("what an owner says of a cluster", () => {
  const cases: {
    name: string;
    target?: string;
    server?: string;
    namespace?: string;
    shoot?: string;
    want: string[];
  }[] = [
    { name: "nothing is wrong with placeholders", want: [] },
    {
      name: "names and addresses as they should be",
      server: "https://[2001:db8::1]:6443/k8s/clusters/c-1",
      namespace: "garden-myproject",
      shoot: "my-cluster-1",
      want: [],
    },
    {
      name: "an address without https",
      server: "api.example.com:6443",
      want: ["The API server's address is no https URL such as https://api.example.com:6443."],
    },
    {
      name: "an address with a password",
      server: "https://admin:secret@api.example.com",
      want: ["The API server's address is no https URL such as https://api.example.com:6443."],
    },
    {
      name: "names that Kubernetes does not take",
      namespace: "Garden_1",
      shoot: "-x",
      want: [
        "“Garden_1” can be no namespace: Kubernetes takes small letters, digits and -.",
        "“-x” can be no shoot: Kubernetes takes small letters, digits and -.",
      ],
    },
    { name: "names of Gardener do not matter elsewhere", target: "k3s", shoot: "-x", want: [] },
  ];
  for (const { name, target = "gardener", want, ...said } of cases) {
    const { server = "https://<server>:6443", namespace = "garden-<project>" } = said;
    const gardener = { namespace, shoot: said.shoot ?? "<shoot>" };
    const input = {
      configuration: "",
      bindings: "",
      minor: 37,
      comments: "kept",
      issuers: [],
      cluster: { name: "prod", server },
      options: { gardener },
    } as const;
    test(name, () => expect(checkFacts(input, target)).toEqual(want));
  }
});
