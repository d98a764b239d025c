/*
 * The test server as a process of its own, which can be killed:
 *   node test/support/eventstoredb/main.ts [--port N] [--control N] [--file PATH]
 * It says where it listens in one line of JSON, {"connectionString":…,"controlUrl":…}, and ends on SIGTERM.
 */
import { registerHooks } from 'node:module';
import { parseArgs } from 'node:util';

// Sources name each other `.js`, as they will be when they are compiled. Here nobody compiles them.
registerHooks({
  resolve: (specifier, context, next) => {
    const isSource = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
    return next(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
const { EventStoreDbServer } = await import('./eventstoredb-server.js');
const { openControlDoor } = await import('./control.js');

const { values } = parseArgs({
  options: { port: { type: 'string' }, control: { type: 'string' }, file: { type: 'string' } },
});
const server = await EventStoreDbServer.start({
  port: Number(values.port ?? 0),
  ...(values.file !== undefined && { file: values.file }),
});
const { door, url } = await openControlDoor(server, Number(values.control ?? 0));
const end = () => {
  door.close();
  void server.close().then(() => process.exit());
};
// It does not outlive who started it.
process.on('SIGTERM', end).on('disconnect', end);
console.log(JSON.stringify({ connectionString: server.connectionString, controlUrl: url }));
