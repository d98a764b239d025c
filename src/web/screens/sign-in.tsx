import { useEffect, useState } from 'preact/hooks';
import { send } from '../api/graphql.js';
import { AnswerChallengeDocument, SignInDocument } from '../api/operations.js';
import { localPath } from '../local-path.js';
import { Submit } from '../parts/button.js';
import { AnyCodeField } from '../parts/any-code-field.js';
import { Field, UsernameForManagers } from '../parts/field.js';
import { Form, valueOf } from '../parts/form.js';
import { Notice } from '../parts/notice.js';
import { Screen } from '../parts/screen.js';
import { problemOf, useSubmission } from '../parts/submission.js';
import { go, Link } from '../router.js';
import { arrived, session } from '../session.js';
import { useStore } from '../store.js';

interface Challenge {
  readonly challenge: string;
  readonly expiresAt: string;
  readonly username: string;
}

/** What the password earned; in memory alone, so a reload asks for the password again. */
let earned: Challenge | null = null;

/** What was asked for, and left nobody signed in. */
const DONE = {
  asked: 'You are signed out.',
  erased: 'Your account is erased.',
  reset: 'Your password is changed. Sign in with the new one.',
} as const;

export function SignIn({ search }: { readonly search: string }) {
  const current = useStore(session);
  const submission = useSubmission();
  const why = current.status === 'out' ? current.why : null;
  return (
    <Screen title="Sign in">
      {why === 'over' && <Notice status>Your session has ended. Sign in to go on where you were.</Notice>}
      {why !== null && why !== 'over' && (
        <Notice tone="good" status>
          {DONE[why]}
        </Notice>
      )}
      <Form
        submission={submission}
        onSubmit={(form) => {
          const [username, password] = [valueOf(form, 'username'), valueOf(form, 'password')];
          submission.submit(async () => {
            const { signIn } = await send(SignInDocument, { input: { username, password } });
            if ('code' in signIn) return problemOf(signIn);
            if (signIn.__typename === 'ChallengeIssued') {
              earned = { ...signIn, username };
              go(`/sign-in/code${search}`);
            } else {
              await arrived();
              go(afterwards(search), { replace: true });
            }
            return null;
          });
        }}
      >
        <Field
          name="username"
          label="Username"
          whenMissing="Enter your username."
          autocomplete="username"
          first
        />
        <Field
          name="password"
          label="Password"
          whenMissing="Enter your password."
          type="password"
          autocomplete="current-password"
        />
        <Submit busy="Signing in…">Sign in</Submit>
      </Form>
      <p class="aside">
        New here? <Link to={`/register${search}`}>Create an account</Link>
      </p>
      <p class="aside quiet">
        Forgot your password? <Link to="/reset-password">Ask an administrator for a new one</Link>
      </p>
      <p class="aside quiet">
        Auditor or administrator? <Link to="/audit">Use an access key</Link>
      </p>
    </Screen>
  );
}

/** Where whoever has signed in wanted to go. */
function afterwards(search: string): string {
  return localPath(new URLSearchParams(search).get('return'), '/settings');
}

/** The second screen: the code. */
export function SignInCode({ search }: { readonly search: string }) {
  const submission = useSubmission();
  const [challenge] = useState(earned);
  useEffect(() => {
    if (!challenge) go(`/sign-in${search}`, { replace: true });
  }, [challenge, search]);
  if (!challenge) return null;
  return (
    <Screen
      title="Enter your code"
      lead="Open your authenticator app and enter the code it shows for this account, or use one of your recovery codes."
    >
      <Form
        submission={submission}
        onSubmit={(form) => {
          const code = valueOf(form, 'code');
          submission.submit(async () => {
            const input = { challenge: challenge.challenge, code };
            const { answerChallenge } = await send(AnswerChallengeDocument, { input });
            if ('code' in answerChallenge) {
              if (Date.parse(challenge.expiresAt) > Date.now()) return problemOf(answerChallenge);
              const message = 'That took too long. Please start again with your password.';
              return { message, field: null, lockedUntil: null };
            }
            earned = null;
            await arrived();
            go(afterwards(search), { replace: true });
            return null;
          });
        }}
      >
        <UsernameForManagers username={challenge.username} />
        <AnyCodeField sends first hint="Six digits, new every 30 seconds." />
        <Submit busy="Checking the code…">Continue</Submit>
      </Form>
      <p class="aside">
        Not {challenge.username}? <Link to={`/sign-in${search}`}>Start again</Link>
      </p>
      <p class="aside quiet">Neither authenticator nor recovery codes? Ask your administrator to reset it.</p>
    </Screen>
  );
}
