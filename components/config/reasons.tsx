import { UntrustedText } from "../ui/untrusted-text.tsx";

/** What a server says against a file, a line each; nothing if it says nothing. */
export function Reasons({ reasons }: { readonly reasons: readonly string[] }) {
  if (reasons.length === 0) return null;
  return (
    <ul>
      {reasons.map((reason) => (
        <li key={reason}>
          <code>
            <UntrustedText text={reason} limit={1000} />
          </code>
        </li>
      ))}
    </ul>
  );
}
