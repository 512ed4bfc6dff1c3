import type { Metadata } from "next";
import { NotFoundPage } from "@/components/reference/not-found-page.tsx";

export const metadata: Metadata = { title: "Page not found · Claimcheck" };

export default function NotFound() {
  return <NotFoundPage />;
}
