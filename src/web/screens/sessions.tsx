import { send } from '../api/graphql.js';
import {
  EndSessionDocument,
  SessionsDocument,
  SignOutEverywhereDocument,
  type SessionsQuery,
} from '../api/operations.js';
import { deviceName } from '../device.js';
import { Submit } from '../parts/button.js';
import { Form } from '../parts/form.js';
import { Icon } from '../parts/icon.js';
import { useLoaded } from '../parts/loaded.js';
import { Moment } from '../parts/moment.js';
import { Notice } from '../parts/notice.js';
import { Screen } from '../parts/screen.js';
import { problemOf, useSubmission } from '../parts/submission.js';
import { Waiting } from '../parts/waiting.js';
import { go } from '../router.js';
import { changes, leaveEverywhere, signOut } from '../session.js';
import { useStore } from '../store.js';

type OpenSession = NonNullable<SessionsQuery['sessions']>[number];

/** Where the account is signed in, and the way to end that. */
export function Sessions() {
  const version = useStore(changes);
  const { value, fault, reload } = useLoaded(readSessions, [version]);
  return (
    <Screen
      title="Active sessions"
      back={{ to: '/settings', label: 'Account Settings' }}
      lead="Where your account is signed in. End what you do not know, and change your password."
    >
      {fault !== null && (
        <Notice tone="bad" alert>
          {fault}
        </Notice>
      )}
      {value === null && fault === null && <Waiting />}
      {value && (
        <>
          <ul class="sessions">
            {value.map((session) => (
              <OneSession key={session.id} session={session} ended={reload} />
            ))}
          </ul>
          <SignOutEverywhere count={value.length} />
        </>
      )}
    </Screen>
  );
}

interface OneSessionProps {
  readonly session: OpenSession;
  readonly ended: () => void;
}

function OneSession({ session, ended }: OneSessionProps) {
  const submission = useSubmission();
  const { id, isCurrent, assuranceLevel, createdAt, lastUsedAt, address, userAgent } = session;
  const name = deviceName(userAgent);
  return (
    <li class="card">
      <Icon name="device" />
      <div>
        <p class="row-title">
          {name} {isCurrent && <span class="chip good">This one</span>}
        </p>
        <p class="row-detail">
          {assuranceLevel === 'AAL2' ? 'Password and code' : 'Password'}
          {address !== null && `, from ${address}`}, since <Moment at={createdAt} />
        </p>
        {!isCurrent && (
          <p class="row-detail">
            Last used <Moment at={lastUsedAt} />
          </p>
        )}
      </div>
      <Form
        submission={submission}
        onSubmit={() => {
          submission.submit(async () => {
            if (isCurrent) {
              await signOut();
              go('/sign-in');
              return null;
            }
            const { endSession } = await send(EndSessionDocument, { input: { sessionId: id } });
            // One that is gone already is what was asked for.
            if ('code' in endSession && endSession.__typename !== 'SessionNotFound')
              return problemOf(endSession);
            ended();
            return null;
          });
        }}
      >
        <Submit busy="Signing out…" tone="plain">
          Sign out <span class="unseen">{isCurrent ? 'of this session' : `of ${name}`}</span>
        </Submit>
      </Form>
    </li>
  );
}

function SignOutEverywhere({ count }: { readonly count: number }) {
  const submission = useSubmission();
  return (
    <Form
      submission={submission}
      onSubmit={() => {
        submission.submit(async () => {
          await send(SignOutEverywhereDocument, {});
          leaveEverywhere('asked');
          go('/sign-in');
          return null;
        });
      }}
    >
      <p class="quiet">
        {count === 1
          ? 'There is no other session.'
          : `There are ${String(count)} sessions, this one included.`}
      </p>
      <div class="actions">
        <Submit busy="Signing out…" tone="danger-quiet">
          Sign out everywhere
        </Submit>
      </div>
    </Form>
  );
}

async function readSessions(): Promise<readonly OpenSession[]> {
  return (await send(SessionsDocument, {})).sessions ?? [];
}
