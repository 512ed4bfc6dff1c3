import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CauseReference } from "@/components/reference/cause-pages.tsx";
import { findCausePage } from "@/lib/explain/cause-pages.ts";

interface Props {
  readonly params: Promise<{ readonly code: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = findCausePage((await params).code);
  return page === undefined
    ? {}
    : { title: `${page.title} · Claimcheck`, description: page.meaning };
}

export default async function Page({ params }: Props) {
  const page = findCausePage((await params).code);
  if (page === undefined) notFound();
  return <CauseReference page={page} />;
}
