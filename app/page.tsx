import { Workbench } from "@/components/shell/workbench.tsx";

export default function Page() {
  return <Workbench />;
}
