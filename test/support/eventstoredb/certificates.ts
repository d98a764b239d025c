import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificates {
  /** Path of the authority's certificate, for `tlsCAFile`. */
  readonly caFile: string;
  /** PEM, of the server. */
  readonly key: string;
  readonly certificate: string;
  /** Removes the files. */
  remove(): void;
}

/** Makes an authority, and a certificate of it for these names of a host; needs `openssl`. */
export function makeCertificates(names = 'DNS:localhost,IP:127.0.0.1'): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const request = ['req', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  openssl(...request, '-x509', '-days', '2', '-subj', '/CN=A test', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl(...request, '-subj', '/CN=A server', '-keyout', 'node.key', '-out', 'node.csr');
  writeFileSync(join(folder, 'node.ext'), `subjectAltName = ${names}\n`);
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'];
  openssl('x509', '-req', '-in', 'node.csr', '-extfile', 'node.ext', ...signed, '-out', 'node.pem');
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return {
    caFile: join(folder, 'ca.pem'),
    key: read('node.key'),
    certificate: read('node.pem'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
