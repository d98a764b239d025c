import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { AccountExport } from '../../src/evidence/account-export.js';
import { HistoryDownloads } from '../../src/evidence/history-downloads.js';
import { Installation } from './installation.js';

describe('Downloads of histories', () => {
  let installation: Installation;
  let downloads: HistoryDownloads;
  beforeEach(async () => {
    installation = new Installation();
    const { eventStore, evidence } = installation.storage;
    downloads = new HistoryDownloads(new AccountExport(eventStore, evidence));
    for (let id = 1; id <= 9; id++) await installation.log.append(`account-${String(id)}`, 1, 2);
    await installation.notarise();
  });
  afterEach(() => installation[Symbol.asyncDispose]());

  const going = new AbortController().signal;
  const open = (accountId: string, signal = going) => downloads.open(accountId, -1, signal);
  const closed = async (lines: unknown) => {
    (lines as Readable).destroy();
    await once(lines as Readable, 'close');
  };

  it('are one at a time for an account, whose place is free again at the end', async () => {
    const first = (await open('1')) as Readable;
    expect(await open('1')).toBe('busy');
    expect(await first.toArray()).toHaveLength(3);
    await closed(await open('1'));
    expect(await ((await open('1')) as Readable).toArray()).toHaveLength(3);
  });

  it('are eight altogether', async () => {
    const running = await Promise.all(['1', '2', '3', '4', '5', '6', '7', '8'].map((id) => open(id)));
    expect(running).not.toContain('busy');
    expect(await open('9')).toBe('busy');
    await closed(running[3]);
    expect(await ((await open('9')) as Readable).toArray()).toHaveLength(3);
    await Promise.all(running.filter((_, index) => index !== 3).map(closed));
  });

  it('give their place back when there is nothing to download, or it could not be read', async () => {
    const { eventStore } = installation.storage;
    for (let times = 0; times < 9; times++) expect(await open('nobody')).toBe('unsigned');
    const { readStream } = eventStore;
    eventStore.readStream = () => Promise.reject(new Error('gone'));
    for (let times = 0; times < 9; times++) await expect(open('1')).rejects.toThrow('gone');
    eventStore.readStream = readStream;
    await closed(await open('1'));
  });

  it('are cut off when they take too long', async () => {
    const deadline = new AbortController();
    const lines = (await open('1', deadline.signal)) as Readable;
    const ended = once(lines, 'close');
    deadline.abort();
    await expect(ended).rejects.toThrow('aborted');
    await closed(await open('1'));
  });
});
