import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

/** Says that a file of the page could not be loaded, and offers to load the page again. */
export function ReloadNotice({ message }: { readonly message: string }) {
  return (
    <Notice
      kind="unsure"
      urgent
      actions={
        <Button look="soft" onClick={() => location.reload()}>
          Reload
        </Button>
      }
    >
      {message}
    </Notice>
  );
}
