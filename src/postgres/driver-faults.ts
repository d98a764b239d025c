import { DatabaseError } from 'pg';
import { StorageUnavailable } from '../storage.js';

/**
 * Beginnings of the SQLSTATE codes of what passes by itself, or once the operator has mended it:
 * connection, authorization, rollback, resources, intervention, system; a server that only
 * reads (a standby, after a failover), an idle transaction ended, no such database, a lock not had.
 * PostgreSQL documentation, Appendix A.
 */
const PASSES = /^(?:08|28|40|53|57|58|25006|25P03|3D000|55P03)/;

/** What a driver's fault means to the service; a mistake in a statement stays what it is. */
export function translated(fault: unknown): unknown {
  if (fault instanceof StorageUnavailable) return fault;
  if (fault instanceof DatabaseError && !PASSES.test(fault.code ?? '')) return fault;
  return new StorageUnavailable(fault);
}
