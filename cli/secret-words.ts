/** The code of the finding about a secret in a document. What is shown of it must not show the secret. */
export const secretCode = "lint/secret-in-document";

/** What is said with it here: the words of the page mention a tab of the browser. */
export const secretHint = "It goes nowhere from here; the fix puts a mask in its place.";
