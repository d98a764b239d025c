/** The name of the stream a decider keeps for one id, as EventStoreDB's `$ce-` projection expects it. */
export function streamOf({ category }: { readonly category: string }, id: string): string {
  return `${category}-${id}`;
}

/** What a stream is called by: the category before the first dash, and the id behind it, which may have more. */
export function namesOf(stream: string): { readonly category: string; readonly id: string } {
  const dash = stream.indexOf('-');
  return { category: stream.slice(0, dash), id: stream.slice(dash + 1) };
}
