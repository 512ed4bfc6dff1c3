/**
 * What no request of a visitor may reach: IANA's IPv4 and IPv6 Special-Purpose Address Registries whole
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry, RFC 6890 and the RFCs
 * named), the multicast ranges, and one address of a cloud. The few ranges that the registries call globally
 * reachable are anycast services (AS112, AMT, TURN), where no issuer lives: they are refused too. A range inside a
 * wider one of the same list is left out.
 */
export const specialNetworks: readonly (readonly [reason: string, networks: readonly string[]])[] =
  [
    ["the address of no host", ["0.0.0.0/8", "::/128"]], // RFC 791, RFC 4291
    ["a loopback address", ["127.0.0.0/8", "::1/128"]], // RFC 1122, RFC 4291
    [
      "a private address",
      ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"], // RFC 1918, RFC 4193, RFC 3879
    ],
    ["a link-local address", ["169.254.0.0/16", "fe80::/10"]], // RFC 3927, RFC 4291
    ["an address shared by a carrier", ["100.64.0.0/10"]], // RFC 6598
    // Azure's WireServer; no registry lists it.
    ["the metadata address of a cloud", ["168.63.129.16/32"]],
    [
      "reserved for protocols, documentation or tests",
      [
        "192.0.0.0/24", // RFC 6890: IETF protocol assignments
        "192.0.2.0/24", // RFC 5737: documentation
        "192.31.196.0/24", // RFC 7535: AS112
        "192.52.193.0/24", // RFC 7450: AMT
        "192.88.99.0/24", // RFC 7526: 6to4 relay, deprecated
        "192.175.48.0/24", // RFC 7534: AS112
        "198.18.0.0/15", // RFC 2544: benchmarks
        "198.51.100.0/24", // RFC 5737: documentation
        "203.0.113.0/24", // RFC 5737: documentation
        "100::/64", // RFC 6666: discard only
        "100:0:0:1::/64", // RFC 9780: dummy prefix
        "2001::/23", // RFC 2928: IETF protocol assignments; Teredo, ORCHID, benchmarks and drones are inside
        "2001:db8::/32", // RFC 3849: documentation
        "2620:4f:8000::/48", // RFC 7534: AS112
        "3fff::/20", // RFC 9637: documentation
        "5f00::/16", // RFC 9602: segment routing
      ],
    ],
    ["a multicast or reserved address", ["224.0.0.0/4", "240.0.0.0/4", "ff00::/8"]], // RFC 5771, RFC 1112, RFC 4291
    // These carry an IPv4 address inside, which a gateway on the way may unwrap.
    [
      "an IPv6 form of an IPv4 address",
      [
        "::/96", // RFC 4291: compatible, deprecated
        "::ffff:0:0/96", // RFC 4291: mapped
        "::ffff:0:0:0/96", // RFC 2765: translated
        "64:ff9b::/96", // RFC 6052: translated
        "64:ff9b:1::/48", // RFC 8215: translated, local use
        "2002::/16", // RFC 3056: 6to4
      ],
    ],
  ];

/** All that is global unicast in IPv6 today (https://www.iana.org/assignments/ipv6-address-space). */
export const globalUnicast = "2000::/3";
