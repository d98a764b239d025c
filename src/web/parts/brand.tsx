/** The sign of the house. */
export function Brand() {
  return (
    <span class="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path class="shield" d="M16 2 28 6.5v9.3c0 7-4.9 12.2-12 14.2C8.9 28 4 22.8 4 15.8V6.5z" />
        <path class="tick" d="m10 15.8 4.3 4.3 8.1-8.5" />
      </svg>
      Countersign
    </span>
  );
}
