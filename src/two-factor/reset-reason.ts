const REASON_MAX = 500;

/** Why an administrator takes something away or begins it anew, as it is kept; `undefined` when it says nothing, or too much. */
export function reasonIn(text: string): string | undefined {
  const reason = text.trim();
  return reason === '' || reason.length > REASON_MAX ? undefined : reason;
}
