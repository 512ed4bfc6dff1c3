import { isIP } from "node:net";
import { hostsVariable, type NamedHost, parseHosts } from "./hosts.ts";
import { type AllowedNetwork, allowVariable, parseAllowedNetworks } from "./networks.ts";

/** What the operator set, read once at the start. */
export interface ServerSettings {
  /** The address to listen on. */
  readonly listen: string;
  /** 0: the system chooses. */
  readonly port: number;
  readonly hosts: readonly NamedHost[];
  /** A reverse proxy in front sets X-Forwarded-Host and X-Forwarded-For, and it cannot be bypassed. */
  readonly trustProxy: boolean;
  readonly allowed: readonly AllowedNetwork[];
}

/** The variables of the environment that are read. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable with the address to listen on. */
const listenVariable = "CLAIMCHECK_LISTEN";
const proxyVariable = "CLAIMCHECK_TRUST_PROXY";

/**
 * Reads the environment. Everything that cannot be read is a problem, in a sentence that names it: a server must not
 * start with settings other than those that its operator meant. HOST and HOSTNAME are ignored, since shells and
 * container engines set them without being asked.
 */
export function readSettings(
  environment: Environment,
):
  | { readonly kind: "read"; readonly settings: ServerSettings }
  | { readonly kind: "unreadable"; readonly problems: readonly string[] } {
  const listen = parseListen(environment[listenVariable]?.trim() || "127.0.0.1");
  const port = environment.PORT?.trim() || "3000";
  const { hosts, problems: wrongHosts } = parseHosts(environment[hostsVariable] ?? "");
  const { networks, problems: wrongNetworks } = parseAllowedNetworks(
    environment[allowVariable] ?? "",
  );
  const trust = environment[proxyVariable]?.trim() ?? "";
  const problems = [
    ...(listen === undefined
      ? [
          `${listenVariable}: ${JSON.stringify(environment[listenVariable])} is no address to listen on. Write an IP address: 127.0.0.1, or 0.0.0.0 for every interface.`,
        ]
      : []),
    ...(/^\d{1,5}$/.test(port) && Number(port) <= 65535
      ? []
      : [`PORT must be a port number, not ${JSON.stringify(port)}.`]),
    ...wrongHosts,
    ...(["", "0", "1"].includes(trust)
      ? []
      : [`${proxyVariable}: ${JSON.stringify(trust)} is neither 1 nor 0.`]),
    ...wrongNetworks,
    ...(environment.CLAIMCHECK_REQUIRE_HOSTS === "1" && hosts.length === 0
      ? [
          `${hostsVariable} is not set. Name the host by which browsers reach this server, as in ${hostsVariable}=claimcheck.example.com; requests to other names are refused.`,
        ]
      : []),
  ];
  if (problems.length > 0 || listen === undefined) return { kind: "unreadable", problems };
  return {
    kind: "read",
    settings: { listen, port: Number(port), hosts, trustProxy: trust === "1", allowed: networks },
  };
}

function parseListen(text: string): string | undefined {
  if (text === "localhost") return "127.0.0.1";
  const address = text.replace(/^\[(.*)\]$/, "$1");
  return isIP(address) === 0 ? undefined : address;
}
