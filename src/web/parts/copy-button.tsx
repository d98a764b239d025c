import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.js';

const SAID_FOR_MS = 2_500;

export function CopyButton({ text }: { readonly text: string }) {
  const [said, setSaid] = useState('Copy');
  useEffect(() => {
    if (said === 'Copy') return undefined;
    const timer = setTimeout(() => {
      setSaid('Copy');
    }, SAID_FOR_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [said]);
  return (
    <>
      <button
        type="button"
        class="button small"
        onClick={() => {
          // Without a secure origin there is no clipboard to write to.
          const written =
            'clipboard' in navigator ? navigator.clipboard.writeText(text) : Promise.reject(new Error());
          written.then(
            () => {
              setSaid('Copied');
            },
            () => {
              setSaid('Select it and copy');
            },
          );
        }}
      >
        <Icon name={said === 'Copied' ? 'check' : 'copy'} />
        {said}
      </button>
      <span class="unseen" role="status">
        {said !== 'Copy' && said}
      </span>
    </>
  );
}
