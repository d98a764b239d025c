import { Fault, send } from '../api/graphql.js';
import { AdoptionDocument } from '../api/operations.js';
import { Submit } from '../parts/button.js';
import { Field } from '../parts/field.js';
import { Form, valueOf } from '../parts/form.js';
import { Screen } from '../parts/screen.js';
import { useSubmission } from '../parts/submission.js';
import { Link } from '../router.js';
import { accessKey } from './access-key.js';

/** Asks for an access key, and tries it on what only auditors and administrators may read. */
export function KeyForm() {
  const submission = useSubmission();
  return (
    <div class="outside">
      <Screen
        title="Audit"
        lead="For auditors and administrators: every account, its history, and how far protection has come."
      >
        <Form
          submission={submission}
          onSubmit={(form) => {
            const key = valueOf(form, 'key').trim();
            submission.submit(async () => {
              try {
                await send(AdoptionDocument, { from: new Date().toISOString() }, key);
              } catch (fault) {
                if (!(fault instanceof Fault) || fault.code !== 'NOT_ALLOWED') throw fault;
                const message = 'This is not the key of an auditor or administrator, or it was revoked.';
                return { message, field: 'key', lockedUntil: null };
              }
              accessKey.set(key);
              return null;
            });
          }}
        >
          <Field
            name="key"
            label="Access key"
            whenMissing="Enter your access key."
            hint="It stays in the memory of this window: a reload forgets it."
            type="password"
            autocomplete="off"
            first
          />
          <Submit busy="Checking the key…">Open</Submit>
        </Form>
        <p class="aside">
          Looking for your own account? <Link to="/sign-in">Sign in</Link>
        </p>
      </Screen>
    </div>
  );
}
