import type { Metadata } from "next";
import { ReferencePage } from "@/components/reference/reference-page.tsx";

export const metadata: Metadata = {
  title: "CEL reference · Claimcheck",
  description:
    "Every function, operator and macro of kube-apiserver's structured authentication, by release.",
};

export default function Page() {
  return <ReferencePage />;
}
