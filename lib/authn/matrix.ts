import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import {
  configurationGroup,
  fieldIntroductions,
  newestConfigurationVersion,
  reservedExtraKeysSince,
} from "../kube/configuration-versions.ts";
import { formatMinor, type Minor, minors } from "../kube/minor.ts";
import { type LoadedConfiguration, loadConfiguration } from "./load.ts";

/** What one minor version makes of a configuration. */
export interface VersionVerdict {
  readonly minor: Minor;
  readonly accepted: boolean;
  /** The server's words if it refuses: the decoder's, or those of all errors. */
  readonly reason?: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What to change so that this version, too, accepts it; absent if it is wrong on every version. */
  readonly advice?: Advice;
  /** Whether the same is refused on every version. */
  readonly everywhere: boolean;
}

/** What to do about a version that refuses the file, with the repair if there is one. */
export interface Advice {
  readonly text: string;
  readonly fix?: Fix;
}

/** What each of the versions makes of a configuration; `load` gives the text as a version loads it. */
export function acceptedOn(
  text: string,
  load: (minor: Minor) => LoadedConfiguration = (minor) => loadConfiguration(text, { minor }),
): readonly VersionVerdict[] {
  const loads = minors.map((minor) => ({ minor, loaded: load(minor) }));
  const anywhere = loads.some(({ loaded }) => loaded.compiled !== undefined);
  return loads.map(({ minor, loaded }) => {
    const { diagnostics } = loaded;
    if (loaded.compiled !== undefined) {
      return { minor, accepted: true, diagnostics, everywhere: false };
    }
    const own = diagnostics.filter((finding) => isOwn(finding, minor, loads));
    const advice = own.length > 0 ? advise(text, minor, loaded, own) : undefined;
    return {
      minor,
      accepted: false,
      reason: loaded.decodeError ?? loaded.errors.map(({ error }) => error).join("\n"),
      diagnostics,
      ...(advice && { advice }),
      everywhere: !anywhere && own.length === 0,
    };
  });
}

interface Load {
  readonly minor: Minor;
  readonly loaded: LoadedConfiguration;
}

// Whether a finding is this version's: some other one has nothing against the same place.
function isOwn(finding: Diagnostic, minor: Minor, loads: readonly Load[]): boolean {
  return loads.some(
    (other) =>
      other.minor !== minor &&
      !other.loaded.diagnostics.some(
        ({ path, span }) => path === finding.path && span.start === finding.span.start,
      ),
  );
}

function advise(
  text: string,
  minor: Minor,
  loaded: LoadedConfiguration,
  findings: readonly Diagnostic[],
): Advice {
  const [first] = findings as [Diagnostic, ...Diagnostic[]];
  if (first.code === "decode/kind-unknown") return adviseVersion(text, minor, first);
  if (first.code === "decode/unknown-field") return adviseField(first);
  if (first.path === "anonymous" && loaded.decodeError === undefined && minor === 31) {
    return {
      text: "1.31 reads the field and refuses it unless the feature gate AnonymousAuthConfigurableEndpoints is on. Remove it and use --anonymous-auth.",
    };
  }
  if (first.path.endsWith(".key") && minor >= reservedExtraKeysSince) {
    return {
      text: `From ${formatMinor(reservedExtraKeysSince)} on keys under k8s.io and kubernetes.io are reserved: use a domain of your own, and change every program that reads this key.`,
    };
  }
  if (/[eE]xpression$/.test(first.path)) {
    return {
      text: `This expression does not compile on ${formatMinor(minor)}: write it with what every version in use knows.`,
    };
  }
  if (first.path.endsWith(".url") || first.path.endsWith("URL")) {
    return { text: `${formatMinor(minor)} is stricter with URLs: give host and port only.` };
  }
  return { text: `${formatMinor(minor)} refuses this value, another version takes it.` };
}

function adviseVersion(text: string, minor: Minor, { span, document }: Diagnostic): Advice {
  const version = `${configurationGroup}/${newestConfigurationVersion(minor)}`;
  const quote = /["']/.exec(text[span.start] ?? "")?.[0] ?? "";
  return {
    text: `${formatMinor(minor)} knows ${version}, not this version of the API.`,
    fix: {
      id: "matrix/api-version",
      title: `Write apiVersion: ${version}`,
      edits: [{ document, span, newText: quote + version + quote }],
    },
  };
}

function adviseField({ path }: Diagnostic): Advice {
  const plain = path.replace(/\[\d+\]/g, "");
  const field = fieldIntroductions.find((introduced) => introduced.path === plain);
  if (field === undefined) return { text: `Remove ${path}: this version does not know it.` };
  const since = formatMinor(field.since);
  if (field.path === "anonymous") {
    return { text: `Remove it and use the flag --anonymous-auth: the field came with ${since}.` };
  }
  return { text: `Remove ${path}: the field came with ${since}.` };
}
