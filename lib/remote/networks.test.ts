import { describe, expect, test } from "vitest";
import { judgeAddress, parseAllowedNetworks } from "./networks.ts";

describe("judgeAddress", () => {
  const cases: { name: string; address: string; port?: number; allow?: string; want: string }[] = [
    { name: "public IPv4", address: "93.184.216.34", want: "allowed" },
    { name: "public IPv6", address: "2606:2800:220:1::1", want: "allowed" },
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
      want: "::ffff:127.0.0.1 is a loopback address",
    },
    {
      name: "mapped in hexadecimal",
      address: "::ffff:a00:1",
      want: "::ffff:a00:1 is a private address",
    },
    { name: "mapped public", address: "::ffff:93.184.216.34", want: "allowed" },
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
  test.each(cases)("$name", ({ address, port = 443, allow = "", want }) => {
    const judgement = judgeAddress(address, port, parseAllowedNetworks(allow).networks);
    expect(judgement.kind === "allowed" ? "allowed" : judgement.reason).toBe(want);
  });
});

test("an unreadable entry allows nothing and is told", () => {
  expect(parseAllowedNetworks("10.0.0.0/33, example.com 10.0.0.0/8:0 [fd00::/8] ::1")).toEqual({
    networks: [
      { network: "fd00::", prefix: 8, family: "ipv6", ports: [443] },
      { network: "::1", prefix: 128, family: "ipv6", ports: [443] },
    ],
    unreadable: ["10.0.0.0/33", "example.com", "10.0.0.0/8:0"],
  });
});
