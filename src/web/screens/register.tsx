import { send } from '../api/graphql.js';
import { RegisterDocument, SignInDocument } from '../api/operations.js';
import { localPath } from '../local-path.js';
import { Submit } from '../parts/button.js';
import { Field } from '../parts/field.js';
import { Form, valueOf } from '../parts/form.js';
import { Screen } from '../parts/screen.js';
import { problemOf, useSubmission } from '../parts/submission.js';
import { go, Link } from '../router.js';
import { arrived } from '../session.js';

export function Register({ search }: { readonly search: string }) {
  const submission = useSubmission();
  const next = localPath(new URLSearchParams(search).get('return'), '/settings');
  return (
    <Screen title="Create an account">
      <Form
        submission={submission}
        onSubmit={(form) => {
          const input = { username: valueOf(form, 'username'), password: valueOf(form, 'password') };
          submission.submit(async () => {
            const { register } = await send(RegisterDocument, { input });
            if ('code' in register) return problemOf(register);
            const { signIn } = await send(SignInDocument, { input });
            if ('code' in signIn) return problemOf(signIn);
            await arrived();
            go(next, { replace: true });
            return null;
          });
        }}
      >
        <Field
          name="username"
          label="Username"
          whenMissing="Choose a username."
          hint="Upper and lower case make no difference."
          autocomplete="username"
          first
        />
        <Field
          name="password"
          label="Password"
          whenMissing="Choose a password."
          hint="A few words that have nothing to do with each other make a good one."
          type="password"
          autocomplete="new-password"
        />
        <Submit busy="Creating your account…">Create account</Submit>
      </Form>
      <p class="aside">
        Have an account? <Link to={`/sign-in${search}`}>Sign in</Link>
      </p>
    </Screen>
  );
}
