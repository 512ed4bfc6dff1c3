import { unzipSync } from "fflate";

/** A file of an archive. */
export interface ZipEntry {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** An archive, or why it is not read. `left` are entries that were not taken, with the reason. */
export type ZipResult =
  | {
      readonly kind: "read";
      readonly entries: readonly ZipEntry[];
      readonly left: readonly { readonly path: string; readonly reason: string }[];
    }
  | { readonly kind: "refused"; readonly reason: string };

/** How much is taken out of an archive. Sizes in bytes, as the archive states them. */
export interface ZipLimits {
  readonly files: number;
  readonly file: number;
  readonly total: number;
}

/** Whether a file begins as a zip archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/**
 * Reads a zip archive. What is taken out is never larger than the limits, whatever the archive says: an entry is unpacked
 * into as much space as it states. Never throws.
 */
export function readZip(bytes: Uint8Array, limits: ZipLimits): ZipResult {
  const left: { path: string; reason: string }[] = [];
  let files = 0;
  let total = 0;
  let refused: string | undefined;
  try {
    const found = unzipSync(bytes, {
      filter({ name, size, originalSize, compression }) {
        if (refused !== undefined || name.endsWith("/")) return false;
        files += 1;
        if (files > limits.files) {
          refused = `it holds more than ${limits.files} files`;
          return false;
        }
        if (compression !== 0 && compression !== 8) {
          left.push({ path: name, reason: "it is packed in a way that is not known" });
          return false;
        }
        // Stored bytes that state another length would read beyond the entry.
        if (originalSize > limits.file || (compression === 0 && size !== originalSize)) {
          left.push({ path: name, reason: `it is larger than ${megabytes(limits.file)}` });
          return false;
        }
        total += originalSize;
        if (total > limits.total) {
          refused = `its files are larger than ${megabytes(limits.total)} together`;
          return false;
        }
        return true;
      },
    });
    if (refused !== undefined) return { kind: "refused", reason: refused };
    const entries = Object.entries(found).map(([path, content]) => ({ path, bytes: content }));
    return { kind: "read", entries, left };
  } catch {
    return { kind: "refused", reason: "it is damaged or encrypted" };
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / (1024 * 1024))} MB`;
}
