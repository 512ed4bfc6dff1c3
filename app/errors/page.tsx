import type { Metadata } from "next";
import { CauseIndex } from "@/components/reference/cause-pages.tsx";

export const metadata: Metadata = {
  title: "Causes · Claimcheck",
  description: "Every cause of a refused login or request, with what to do about it.",
};

export default function Page() {
  return <CauseIndex />;
}
