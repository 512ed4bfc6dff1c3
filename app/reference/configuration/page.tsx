import type { Metadata } from "next";
import { ConfigurationReference } from "@/components/reference/configuration-reference.tsx";

export const metadata: Metadata = {
  title: "Fields of AuthenticationConfiguration · Claimcheck",
  description: "Every field with its meaning, default, limits and an example.",
};

export default function Page() {
  return <ConfigurationReference />;
}
