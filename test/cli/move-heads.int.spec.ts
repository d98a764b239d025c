import { moveHeads } from '../../src/cluster/move-heads.js';
import { appendRest } from '../../src/cluster/move-log.js';
import { keptHeads } from '../../src/evidence/kept-heads.js';
import { Installation } from '../evidence/installation.js';
import { writeLife, wrongWith } from '../evidence/tampering.js';

const nothing = () => undefined;

describe('The move of signed heads', () => {
  let source: Installation;
  let target: Installation;
  beforeEach(async () => {
    [source, target] = [new Installation(), new Installation()];
    await source.log.append('account-0', 'first');
    await source.notarise();
    await writeLife(source.log);
    await source.notarise();
  });
  afterEach(async () => {
    await source[Symbol.asyncDispose]();
    await target[Symbol.asyncDispose]();
  });

  const move = async () => {
    await appendRest(source.storage.eventStore, target.storage.eventStore, 0, nothing);
    return moveHeads(source.storage.evidence, target.storage);
  };

  it('leaves the log there as signed as it was here', async () => {
    expect(await move()).toBe(2);
    expect(await keptHeads(target.storage.evidence)).toEqual(await keptHeads(source.storage.evidence));
    expect(await wrongWith(target.storage)).toBeUndefined();
    expect(await target.storage.evidence.progress()).toMatchObject({ size: 9 });
  });

  it('knows there which of them were delivered', async () => {
    await source.storage.evidence.delivered(1);
    await move();
    expect(await target.storage.evidence.deliveredUpTo()).toBe(1);
  });

  it('takes along as many as there are, and may be made again', async () => {
    const [head] = await keptHeads(source.storage.evidence);
    const sizes = Array.from({ length: 600 }, (_, index) => index + 1);
    const { evidence } = source.storage;
    await Promise.all(sizes.map((treeSize) => evidence.keepHead({ ...head!, treeSize })));
    expect(await move()).toBe(600);
    expect(await moveHeads(evidence, target.storage)).toBe(600);
    expect(await keptHeads(target.storage.evidence)).toEqual(await keptHeads(evidence));
  });

  it('does not hide that the log was changed after it was signed', async () => {
    const { eventStore } = target.storage;
    for (const { stream, revision, ...event } of (
      await source.storage.eventStore.readAll({ after: 0, limit: 9 })
    ).events) {
      const data = revision === 2 && stream === 'account-1' ? { value: 'another' } : event.data;
      await eventStore.append(stream, revision - 1, [{ ...event, data }]);
    }
    await moveHeads(source.storage.evidence, target.storage);
    expect(await wrongWith(target.storage)).toMatch(/^events 2 to 9 of the log are not those signed at /);
  });
});
