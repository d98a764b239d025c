/*
 * The whole story, told by a program: make an account, turn 2FA on, sign in with it, see a
 * used code refused, sign in by a recovery code, read the history, turn 2FA off. It needs a running service:
 *
 *   npm run example                             the one of `npm start`
 *   npm run example -- http://localhost:4000    another one
 *
 * It takes up to half a minute: a code works once, so the third has to be waited for.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { URI, type TOTP } from 'otpauth';
import { toString as draw } from 'qrcode';

/** What a mutation came to: one member of its union, a success or a refusal. */
type Outcome = Record<string, any> & { readonly __typename: string };

const service = process.argv[2] ?? 'http://localhost:3000';
const username = `walker ${randomBytes(3).toString('hex')}`;
const password = 'correct horse battery staple';
const signedIn = '... on SignedIn { token session { assuranceLevel amr } }';

const health = await fetch(`${service}/healthz`).catch(() => undefined);
if (!health?.ok) {
  console.error(`No Countersign answers at ${service}. Start one with: npm start`);
  process.exit(1);
}

chapter('Register, and sign in with the password');
const { accountId } = demand(
  'Registered',
  await mutate('register', '... on Registered { accountId }', { username, password }),
);
say(`"${username}" is account ${String(accountId)}.`);

// `deliver: TOKEN` is for programs. A browser leaves it out and gets an HttpOnly cookie.
const { token, session } = demand(
  'SignedIn',
  await mutate('signIn', signedIn, { username, password, deliver: 'TOKEN' }),
);
say(`Signed in at ${String(session.assuranceLevel)}, by ${session.amr.join(' and ')}.`);

chapter('Follow what changes');
// A query says how far into the log it looked: following from there misses nothing.
const { viewer } = await graphql('{ viewer { account { position twoFactor { status } } } }', {}, token);
say(
  `2FA is ${String(viewer.account.twoFactor.status)}. Each change from now on is shown as it arrives, with »`,
);
const following = followUntil('TWO_FACTOR_DISABLED', viewer.account.position as string);

chapter('Start an enrollment');
const enrollment = demand(
  'EnrollmentStarted',
  await mutate(
    'startEnrollment',
    '... on EnrollmentStarted { enrollmentId otpauthUri secret expiresAt }',
    { password },
    token,
  ),
);
say(`Scan this, or type ${String(enrollment.secret)}, before ${String(enrollment.expiresAt)}:`);
console.log(
  await draw(enrollment.otpauthUri as string, { type: 'terminal', small: true, errorCorrectionLevel: 'L' }),
);
const authenticator = URI.parse(enrollment.otpauthUri as string) as TOTP;
let lastStep = -1;

chapter('Confirm it with the first code');
const first = await nextCode();
const { recoveryCodes } = demand(
  'EnrollmentConfirmed',
  await mutate(
    'confirmEnrollment',
    '... on EnrollmentConfirmed { recoveryCodes }',
    { enrollmentId: enrollment.enrollmentId as string, code: first },
    token,
  ),
);
say(`${first} is right: 2FA is on. Its recovery codes, shown this once:`);
say((recoveryCodes as readonly string[]).join('  '));

chapter('Sign in with password and code');
const { challenge } = demand(
  'ChallengeIssued',
  await mutate('signIn', '... on ChallengeIssued { challenge }', { username, password }),
);
say('The password is right. It earns a challenge, which asks for a code.');

const refusal = demand('CodeRefused', await mutate('answerChallenge', '', { challenge, code: first }));
say(`${first} once more: ${String(refusal.code)}. "${String(refusal.message)}"`);

const second = await nextCode();
const full = demand(
  'SignedIn',
  await mutate('answerChallenge', signedIn, { challenge, code: second, deliver: 'TOKEN' }),
);
say(`${second}: signed in at ${String(full.session.assuranceLevel)}, by ${full.session.amr.join(' and ')}.`);

chapter('Sign in without the authenticator');
const another = demand(
  'ChallengeIssued',
  await mutate('signIn', '... on ChallengeIssued { challenge }', { username, password }),
);
const [recoveryCode] = recoveryCodes as readonly [string];
const recovered = demand(
  'SignedIn',
  await mutate('answerChallenge', signedIn, {
    challenge: another.challenge as string,
    code: recoveryCode,
    deliver: 'TOKEN',
  }),
);
say(
  `${recoveryCode}: signed in at ${String(recovered.session.assuranceLevel)}, by ${recovered.session.amr.join(' and ')}.`,
);

chapter('Read the history');
const history = `query ($accountId: ID!) {
  twoFactorHistory(accountId: $accountId, order: OLDEST_FIRST) {
    edges { node { at type rejection operation actor { kind } } }
  }
}`;
const { twoFactorHistory } = await graphql(history, { accountId }, full.token);
for (const { node } of twoFactorHistory.edges) {
  const { at, type, rejection, operation, actor } = node;
  say(
    `${String(at)}  ${String(actor.kind)}, ${String(operation)}: ${[type, rejection].filter(Boolean).join(', ')}`,
  );
}

chapter('Turn 2FA off');
const third = await nextCode();
demand(
  'TwoFactorDisabled',
  await mutate(
    'disableTwoFactor',
    '... on TwoFactorDisabled { accountId }',
    { password, code: third },
    full.token,
  ),
);
const after = demand('SignedIn', await mutate('signIn', signedIn, { username, password, deliver: 'TOKEN' }));
say(`It took the password and ${third}. Signing in takes ${after.session.amr.join(' and ')} alone again.`);

await following;
chapter('That is the whole story');

/** Sends an operation. What comes back as `errors` is a fault, or a request that makes no sense. */
async function graphql(query: string, variables: object, bearer?: string): Promise<Record<string, any>> {
  const response = await fetch(`${service}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Record<string, any>; errors?: unknown };
  if (errors) throw new Error(`The service answered with errors: ${JSON.stringify(errors)}`);
  return data;
}

/** Sends a mutation. Every refusal has a code for programs and a message for people. */
async function mutate(name: string, success: string, input: object, bearer?: string): Promise<Outcome> {
  const inputType = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${inputType}!) {
    ${name}(input: $input) { __typename ${success} ... on Refusal { code message retryAfter } }
  }`;
  return (await graphql(query, { input }, bearer))[name] as Outcome;
}

/** The outcome, when it is the one that was hoped for. */
function demand(type: string, outcome: Outcome): Outcome {
  if (outcome.__typename === type) return outcome;
  throw new Error(`Expected ${type}, but got ${JSON.stringify(outcome)}`);
}

/** Shows the account's changes as they happen, up to one of a type. */
async function followUntil(lastType: string, after: string): Promise<void> {
  const socket = createClient({
    url: `${service.replace(/^http/, 'ws')}/graphql`,
    connectionParams: { authorization: `Bearer ${String(token)}` },
  });
  const query = `subscription ($accountId: ID!, $after: String!) {
    twoFactorChanged(accountId: $accountId, after: $after) { position type }
  }`;
  for await (const { data, errors } of socket.iterate<Record<string, any>>({
    query,
    variables: { accountId, after },
  })) {
    if (errors) throw new Error(`The subscription was refused: ${JSON.stringify(errors)}`);
    const { position, type } = data!['twoFactorChanged'];
    say(`» ${String(type)} at position ${String(position)}`);
    if (type === lastType) break;
  }
  await socket.dispose();
}

/**
 * A code the authenticator has not shown before. The service lets its clock be one step
 * ahead (DRIFT_STEPS), which spares us one wait.
 */
async function nextCode(): Promise<string> {
  const step = Math.max(authenticator.counter(), lastStep + 1);
  const wait = (step - 1) * authenticator.period * 1_000 - Date.now();
  if (wait > 0) {
    say(`A code works once. The next one can be used in ${String(Math.ceil(wait / 1_000))} s; waiting …`);
    await sleep(wait);
  }
  lastStep = step;
  return authenticator.generate({ timestamp: step * authenticator.period * 1_000 });
}

function chapter(title: string): void {
  console.log(`\n${title}`);
}

function say(line: string): void {
  console.log(`  ${line}`);
}
