const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text has the form of an account's id, as the service writes it. */
export function isAccountId(text: string): boolean {
  return UUID.test(text);
}
