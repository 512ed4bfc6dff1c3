import type { Metadata } from "next";
import { TargetMatrix } from "@/components/reference/target-matrix.tsx";

export const metadata: Metadata = {
  title: "Targets · Claimcheck",
  description: "Every kind of cluster that files are made for: what it takes, and what it loses.",
};

export default function Page() {
  return <TargetMatrix />;
}
