/** Holds the place of what is on its way. */
export function Waiting({ lines = 3 }: { readonly lines?: number }) {
  return (
    <div class="waiting" role="status">
      <span class="unseen">Loading…</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} class="line" />
      ))}
    </div>
  );
}
