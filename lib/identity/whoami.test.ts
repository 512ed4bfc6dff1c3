import { describe, expect, test } from "vitest";
import { formatWhoami } from "./whoami.ts";

// What kubectl 1.37 printed on a real cluster.
const admin = {
  username: "sim-admin",
  uid: "",
  groups: ["system:masters", "system:authenticated"],
  extra: {
    "authentication.kubernetes.io/credential-id": [
      "X509SHA256=7bee2a5d347454f95e05ad7ecf56e1d85aeb12f8164dfb9d3e675eb567a786a8",
    ],
  },
};

describe("formatWhoami", () => {
  test("a certificate's user", () => {
    expect(formatWhoami(admin)).toBe(
      `ATTRIBUTE                                           VALUE
Username                                            sim-admin
Groups                                              [system:masters system:authenticated]
Extra: authentication.kubernetes.io/credential-id   [X509SHA256=7bee2a5d347454f95e05ad7ecf56e1d85aeb12f8164dfb9d3e675eb567a786a8]
`,
    );
  });

  test("a user without anything but a name", () => {
    expect(formatWhoami({ username: "x", uid: "", groups: [], extra: {} })).toBe(
      "ATTRIBUTE   VALUE\nUsername    x\n",
    );
  });
});
