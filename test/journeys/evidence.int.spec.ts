import { provesConsistency, provesInclusion } from '../../src/evidence/proofs.js';
import { eventually } from '../support/eventually.js';
import { history } from '../support/client-queries.js';
import { somebody, type Client } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

interface Head {
  readonly treeSize: number;
  readonly rootHash: string;
}

interface Inclusion {
  readonly leafIndex: number;
  readonly leafHash: string;
  readonly hashes: readonly string[];
  readonly head: Head;
}

const HEAD = '{ treeHead { treeSize rootHash signedAt keyId signature } }';
const INCLUSION = `query ($position: String!) {
  inclusionProof(position: $position) { leafIndex leafHash hashes head { treeSize rootHash } }
}`;
const CONSISTENCY = `query ($from: Int!, $to: Int!) {
  consistencyProof(from: $from, to: $to) { fromRootHash toRootHash hashes }
}`;

const bytes = (hash: string) => Buffer.from(hash, 'hex');

describe('The evidence', () => {
  let service: Service;
  let auditor: Client;
  beforeAll(async () => {
    service = await startService({ environment: { NOTARY_INTERVAL: '1' } });
    auditor = await service.keyClient('auditor');
  });
  afterAll(() => service.dispose());

  /** The head, once more than so many events are signed. */
  const signedBeyond = (size: number) =>
    eventually(async () => {
      const { treeHead } = await auditor.query(HEAD);
      expect((treeHead as Head | null)?.treeSize).toBeGreaterThan(size);
      return treeHead as Head;
    });
  /** The proof of the event at a position, once that is signed. */
  const proofOf = (position: unknown) =>
    eventually(async () => {
      const { inclusionProof } = await auditor.query(INCLUSION, { position });
      expect(inclusionProof).not.toBeNull();
      return inclusionProof as Inclusion;
    });

  it('proves to an auditor that an event is in the log, and that the log goes on from what it was', async () => {
    const { accountId } = await service.client().enrolled(somebody());
    for (const { position } of await history(auditor, accountId)) {
      const { leafIndex: index, leafHash, hashes, head } = await proofOf(position);
      const [leaf, root, proof] = [bytes(leafHash), bytes(head.rootHash), hashes.map(bytes)];
      expect(provesInclusion({ leaf, index, size: head.treeSize, root, proof })).toBe(true);
    }
    const before = await signedBeyond(0);
    await service.client().enrolled(somebody());
    const after = await signedBeyond(before.treeSize);
    const sizes = { from: before.treeSize, to: after.treeSize };
    const { consistencyProof } = await auditor.query(CONSISTENCY, sizes);
    const { fromRootHash, toRootHash, hashes } = consistencyProof as {
      fromRootHash: string;
      toRootHash: string;
      hashes: readonly string[];
    };
    expect([fromRootHash, toRootHash]).toEqual([before.rootHash, after.rootHash]);
    const from = { size: sizes.from, root: bytes(fromRootHash) };
    const to = { size: sizes.to, root: bytes(toRootHash) };
    expect(provesConsistency({ from, to, proof: hashes.map(bytes) })).toBe(true);
  });

  it('has no proof of what there is not', async () => {
    expect(await auditor.query(INCLUSION, { position: '999999999' })).toEqual({ inclusionProof: null });
    for (const sizes of [
      { from: 0, to: 1 },
      { from: 2, to: 1 },
      { from: 1, to: 1_000_000 },
    ])
      expect(await auditor.query(CONSISTENCY, sizes)).toEqual({ consistencyProof: null });
    const { errors } = await auditor.send(INCLUSION, { position: 'first' });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_POSITION' } }]);
  });

  it('is not told to anybody else', async () => {
    const person = service.client();
    await person.registered(somebody());
    for (const client of [person, service.client(), await service.keyClient('application')]) {
      for (const [query, variables] of [
        [HEAD, {}],
        [INCLUSION, { position: '1' }],
        [CONSISTENCY, { from: 1, to: 1 }],
      ] as const) {
        const { errors } = await client.send(query, variables);
        expect(errors).toMatchObject([{ extensions: { code: 'NOT_ALLOWED' } }]);
      }
    }
  });
});
