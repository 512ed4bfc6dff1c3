import { describe, expect, test } from "vitest";
import { judgeAddress, parseAllowedNetworks } from "./networks.ts";

describe("judgeAddress", () => {
  const cases: { name: string; address: string; port?: number; allow?: string; want: string }[] = [
    { name: "public IPv4", address: "93.184.216.34", want: "allowed" },
    { name: "public IPv6", address: "2606:2800:220:1::1", want: "allowed" },
    {
      name: "outside of global unicast, below",
      address: "1fff:ffff::1",
      want: "1fff:ffff::1 is outside of 2000::/3",
    },
    { name: "first of global unicast", address: "2000::1", want: "allowed" },
    { name: "last of global unicast", address: "3fff:ffff::1", want: "allowed" },
    {
      name: "outside of global unicast, above",
      address: "4000::1",
      want: "4000::1 is outside of 2000::/3",
    },
    { name: "another port", address: "93.184.216.34", port: 8443, want: "port 8443 is not 443" },
    { name: "no address", address: "localhost", want: "localhost is no IP address" },
    { name: "this host", address: "0.0.0.0", want: "0.0.0.0 is the address of no host" },
    { name: "unspecified IPv6", address: "::", want: ":: is the address of no host" },
    { name: "loopback", address: "127.8.9.1", want: "127.8.9.1 is a loopback address" },
    { name: "loopback IPv6", address: "::1", want: "::1 is a loopback address" },
    { name: "ten", address: "10.255.0.1", want: "10.255.0.1 is a private address" },
    { name: "172.16", address: "172.31.0.1", want: "172.31.0.1 is a private address" },
    { name: "just outside 172.16", address: "172.32.0.1", want: "allowed" },
    { name: "192.168", address: "192.168.1.1", want: "192.168.1.1 is a private address" },
    { name: "unique local", address: "fd00:ec2::254", want: "fd00:ec2::254 is a private address" },
    {
      name: "metadata",
      address: "169.254.169.254",
      want: "169.254.169.254 is a link-local address",
    },
    {
      name: "link-local with a zone",
      address: "fe80::1%eth0",
      want: "fe80::1%eth0 is a link-local address",
    },
    {
      name: "carrier",
      address: "100.100.100.200",
      want: "100.100.100.200 is an address shared by a carrier",
    },
    {
      name: "Azure's wire server",
      address: "168.63.129.16",
      want: "168.63.129.16 is the metadata address of a cloud",
    },
    {
      name: "mapped loopback",
      address: "::ffff:127.0.0.1",
      want: "::ffff:127.0.0.1 is an IPv6 form of an IPv4 address",
    },
    {
      name: "mapped in hexadecimal",
      address: "::ffff:a00:1",
      want: "::ffff:a00:1 is an IPv6 form of an IPv4 address",
    },
    {
      name: "mapped public",
      address: "::ffff:93.184.216.34",
      want: "::ffff:93.184.216.34 is an IPv6 form of an IPv4 address",
    },
    {
      name: "translated by RFC 2765",
      address: "::ffff:0:10.0.0.1",
      want: "::ffff:0:10.0.0.1 is an IPv6 form of an IPv4 address",
    },
    {
      name: "NAT64",
      address: "64:ff9b::7f00:1",
      want: "64:ff9b::7f00:1 is an IPv6 form of an IPv4 address",
    },
    {
      name: "NAT64, local",
      address: "64:ff9b:1::a00:1",
      want: "64:ff9b:1::a00:1 is an IPv6 form of an IPv4 address",
    },
    {
      name: "6to4",
      address: "2002:7f00:1::",
      want: "2002:7f00:1:: is an IPv6 form of an IPv4 address",
    },
    {
      name: "compatible",
      address: "::127.0.0.1",
      want: "::127.0.0.1 is an IPv6 form of an IPv4 address",
    },
    {
      name: "multicast",
      address: "224.0.0.1",
      want: "224.0.0.1 is a multicast or reserved address",
    },
    {
      name: "broadcast",
      address: "255.255.255.255",
      want: "255.255.255.255 is a multicast or reserved address",
    },
    { name: "allowed network", address: "10.1.2.3", allow: "10.0.0.0/8", want: "allowed" },
    {
      name: "allowed network, other port",
      address: "10.1.2.3",
      port: 8443,
      allow: "10.0.0.0/8",
      want: "10.1.2.3 is a private address",
    },
    {
      name: "allowed network and port",
      address: "127.0.0.1",
      port: 9443,
      allow: "127.0.0.1/32:9443",
      want: "allowed",
    },
    {
      name: "mapped, allowed as IPv4",
      address: "::ffff:127.0.0.1",
      port: 9443,
      allow: "127.0.0.1:9443",
      want: "allowed",
    },
    {
      name: "allowed IPv6 with port",
      address: "fd00::7",
      port: 8443,
      allow: "[fd00::/8]:443;8443",
      want: "allowed",
    },
    {
      name: "another network allowed",
      address: "192.168.1.1",
      allow: "10.0.0.0/8",
      want: "192.168.1.1 is a private address",
    },
  ];
  test.each(cases)("judges an address: $name", ({ address, port = 443, allow = "", want }) => {
    const judgement = judgeAddress(address, port, parseAllowedNetworks(allow).networks);
    expect(judgement.kind === "allowed" ? "allowed" : judgement.reason).toBe(want);
  });
});

describe("every range of IANA's special-purpose registries is refused, its first and last address", () => {
  // Copied from the registries' tables by hand, each range as it is registered.
  const ranges: [first: string, last: string][] = [
    ["0.0.0.0", "0.255.255.255"],
    ["10.0.0.0", "10.255.255.255"],
    ["100.64.0.0", "100.127.255.255"],
    ["127.0.0.0", "127.255.255.255"],
    ["169.254.0.0", "169.254.255.255"],
    ["172.16.0.0", "172.31.255.255"],
    ["192.0.0.0", "192.0.0.255"],
    ["192.0.2.0", "192.0.2.255"],
    ["192.31.196.0", "192.31.196.255"],
    ["192.52.193.0", "192.52.193.255"],
    ["192.88.99.0", "192.88.99.255"],
    ["192.168.0.0", "192.168.255.255"],
    ["192.175.48.0", "192.175.48.255"],
    ["198.18.0.0", "198.19.255.255"],
    ["198.51.100.0", "198.51.100.255"],
    ["203.0.113.0", "203.0.113.255"],
    ["224.0.0.0", "239.255.255.255"],
    ["240.0.0.0", "255.255.255.255"],
    ["::", "::1"],
    ["::ffff:0:0", "::ffff:ffff:ffff"],
    ["64:ff9b::", "64:ff9b::ffff:ffff"],
    ["64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"],
    ["100::", "100::ffff:ffff:ffff:ffff"],
    ["100:0:0:1::", "100::1:ffff:ffff:ffff:ffff"],
    ["2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff"],
    ["3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    ["fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ];
  test.each(ranges)("from %s to %s", (first, last) => {
    expect([judgeAddress(first, 443, []).kind, judgeAddress(last, 443, []).kind]).toEqual([
      "refused",
      "refused",
    ]);
  });
});

describe("parseAllowedNetworks", () => {
  test("reads addresses, networks and ports", () => {
    expect(
      parseAllowedNetworks(
        " 10.0.0.0/8, 10.1.2.3 127.0.0.1/32:9443,[fd00::/8]:443;8443 [::1] fe80::/10",
      ),
    ).toEqual({
      networks: [
        { network: "10.0.0.0", prefix: 8, family: "ipv4", ports: [443] },
        { network: "10.1.2.3", prefix: 32, family: "ipv4", ports: [443] },
        { network: "127.0.0.1", prefix: 32, family: "ipv4", ports: [9443] },
        { network: "fd00::", prefix: 8, family: "ipv6", ports: [443, 8443] },
        { network: "::1", prefix: 128, family: "ipv6", ports: [443] },
        { network: "fe80::", prefix: 10, family: "ipv6", ports: [443] },
      ],
      problems: [],
    });
  });

  const noNetwork = "is no network; write 10.0.0.0/8, 10.1.2.3:8443 or [fd00::/8]:443;8443.";
  const noPorts = "has something after its colon that is no list of ports from 1 to 65535.";
  const cases = [
    { entry: "nonsense", want: noNetwork },
    { entry: "example.com:443", want: noNetwork },
    { entry: "https://10.0.0.1", want: noNetwork },
    { entry: "010.0.0.0/8", want: noNetwork },
    { entry: "fe80::1%eth0", want: noNetwork },
    { entry: "[fe80::1%eth0]", want: noNetwork },
    { entry: "[10.0.0.0/8]:443", want: noNetwork },
    { entry: "[fd00::/8", want: noNetwork },
    { entry: "fd00::/8:443", want: noNetwork },
    { entry: "[fd00::/]:443", want: "has no prefix length from 0 to 128 after its slash." },
    { entry: "10.0.0.0/", want: "has no prefix length from 0 to 32 after its slash." },
    { entry: "10.0.0.0/33", want: "has no prefix length from 0 to 32 after its slash." },
    { entry: "10.0.0.0/08", want: "has no prefix length from 0 to 32 after its slash." },
    { entry: "10.0.0.0/0x8", want: "has no prefix length from 0 to 32 after its slash." },
    { entry: "10.0.0.0/8:", want: noPorts },
    { entry: "10.0.0.0/8:0", want: noPorts },
    { entry: "10.0.0.0/8:65536", want: noPorts },
    { entry: "10.0.0.0/8:443;", want: noPorts },
    { entry: "10.0.0.0/8:443-445", want: noPorts },
    { entry: "[fd00::/8]:", want: noPorts },
    {
      entry: "fd00::1:443",
      want: "can be read as an address or as an address and a port; write [fd00::1:443] or fd00::1:443/128.",
    },
    {
      entry: "10.1.2.3/8",
      want: "names a network or one address in it; write 10.0.0.0/8 or 10.1.2.3/32.",
    },
    {
      entry: "[fd00:1::5/32]:443",
      want: "names a network or one address in it; write [fd00:1::/32] or [fd00:1::5/128].",
    },
    {
      entry: "[::ffff:10.0.0.0/104]",
      want: "is an IPv4 network in IPv6 form; write it as IPv4.",
    },
  ];
  test.each(cases)("$entry allows nothing and is told", ({ entry, want }) => {
    expect(parseAllowedNetworks(`10.0.0.0/8 ${entry}`)).toEqual({
      networks: [{ network: "10.0.0.0", prefix: 8, family: "ipv4", ports: [443] }],
      problems: [`CLAIMCHECK_ALLOW_NETWORKS: ${JSON.stringify(entry)} ${want}`],
    });
  });

  test("an empty entry is told", () => {
    expect(parseAllowedNetworks("10.0.0.0/8,,[::1]").problems).toEqual([
      "CLAIMCHECK_ALLOW_NETWORKS: an entry is empty (a comma too many).",
    ]);
  });
});
