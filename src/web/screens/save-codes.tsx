import { CopyButton } from '../parts/copy-button.js';
import { Notice } from '../parts/notice.js';
import { Screen } from '../parts/screen.js';
import { go } from '../router.js';
import { asText, shownCodes } from './recovery-codes.js';

const HOME = '/settings/two-factor';

interface SaveCodesProps {
  readonly codes: readonly string[];
  readonly told: string;
  readonly username: string;
}

/** New recovery codes, the only time they are shown. */
export function SaveCodes({ codes, told, username }: SaveCodesProps) {
  return (
    <Screen
      title="Save your recovery codes"
      lead="Without your authenticator, one of these signs you in with your password. Each works once. Keep them where your phone is not, and nobody else looks."
    >
      <Notice tone="good" alert>
        {told}
      </Notice>
      <section class="card codes" aria-labelledby="codes-of">
        <h2 id="codes-of">Recovery codes of {username}</h2>
        <ol>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <div class="actions">
          <CopyButton text={codes.join('\n')} />
          <a
            class="button small"
            href={`data:text/plain;charset=utf-8,${encodeURIComponent(asText(codes, username))}`}
            download="recovery-codes.txt"
          >
            Download
          </a>
          <button
            type="button"
            class="button small"
            onClick={() => {
              print();
            }}
          >
            Print
          </button>
        </div>
      </section>
      <p class="quiet">They are never shown again. Recovery codes from before, if you had any, are void.</p>
      <div class="actions">
        <button
          type="button"
          class="button main"
          onClick={() => {
            go(HOME, { replace: true });
            shownCodes.set(null);
          }}
        >
          I have saved them
        </button>
      </div>
    </Screen>
  );
}
