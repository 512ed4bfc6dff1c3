import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { useOnline } from "../ui/use-online.ts";

/** Says that a file of the page could not be loaded, and offers to load the page again. */
export function ReloadNotice({ message }: { readonly message: string }) {
  // While the browser is offline, a reload would only lose the page.
  const online = useOnline();
  return (
    <Notice
      kind="unsure"
      urgent
      actions={
        online && (
          <Button look="soft" onClick={() => location.reload()}>
            Reload
          </Button>
        )
      }
    >
      {message}
    </Notice>
  );
}
