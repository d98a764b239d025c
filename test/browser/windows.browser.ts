import type { BrowserContext } from 'playwright-core';
import { freePort } from '../support/free-port.js';
import { start } from '../support/process.js';
import { look } from './look.js';
import {
  enroll,
  enterPassword,
  newName,
  PASSWORD,
  PATIENT,
  register,
  setStage,
  signOut,
  type Stage,
} from './stage.js';

describe('Two windows on one account', () => {
  let stage: Stage;
  let person: BrowserContext;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    stage = await setStage({ PORT: String(port) });
  });
  beforeEach(async () => (person = await stage.chromium.person()));
  afterEach(() => person.close());
  afterAll(() => stage.close());

  /**
   * What no page may do, besides what a server that is away makes Chromium say: a connection is reset that was not
   * accepted yet when the server stopped.
   */
  const complaints = () =>
    stage.chromium.complaints.filter((it) => !/ERR_CONNECTION_(REFUSED|RESET)|WebSocket/.test(it));

  it('show at once what changes in the other', async () => {
    const [acting, looking] = [await person.newPage(), await person.newPage()];
    await register(acting, newName('two windows'));
    await looking.goto('/settings/two-factor');
    const chip = looking.locator('.chip');
    await chip.getByText('Off').waitFor();
    const app = await enroll(acting);
    await chip.getByText('On', { exact: true }).waitFor();
    await looking.goto('/settings/activity');
    await looking.getByText('Two-factor authentication was turned on').waitFor();
    await acting.goto('/settings/two-factor/disable');
    await acting.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await acting.getByLabel('Six-digit code').fill(app.code());
    await acting.getByRole('button', { name: 'Disable' }).click();
    await looking.getByText('Two-factor authentication was turned off').waitFor();
    expect(complaints()).toEqual([]);
  });

  it('leave an enrollment that was finished in the other', async () => {
    const [acting, looking] = [await person.newPage(), await person.newPage()];
    await register(acting, newName('finished elsewhere'));
    await looking.goto('/settings/two-factor/enable');
    await looking.getByLabel('Password', { exact: true }).waitFor();
    await enroll(acting);
    await looking.getByRole('heading', { name: 'Two-factor Authentication', exact: true }).waitFor();
  });

  it('notice when the other signs out, and come back to where they were', async () => {
    const [acting, looking] = [await person.newPage(), await person.newPage()];
    const name = newName('signs out');
    await register(acting, name);
    await looking.goto('/settings/activity');
    await looking.getByRole('heading', { name: 'Recent activity' }).waitFor();
    await signOut(acting);
    await looking.getByText('Your session has ended.').waitFor();
    await look(looking, 'sign in, session ended');
    await enterPassword(looking, name);
    await looking.getByRole('heading', { name: 'Recent activity' }).waitFor();
    // And the other one notices that, too.
    await acting.getByRole('heading', { name: 'Account Settings' }).waitFor();
    expect(complaints()).toEqual([]);
  });

  it('sign out elsewhere when 2FA is turned on, and say so there', async () => {
    await using other = await stage.chromium.person();
    const [here, there] = [await person.newPage(), await other.newPage()];
    const name = newName('elsewhere');
    await register(here, name);
    await there.goto('/sign-in');
    await enterPassword(there, name);
    await there.getByRole('heading', { name: 'Account Settings' }).waitFor();
    await enroll(here);
    await there.getByText('Your session has ended.').waitFor();
    expect(complaints()).toEqual([]);
  });

  it('survive a connection that is lost, and then show what changed meanwhile', async () => {
    const [acting, looking] = [await person.newPage(), await person.newPage()];
    await register(acting, newName('reconnects'));
    await looking.goto('/settings/two-factor');
    await looking.locator('.chip').getByText('Off').waitFor();
    await stage.service.stop();
    await looking.getByText('Connection lost. Trying again…').waitFor();
    await look(looking, 'connection lost');
    const environment = { ...PATIENT, PORT: String(port) };
    stage = { ...stage, service: await start({ folder: stage.service.folder, environment }) };
    await enroll(acting);
    await looking.getByText('Connection lost. Trying again…').waitFor({ state: 'detached' });
    await looking.locator('.chip').getByText('On', { exact: true }).waitFor();
    expect(complaints()).toEqual([]);
  });
});
