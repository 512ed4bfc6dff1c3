import type { OpenPlan } from "@/lib/engine/open-files.ts";
import type { Minor } from "@/lib/kube/minor.ts";
import type { EditedDocument } from "./inputs.ts";

/** To the worker that looks at files. */
export type OpenRequest =
  /** Where does each of the files go? */
  | {
      readonly kind: "plan";
      readonly version: Minor;
      readonly files: readonly { readonly path: string; readonly content: Blob }[];
    }
  /** Where does a text that begins so belong? */
  | { readonly kind: "place"; readonly head: Blob };

/** From it. */
export type OpenReply =
  | { readonly kind: "planned"; readonly plan: OpenPlan }
  | { readonly kind: "placed"; readonly place: EditedDocument | "token" | undefined }
  | { readonly kind: "failed" };
