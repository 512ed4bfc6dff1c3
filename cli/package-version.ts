/** The version of the package; it is written into the bundle. */
export const packageVersion: string = process.env.CLAIMCHECK_VERSION ?? "";
