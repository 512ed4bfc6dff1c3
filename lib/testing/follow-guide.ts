import { decodeConfiguration } from "../authn/decode.ts";
import type { Example } from "../examples/example.ts";
import type { ExportInput } from "../export/types.ts";
import { type Minor, newestMinor } from "../kube/minor.ts";
import { bundleOf } from "./bundles.ts";
import { clusterModels } from "./cluster-models.ts";
import { follow, makeWorld, removeWorld, type Server, startServer } from "./procedure-world.ts";

/** What is followed: a guide's bundle for a target. */
export interface Walk {
  readonly guide: Example;
  readonly target: string;
  readonly minor: Minor;
  /** Whether the API server starts from --oidc-* flags. */
  readonly legacy: boolean;
  readonly comments?: ExportInput["comments"];
}

/**
 * Applies a bundle as its README says, checks as it says, and goes back as it says. What went wrong: a command that does
 * not run where it is, a server that does not start, another configuration than the guide's in force, or a server
 * that is not as before in the end. Undefined if there is no bundle, or if the bundle names problems itself.
 */
export async function followGuide({
  guide,
  target,
  minor,
  legacy,
  comments = "kept",
}: Walk): Promise<readonly string[] | undefined> {
  const options = { gardener: { namespace: "garden-acme", shoot: "prod" } };
  const bundle = await bundleOf(guide, target, { minor, comments, options });
  if (bundle.kind === "refused") return undefined;
  const model = clusterModels[target]?.();
  if (model === undefined) return [`no model of ${target}`];
  const world = makeWorld(bundle, legacy);
  try {
    model.init(world);
    const first = startServer(model, world, minor);
    const { guide: steps } = bundle.target;
    const applied = follow(steps.order, model, world, minor, first);
    const faults = applied.faults.map((fault) => `order: ${fault}`);
    const wanted = model.expects?.(guide.configuration) ?? guide.configuration;
    if (!runs(applied.server, wanted))
      faults.push(`order: in force is ${JSON.stringify(applied.server).slice(0, 200)}`);
    const checked = follow(steps.check, model, world, minor, applied.server);
    faults.push(...checked.faults.map((fault) => `check: ${fault}`));
    const back = follow(steps.rollback, model, world, minor, checked.server);
    faults.push(...back.faults.map((fault) => `go back: ${fault}`));
    if (formatServer(back.server) !== formatServer(first))
      faults.push(
        `go back: the server has ${formatServer(back.server)}, not ${formatServer(first)}`,
      );
    return faults;
  } finally {
    removeWorld(world);
  }
}

/** Whether the server runs with the issuers of a configuration. */
function runs(server: Server, configuration: string): boolean {
  return (
    server.kind === "up" &&
    server.file !== undefined &&
    issuersOf(server.file) === issuersOf(configuration)
  );
}

function issuersOf(text: string): string {
  const result = decodeConfiguration(text, newestMinor);
  return result.kind === "failed"
    ? result.message
    : JSON.stringify(result.decoded.configuration.jwt);
}

function formatServer(server: Server): string {
  if (server.kind === "down") return `stopped: ${server.reason}`;
  return [...server.args]
    .map(([name, value]) => `--${name}=${value}`)
    .sort()
    .join(" ");
}
