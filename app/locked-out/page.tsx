import type { Metadata } from "next";
import { LockedOut } from "@/components/reference/locked-out.tsx";

export const metadata: Metadata = {
  title: "Locked out · Claimcheck",
  description:
    "The way back into a cluster whose AuthenticationConfiguration lets no user in, for each kind of cluster.",
};

export default function Page() {
  return <LockedOut />;
}
