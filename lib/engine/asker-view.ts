import type { UserInfo } from "../kube/user-info.ts";
import type { Authorizer } from "../rbac/authorize.ts";
import type { Asker } from "./access-input.ts";
import type { IdentityView } from "./identity-view.ts";
import { viewIdentity } from "./identity-view.ts";
import type { AnalysisInput } from "./input.ts";
import type { AskerReading, ImpersonationView } from "./other-ways-view.ts";

/** Who asks, if it is not the token's user. */
export interface AskerView extends Omit<AskerReading, "user"> {
  readonly kind: Asker["kind"];
  readonly identity?: IdentityView;
  readonly impersonation?: ImpersonationView;
}

/** Who asks in another way than by the token: read by code that is loaded when one is chosen. */
export async function askInAnotherWay(
  asker: Exclude<Asker, { kind: "token" }>,
  { minor, now }: AnalysisInput,
  authorizer: Authorizer,
): Promise<{ readonly user: UserInfo | undefined; readonly view: AskerView }> {
  const { readAsker, viewImpersonation } = await import("./other-ways-view.ts");
  const { user, ...reading } = readAsker(asker, minor, now);
  const impersonation = user && viewImpersonation(asker, user, authorizer);
  const view = {
    ...reading,
    kind: asker.kind,
    ...(user === undefined ? {} : { identity: viewIdentity(user) }),
    ...(impersonation === undefined ? {} : { impersonation }),
  };
  return { user, view };
}
