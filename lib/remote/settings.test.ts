import { describe, expect, test } from "vitest";
import { type Environment, readSettings } from "./settings.ts";

describe("readSettings", () => {
  const plain = { listen: "127.0.0.1", port: 3000, hosts: [], trustProxy: false, allowed: [] };
  const cases: { name: string; environment: Environment; want: unknown }[] = [
    { name: "nothing set", environment: {}, want: plain },
    {
      name: "HOST and HOSTNAME are ignored",
      environment: { HOST: "0.0.0.0", HOSTNAME: "pod-7" },
      want: plain,
    },
    {
      name: "everything set",
      environment: {
        CLAIMCHECK_LISTEN: "[::]",
        PORT: "0",
        CLAIMCHECK_HOSTS: "Claimcheck.Example.com., 10.0.0.5:3000 [FD00:0::5]",
        CLAIMCHECK_TRUST_PROXY: "1",
        CLAIMCHECK_ALLOW_NETWORKS: "10.0.0.0/8",
      },
      want: {
        listen: "::",
        port: 0,
        hosts: [
          { name: "claimcheck.example.com" },
          { name: "10.0.0.5", port: 3000 },
          { name: "[fd00::5]" },
        ],
        trustProxy: true,
        allowed: [{ network: "10.0.0.0", prefix: 8, family: "ipv4", ports: [443] }],
      },
    },
  ];
  test.each(cases)("$name", ({ environment, want }) => {
    expect(readSettings(environment)).toEqual({ kind: "read", settings: want });
  });

  const host = (entry: string): string =>
    `CLAIMCHECK_HOSTS: ${JSON.stringify(entry)} is no host. Write a name or an address, with a port if only that one counts: claimcheck.example.com, 10.0.0.5:3000, [fd00::5].`;
  const wrong: { name: string; environment: Environment; want: string[] }[] = [
    {
      name: "a name to listen on",
      environment: { CLAIMCHECK_LISTEN: "eth0" },
      want: [
        'CLAIMCHECK_LISTEN: "eth0" is no address to listen on. Write an IP address: 127.0.0.1, or 0.0.0.0 for every interface.',
      ],
    },
    {
      name: "a port that is none",
      environment: { PORT: "65536" },
      want: ['PORT must be a port number, not "65536".'],
    },
    { name: "a wildcard", environment: { CLAIMCHECK_HOSTS: "*" }, want: [host("*")] },
    {
      name: "a wildcard for a domain",
      environment: { CLAIMCHECK_HOSTS: "*.example.com" },
      want: [host("*.example.com")],
    },
    {
      name: "a URL",
      environment: { CLAIMCHECK_HOSTS: "https://example.com" },
      want: [host("https://example.com")],
    },
    {
      name: "a number, which a browser reads as an address",
      environment: { CLAIMCHECK_HOSTS: "2130706433" },
      want: [host("2130706433")],
    },
    {
      name: "a comma too many",
      environment: { CLAIMCHECK_HOSTS: "a.example.com," },
      want: ["CLAIMCHECK_HOSTS: an entry is empty (a comma too many)."],
    },
    {
      name: "a word for trust",
      environment: { CLAIMCHECK_TRUST_PROXY: "yes" },
      want: ['CLAIMCHECK_TRUST_PROXY: "yes" is neither 1 nor 0.'],
    },
    {
      name: "a network that cannot be read",
      environment: { CLAIMCHECK_ALLOW_NETWORKS: "[fd00::/]:443" },
      want: [
        'CLAIMCHECK_ALLOW_NETWORKS: "[fd00::/]:443" has no prefix length from 0 to 128 after its slash.',
      ],
    },
    {
      name: "no hosts where they are required",
      environment: { CLAIMCHECK_REQUIRE_HOSTS: "1" },
      want: [
        "CLAIMCHECK_HOSTS is not set. Name the host by which browsers reach this server, as in CLAIMCHECK_HOSTS=claimcheck.example.com; requests to other names are refused.",
      ],
    },
  ];
  test.each(wrong)("$name stops the start", ({ environment, want }) => {
    expect(readSettings(environment)).toEqual({ kind: "unreadable", problems: want });
  });
});
