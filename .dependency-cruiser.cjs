/*
 * The architecture, executed: who may import whom. `npm run deps` runs it over src and test.
 * The rules go by file name, so the suffix of a file is a promise about what it touches.
 */

const PURE = '^src/.+\\.(decider|state|events|policy|projection)\\.ts$';
const SQLITE = ['^src/sqlite/', '^src/.*/sqlite-[^/]+\\.ts$'];
const POSTGRES = ['^src/postgres/', '^src/.*/postgres-[^/]+\\.ts$'];
const EVENTSTOREDB = '^src/.*/eventstoredb-[^/]+\\.ts$';
const ADAPTER = [...SQLITE, ...POSTGRES, EVENTSTOREDB];
const TESTS = '^(test|bench|examples)/';

/** A package that only one room may know; every other room talks to that room. */
const onlyIn = (room, name, comment) => ({
  name: `only-${room}-knows-${name.replace(/^@|^node:/, '').replace('/', '-')}`,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${room}/` },
  to: { path: `(^|node_modules/)${name}(/|$)` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one file, or a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'An import that cannot be resolved would slip past every other rule.',
      severity: 'error',
      // A package of types alone has nothing to resolve to.
      from: { pathNot: '^src/web/api/operations\\.ts$' },
      to: { couldNotResolve: true },
    },
    {
      name: 'pure-domain-knows-no-packages',
      comment:
        'Rules and projections come out the same on any machine on any day: no framework, no driver, ' +
        'no node: module. zod may describe what is stored, it is as pure as they are.',
      severity: 'error',
      from: { path: PURE },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
        pathNot: 'node_modules/zod/',
      },
    },
    {
      name: 'pure-domain-knows-no-effects',
      comment: 'The handler gathers what a rule needs and hands it in; a rule that can reach for it can lie.',
      severity: 'error',
      from: { path: PURE },
      to: {
        path: [...ADAPTER, '\\.(handler|resolver|controller|module|service)\\.ts$', '^src/(cli|config)/'],
      },
    },
    {
      name: 'doors-ask-who-may-in-one-place',
      comment: 'access/access.ts asks the policy, and notes each no for the security log.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/access/access\\.ts$' },
      to: { path: '^src/access/access\\.policy\\.ts$' },
    },
    {
      name: 'sqlite-is-chosen-in-one-place',
      comment:
        'The embedded store is picked by a module or the command line; code above the ports does not know.',
      severity: 'error',
      from: { path: '^src/', pathNot: [...SQLITE, '\\.module\\.ts$', '^src/cli/'] },
      to: { path: SQLITE },
    },
    {
      name: 'only-sqlite-files-know-node-sqlite',
      comment: 'Everything that touches a database file is named sqlite-*.ts or lives in sqlite/.',
      severity: 'error',
      from: { path: '^src/', pathNot: SQLITE },
      to: { path: '^(node:)?sqlite$', dependencyTypes: ['core'] },
    },
    {
      name: 'cluster-adapters-are-chosen-in-one-place',
      comment: 'PostgreSQL and EventStoreDB are joined in cluster/; the command line opens what it made.',
      severity: 'error',
      from: { path: '^src/', pathNot: [...POSTGRES, EVENTSTOREDB, '^src/cluster/'] },
      to: { path: [...POSTGRES, EVENTSTOREDB] },
    },
    {
      name: 'only-postgres-files-know-its-driver',
      comment: 'Everything that talks to PostgreSQL is named postgres-*.ts or lives in postgres/.',
      severity: 'error',
      from: { path: '^src/', pathNot: POSTGRES },
      to: { path: '(^|node_modules/)(@types/)?(pg|kysely)(/|$)' },
    },
    {
      name: 'only-eventstoredb-files-know-its-client',
      comment: 'The event store is one port to everybody else.',
      severity: 'error',
      from: { path: '^src/', pathNot: EVENTSTOREDB },
      to: { path: '(^|node_modules/)@eventstore/db-client(/|$)' },
    },
    onlyIn('two-factor', 'otpauth', 'Codes are judged in one place, by one rule.'),
    onlyIn('two-factor', 'qrcode', 'The picture holds the secret; only enrollment may draw it.'),
    onlyIn('accounts', '@zxcvbn-ts/language-common', 'What speaks against a password is one rule.'),
    onlyIn('crypto', '@node-rs/argon2', 'Password hashing has one set of parameters, in one room.'),
    {
      name: 'the-log-and-its-keys-know-no-framework',
      comment:
        'The command line reads the log with them, and starts in half the time without. ' +
        'A subscription to EventStoreDB tells what broke it by the logger of NestJS.',
      severity: 'error',
      from: { path: '^src/(event-store|crypto)/', pathNot: EVENTSTOREDB },
      to: { path: '(^|node_modules/)@nestjs/' },
    },
    {
      name: 'commands-never-decide-from-the-read-model',
      comment: 'Who gets in is decided from the log, at the revision it was read.',
      severity: 'error',
      from: { path: '^src/.+\\.handler\\.ts$', pathNot: '\\.query\\.handler\\.ts$' },
      to: { path: '\\.(projection|read-model|view|query)\\.ts$' },
    },
    {
      name: 'reads-go-through-the-port',
      comment: 'Queries and resolvers see read models and buses, never a particular event store.',
      severity: 'error',
      from: { path: '^src/.+\\.(resolver|query|query\\.handler)\\.ts$' },
      to: { path: '^src/event-store/(sqlite|eventstoredb|memory)' },
    },
    {
      name: 'rooms-do-not-know-the-cli',
      comment: 'The command line starts the rooms, not the other way round.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli/|main\\.ts$)' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'the-page-talks-only-graphql',
      comment:
        'Account Settings is a client like any other; what it needs, the schema must offer. Words it may share.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/', pathNot: '^src/(web|wording)/' },
    },
    {
      name: 'words-know-nobody',
      comment: 'What the page and the command line call things goes into both: it brings nothing along.',
      severity: 'error',
      from: { path: '^src/wording/' },
      to: { pathNot: '^src/wording/' },
    },
    {
      name: 'only-the-page-knows-the-page',
      comment: 'The service serves what was built of it, as files.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/web/' },
      to: { path: '^src/web/' },
    },
    {
      name: 'src-does-not-know-its-tests',
      comment: 'What runs in production must not lean on what only exists for tests.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: TESTS },
    },
    {
      name: 'src-needs-only-what-ships',
      comment:
        'A package the service imports belongs in dependencies, or an install without dev breaks. ' +
        'What the page imports is built into it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/web/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Type-only imports count: knowing a type is knowing.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
