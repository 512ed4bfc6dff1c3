/** Writes `sbom.cdx.json` and `third-party-notices.txt` into `folder`. */
export function writeNotices(root: string, folder: string): void;
/** A CycloneDX document of a package-lock.json. */
export function makeSbom(lock: { readonly packages: object }): unknown;
/** Development packages that are in a bundle. */
export const bundledTools: readonly string[];
