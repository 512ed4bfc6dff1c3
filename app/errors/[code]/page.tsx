import type { Metadata } from "next";
import { CauseReference, describeCausePage } from "@/components/reference/cause-pages.tsx";

interface Props {
  readonly params: Promise<{ readonly code: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return describeCausePage((await params).code) ?? {};
}

export default async function Page({ params }: Props) {
  return <CauseReference code={(await params).code} />;
}
