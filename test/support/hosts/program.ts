import { openDoor } from './door.js';

/** Opens the door to a program, says where it is to the process that started it, and ends with that process. */
export async function serveParent(verbs: object, end: () => Promise<void>): Promise<void> {
  const { url } = await openDoor(verbs);
  process.on('disconnect', () => {
    void end().finally(() => process.exit());
  });
  process.send?.(url);
}
